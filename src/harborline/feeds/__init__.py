"""Readers of attention: Bluesky, Mastodon, Wikipedia, spreadsheets of counts.

Lives here: sockets, frames, cursors, reconnecting, what each source means by a post. Read, count, forget: a
text, an account or a handle is dropped in the function that reads it, and nothing of it reaches a disk or a log.
Never here: counting or judging (planning), the order of things (app). Called by: bootstrap.
"""
