"""The files that make Asterisk a switch and nothing else: modules, folders, limits, and no records.

Nothing is logged: PJSIP's errors, warnings and notices name callers and destinations. What is wrong
is told by `harborline doctor`, which asks Asterisk itself.
"""

from __future__ import annotations

from harborline.telephony.ari.config.plan import Plan

NEEDED = (
    # SIP and sound
    *("res_pjproject", "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb"),
    *("res_pjsip", "res_pjsip_session", "res_pjsip_pubsub", "res_pjsip_sdp_rtp"),
    *("res_pjsip_caller_id", "res_pjsip_endpoint_identifier_ip", "res_pjsip_header_funcs"),
    *("res_pjsip_nat", "res_pjsip_rfc3326", "res_pjsip_outbound_authenticator_digest"),
    *("res_pjsip_outbound_registration", "res_rtp_asterisk", "chan_pjsip"),
    *("res_timing_timerfd", "codec_ulaw", "codec_alaw", "codec_resample"),
    *("format_pcm", "format_wav"),
    # two people talking
    *("bridge_simple", "bridge_native_rtp", "bridge_softmix", "bridge_holding"),
    # our process
    *("res_http_websocket", "res_stasis", "res_stasis_answer", "res_stasis_playback"),
    *("res_stasis_recording", "res_stasis_snoop", "app_stasis", "res_ari", "res_ari_model"),
    *("res_ari_applications", "res_ari_asterisk", "res_ari_bridges", "res_ari_channels"),
    *("res_ari_endpoints", "res_ari_events", "res_ari_playbacks"),
    # the dialplan
    *(
        "pbx_config",
        "app_dial",
        "app_playback",
        "app_read",
        "app_stack",
        "func_callerid",
        "func_channel",
    ),
    *("func_global", "func_groupcount", "func_logic", "func_pjsip_aor", "func_pjsip_contact"),
    *("func_rand", "func_strings", "func_timeout", "func_uri"),
)
"""Every module that is loaded; `make e2e` proves that they suffice, and doctor looks for each."""

OF_SOME_VERSIONS = (
    "res_crypto",
    "res_websocket_client",
    "res_geolocation",
    "res_pjsip_dlg_options",
)
"""Modules that some of those above need in some versions of Asterisk; loaded where they are there."""

README = """\
Harborline writes these files anew at every `harborline asterisk config`; whatever is changed by hand
is lost. Settings: docs/reference/settings.md, guide: docs/guides/asterisk.md.
./start runs Asterisk with them. Some files hold passwords: only their owner may read them.
"""


def asterisk_conf(plan: Plan) -> str:
    inside = plan.folder
    return f"""\
[directories]
astetcdir => {inside}
astmoddir => {plan.installation.modules}
astdatadir => {plan.installation.data}
astvarlibdir => {inside}/lib
astdbdir => {inside}/lib
astkeydir => {inside}/lib
astagidir => {inside}/lib
astspooldir => {inside}/spool
astrundir => {inside}/run
astlogdir => {inside}/log

[options]
verbose = 0
debug = 0
nocolor = yes
dumpcore = no
hideconnect = yes
live_dangerously = no
"""


def modules_conf(plan: Plan) -> str:
    there = [module for module in OF_SOME_VERSIONS if plan.installation.has(module)]
    rows = "\n".join(f"load = {module}.so" for module in (*there, *NEEDED))
    return f"[modules]\nautoload = no\n{rows}\n"


def logger_conf(plan: Plan) -> str:
    if plan.log is None:
        return "[general]\nqueue_log = no\n\n[logfiles]\nconsole => \n"
    return f"[general]\nqueue_log = no\n\n[logfiles]\n{plan.log} => error,warning,notice\n"


def http_conf(plan: Plan) -> str:
    return f"""\
[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = {plan.ari_port}
sessionlimit = 1000
session_keep_alive = 15000
session_inactivity = 30000
enable_status = no
enable_static = no
"""


def ari_conf(plan: Plan) -> str:
    return f"""\
[general]
enabled = yes
pretty = no
websocket_write_timeout = 500

[{plan.ari_user}]
type = user
read_only = no
password_format = plain
password = {plan.ari_password}
"""


def rtp_conf(plan: Plan) -> str:
    first, last = plan.rtp
    return f"[general]\nrtpstart = {first}\nrtpend = {last}\nstrictrtp = yes\nicesupport = no\n"


PLAIN = {
    "cdr.conf": "[general]\nenable = no\n",
    "cel.conf": "[general]\nenable = no\n",
    "manager.conf": "[general]\nenabled = no\n",
    "features.conf": "[general]\n",
    **dict.fromkeys(("ccss.conf", "udptl.conf"), "[general]\n"),
    **dict.fromkeys(
        ("acl.conf", "geolocation.conf", "pjproject.conf", "websocket_client.conf"), ""
    ),
    "stasis.conf": "[threadpool]\ninitial_size = 5\nmax_size = 50\nidle_timeout_sec = 20\n",
    "indications.conf": """\
[general]
country = us

[us]
description = United States, North America
ringcadence = 2000,4000
dial = 350+440
busy = 480+620/500,0/500
ring = 440+480/2000,0/4000
congestion = 480+620/250,0/250
callwaiting = 440/300,0/10000
record = 1400/500,0/15000
info = !950/330,!1400/330,!1800/330,0
stutter = !350+440/100,!0/100,350+440
""",
}
"""Files that no setting changes. No call records, no events, no manager interface, no feature codes."""
