"""What happens in what order, without a site: calls, publishing, overlays, totals.

Lives here: use cases named by verbs, the small state of the calls in progress, and the ports they
need, each a short protocol with what it promises and how it fails.
Never here: a vendor, a protocol, a file, a socket, SQL, HTML; choosing a center (core does) or the
next prompt (callflow does). Errors end with the caller being connected somewhere.
Called by: voice, telephony, stores, feeds and web as its adapters; bootstrap, which wires them.
"""
