"""How much the world speaks of what may bring calls: readers of open sources, each read, counted, forgotten.

Lives here: what a source's frames and pages mean, how it is reached, and what to do when it breaks off,
repeats itself or lies. `web` alone knows a socket; it comes in as a port.
Never here: a source that nobody named, a text, handle or id that is written down or logged, an answer to
anybody, a key. What is read becomes an event of `planning.attention` or a count, and is let go.
Called by: bootstrap, which gives the readers to app.
"""
