"""Training: who holds it near a place, a request asked once, and the clock by which centers answer it.

Lives here: requests with the contact given for them, links that are stored hashed, mails that name neither
subject nor center, pages for the organiser without an account and for centers in the console. Never here: a
request whose address nobody confirmed before a center, a contact 90 days after the request was closed.
Called by: browsers, and the worker process (through bootstrap) that moves requests on.
"""
