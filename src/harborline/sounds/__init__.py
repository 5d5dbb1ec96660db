"""What the telephone's sentences sound like: which recordings make up a sentence, and where they lie.

Lives here: names of recordings, the folders in which they are looked for (a line's own, a person's,
rendered ones, those we ship), what is wrong with a recording, and how one is rendered. May not:
choose what is said (callflow), know a carrier, import a speech engine: rendering runs one.
Called by: telephony and voice to play; cli (through bootstrap) to render, check and approve.
"""
