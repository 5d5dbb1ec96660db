"""States are named in the language of whoever reads."""

from __future__ import annotations

from django.utils import translation

from harborline.hsds.states import state_code
from harborline.web.directory.states import NAMES, state_in_words


def test_a_state_has_a_name_in_both_languages() -> None:
    assert state_in_words("NC") == "North Carolina"
    with translation.override("es"):
        assert state_in_words("NC") == "Carolina del Norte"


def test_what_is_no_state_stays_as_it_is() -> None:
    assert state_in_words("WL") == "WL"


def test_each_name_is_that_of_its_code() -> None:
    with translation.override("en"):
        assert [code for code in NAMES if state_code(state_in_words(code)) != code] == []
