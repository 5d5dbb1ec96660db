"""The verbs of training: each in a transaction of its own, with the time (`at`, aware) as an argument.

For organisers (no account; a link is a token of 256 random bits, kept as its SHA-256 alone):
  `asking.ask(wish, at)`       keeps a request, whose link the worker mails; Refused has a sentence per field of `Wish`.
                               Says nothing of whether the address was written to before: the page is the same.
  `links.request_of(token)`    (path name `training:own`, one argument, the token; the mail holds it) the request that a link leads to, or None: the page is then 404, the same always.
  `standing.standing_of(row)`  all that the organiser's page shows, as plain values.
  `organising.confirm(row, at)`            the button of the first visit: offers it to the first center.
  `organising.take(row, chosen, at)`       takes a proposed date, by its place in `standing.slots`.
  `organising.decline(row, at)`            none of them suits: it goes on to the next center.
  `organising.rate(row, rating, at)`       the follow-up, once it was held.
  `organising.withdraw(row, at, erase=…)`  ends it; `erase`: the contact goes as soon as it can; a closed one
                               may be erased too (`standing.may_erase`).
  Each raises app.training.Impossible when the request went on meanwhile (show the page anew and say so).
  `calendars.calendar_of(row, at)` the agreed training as iCalendar bytes; None before it is agreed.
GET changes nothing: every verb stands behind a POST with `public/sending.py`, form name "training-ask" or
"training-own". Names of all choices are in `training/words.py` (`choices_of` makes choices of a field).

For staff (`answering.py`): accept, propose, pass on, report; each is audited. For the worker (`rounds.py`): what
the clock moves on, mails that are owed, contacts whose time is over. `reporting.py`: what is asked for, where.
"""
