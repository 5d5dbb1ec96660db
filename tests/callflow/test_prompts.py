"""What is said: complete in each language, easy, quiet about its cause, and within its time."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from harborline.callflow.prompts import CATALOGUES, Prompt, Say, spoken_in, text_of

FILLS = {
    "digit": "2",
    "language": "es",
    "line": "the Test Line",
    "center": "Near Center",
    "minutes": "4",
    "code": "4711",
    "web": "help.example",
    "text": "555-0100",
}
LONGEST_WORDS = 40
GRADE = 6.0
TELLING = re.compile(
    r"rape|assault|abuse|violen|victim|sexual|abus|violaci|víctima|agresi", re.IGNORECASE
)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def said(prompt: Prompt, language: str) -> str:
    wanted = fields(CATALOGUES[language].texts[prompt])
    return text_of(Say(prompt, language, tuple((k, v) for k, v in FILLS.items() if k in wanted)))


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_prompt_has_a_text_with_the_same_gaps(language: str) -> None:
    texts = CATALOGUES[language].texts
    assert set(texts) == set(Prompt)
    for prompt, text in texts.items():
        assert fields(text) == fields(CATALOGUES["en"].texts[prompt]), prompt
        assert text == text.strip()


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("prompt", Prompt)
def test_no_prompt_names_what_happened_or_goes_on_for_long(prompt: Prompt, language: str) -> None:
    text = said(prompt, language)
    assert not TELLING.search(text)
    assert len(text.split()) <= LONGEST_WORDS
    assert not re.search(r"[{}<>]", text)


def syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
    return max(1, groups - silent)


def test_english_is_read_with_six_years_of_school() -> None:
    """Flesch and Kincaid's grade over all prompts together, and none far above."""
    texts = [re.sub(r"(\b\d\b[ ,]*)+", "911 ", said(p, "en")) for p in Prompt]
    words = [w for text in texts for w in re.findall(r"[A-Za-z']+", text)]
    sentences = sum(max(1, len(re.findall(r"[.?!](?: |$)", text))) for text in texts)
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    assert grade <= GRADE


def test_spanish_speaks_as_tu() -> None:
    texts = " ".join(said(prompt, "es") for prompt in Prompt)
    assert not re.search(
        r"\b(usted|ustedes|oprima|marque|llame|cuelgue|espere|puede colgar)\b", texts
    )


def test_the_whisper_never_speaks_a_telling_name() -> None:
    fills = (("center", "Bellwether Rape Crisis Center"), ("language", "es"))
    whisper = Say(Prompt.ANSWERER_WHISPER, "en", fills)
    assert text_of(whisper).startswith("Hotline call for your center, in Spanish.")
    assert "tu centro, en español" in text_of(whisper._replace(language="es"))


def test_a_language_without_texts_is_spoken_in_english() -> None:
    assert spoken_in(Say(Prompt.DANGER, "fr")) == "en"
    assert text_of(Say(Prompt.DANGER, "fr")) == CATALOGUES["en"].texts[Prompt.DANGER]
    assert text_of(Say(Prompt.LANGUAGE_KEY_NAMED, "xx", (("digit", "3"), ("language", "xx"))))


def test_codes_are_spoken_digit_by_digit() -> None:
    assert "4 7 1 1" in said(Prompt.PLACE_CODE, "en")
