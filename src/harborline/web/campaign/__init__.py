"""What to do in the face of a campaign: nobody owes a post, where to turn, what waits are now.

Lives here: the campaign page. Never here: anything that counts or ranks people, words about a survivor that are
filled in beforehand. Waits come from what voice processes say of themselves, never from a call.
Called by: browsers.
"""
