"""The public site: what anybody reads without an account, in the language of the path.

Lives here: the frame that every public page stands in, the way out of it, the guard of forms that send
something, and the parts of the site (`find/`, `listings/`, `share/`, `care/`, `learn/`), siblings that never
import each other. Never here: a cookie, an address of a visitor, a search that is written down, anything from
another host; who is dialed (core decides, `app` asks it). Called by: browsers, and `training` and `campaign`,
which stand in the same frame.
"""
