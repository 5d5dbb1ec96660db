"""The voice process: the dial pad, the routing API, health and live events, as one ASGI app.

Lives here: HTTP, HTML and words of the dial pad; reading and refusing requests.
Not here: choosing (core), the order of a call (callflow, app), telephones (telephony), files
(stores). What this room needs of them is in `ports`; `bootstrap` hands it to `app.create_app`.
Nothing about a caller is written: no access log, no number in a URL, no value in an error.
"""
