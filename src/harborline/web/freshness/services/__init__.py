"""The verbs of freshness: each in a transaction of its own, each safe to repeat.

`reminding.py`: reminders, confirming by link, extending, expiry. `checking.py`: web addresses.
`testing.py`: test calls. All take the time as an argument and act on nobody's behalf.
"""
