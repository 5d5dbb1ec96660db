"""Webhook carriers: calls and texts as requests that a carrier signs, answered with its markup.

Lives here: the markup in the subset that Twilio, SignalWire and Telnyx share, their dialects, their
signatures, the tokens that tie a call's requests together, deleting their records, text messages.
Never here: a choice of center or prompt; a caller's number past the codec, nor in any address of ours.
Called by: bootstrap, which mounts the routes; tests/contract.
"""
