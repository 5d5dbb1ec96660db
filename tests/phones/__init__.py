"""SIP telephones for tests, in pure Python: callers, centers, and the carrier between them.

Lives here: messages (messages.py), what is heard and said by RTP (media.py, ears.py, levels.py), one
call (dialog.py), the socket that all calls of one carrier share (exchange.py), and keys as
captures that sipp plays (captures.py). Only 127.0.0.1; nothing of Harborline but the prompts' names and
the clock's port, so that whatever these telephones notice is noticed by somebody outside.
"""
