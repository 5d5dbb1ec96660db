"""pjsip.conf: who may call in, and by which ways calls go out.

In: from the carriers' addresses alone, and nowhere but into the context `from-trunk`. There is no
anonymous endpoint, no registrar and no transfer. Out: endpoints `trunk-1`, `trunk-2`, … for numbers
and `center` for SIP URIs. `probe-1`, `probe-2` only show whether a carrier answers: a carrier that
ignores OPTIONS must still be dialed, so the trunks themselves are never thought dead beforehand.
"""

from __future__ import annotations

from harborline.telephony.ari.config.plan import Plan, host_of

_GLOBAL = """\
[global]
type = global
user_agent = Harborline
default_from_user = hotline
default_realm = harborline
endpoint_identifier_order = ip
ignore_uri_user_options = yes
mwi_disable_initial_unsolicited = yes
keep_alive_interval = 60

; A carrier that does not answer is given up as early as Asterisk allows, after 6.4 s; the probes
; below notice it before that.
[system]
type = system
timer_t1 = 100
timer_b = 6400
"""

_LEG = """\
; What the other side sees of a call: the caller id we give it, and nothing of anybody else's.
[leg](!)
type = endpoint
disallow = all
allow = ulaw,alaw
dtmf_mode = rfc4733
direct_media = no
rtp_symmetric = yes
force_rport = yes
rewrite_contact = yes
identify_by = ip
send_pai = no
send_rpid = no
send_diversion = no
send_connected_line = no
trust_id_outbound = no
allow_transfer = no
allow_subscribe = no
sdp_owner = -
sdp_session = -
"""


def pjsip_conf(plan: Plan) -> str:
    parts = [_GLOBAL, *_transports(plan), _LEG]
    for number, source in enumerate(plan.sources, 1):
        parts.append(_source(number, source))
    for number, trunk in enumerate(plan.trunks, 1):
        parts += _trunk(plan, number, host_of(trunk))
    parts.append(
        "; A destination that is a SIP URI itself.\n[center](leg)\ncontext = nowhere\naors =\n"
    )
    return "\n".join(parts)


def _transports(plan: Plan) -> list[str]:
    host = f"[{plan.sip_host}]" if ":" in plan.sip_host else plan.sip_host
    return [
        f"[{protocol}]\ntype = transport\nprotocol = {protocol}\nbind = {host}:{plan.sip_port}\n"
        for protocol in ("udp", "tcp")
    ]


def _source(number: int, source: str) -> str:
    return f"""\
[from-{number}](leg)
context = from-trunk
trust_id_inbound = yes

[from-{number}]
type = identify
endpoint = from-{number}
match = {source}
"""


def _trunk(plan: Plan, number: int, host: str) -> list[str]:
    auth = f"outbound_auth = trunk-{number}\n" if plan.user else ""
    parts = [
        f"""\
[trunk-{number}](leg)
context = nowhere
aors = trunk-{number}
{auth}
[trunk-{number}]
type = aor
contact = sip:{host}

[probe-{number}](leg)
context = nowhere
aors = probe-{number}

[probe-{number}]
type = aor
contact = sip:{host}
qualify_frequency = 2
qualify_timeout = 1.5
"""
    ]
    if plan.user:
        parts.append(
            f"""\
[trunk-{number}]
type = auth
auth_type = userpass
username = {plan.user}
password = {plan.password}

[trunk-{number}]
type = registration
server_uri = sip:{host}
client_uri = sip:{plan.user}@{host.partition(";")[0]}
contact_user = {plan.user}
outbound_auth = trunk-{number}
retry_interval = 30
forbidden_retry_interval = 300
max_retries = 0
"""
        )
    return parts
