"""The HSDS read API: what the public may know of centers, for programs that hold a key.

`keys.py`: who asks, and how often they may; `published.py`: the directory as rows, made anew when it
changed; `questions.py`: what is asked; `answers.py`: how it is said; `views.py`: the paths;
`openapi.py`: the document. A ZIP is asked for by POST alone, and nothing that is asked is kept anywhere.
Never here: a destination, a confidential place, a row of the database beyond the directory's listings.
Called by: `api_urls`; the project's settings (the middleware of keys).
"""
