"""What an operator downloads from the numbering administrator, and how it is kept.

Lives here: opening such files whatever they are packed in (`files`), telling them apart and
reading their rows (`headers`, `rows`), deciding where each code lies (`resolve`), one kept file
that is replaced whole or not at all (`keep`), and the steps in order (`run`). Nothing is shipped
from here, and no row holds a caller: codes say which exchange opened a range of numbers.
"""
