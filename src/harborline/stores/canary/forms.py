"""How a seed may be written by people and programs, before anything encodes it."""

from __future__ import annotations

from collections.abc import Iterator

from harborline.stores.canary.seeds import Kind, Seed

_NATIONAL = 10


def forms_of(seed: Seed) -> dict[str, str]:
    """Gives every way of writing a seed, by what the way is called; no way twice."""
    found: dict[str, str] = {}
    ways = _numbers(seed.value) if seed.kind is Kind.NUMBER else _texts(seed)
    for name, text in ways:
        if text not in found.values():
            found[name] = text
    return found


def shortest_of(forms: dict[str, str]) -> dict[str, str]:
    """Gives the forms that hold no other: finding these finds the longer ones too."""
    return {
        name: text
        for name, text in forms.items()
        if not any(other in text for other in forms.values() if other != text)
    }


def _texts(seed: Seed) -> Iterator[tuple[str, str]]:
    yield "raw", seed.value
    if seed.kind is not Kind.ZIP:
        yield "lower case", seed.value.lower()
        yield "upper case", seed.value.upper()


def _numbers(value: str) -> Iterator[tuple[str, str]]:
    yield "raw", value
    digits = "".join(c for c in value if c in "0123456789")
    national = digits.removeprefix("1")
    if len(national) != _NATIONAL:
        yield "international", f"+{digits}"
        yield "digits", digits
        yield "digit by digit", " ".join(digits)
        return
    area, office, rest = national[:3], national[3:6], national[6:]
    yield "+1", f"+1{national}"
    yield "with 1", f"1{national}"
    yield "national", national
    for name, mark in (("dashed", "-"), ("spaced", " "), ("dotted", ".")):
        yield name, mark.join((area, office, rest))
        yield f"{name} with 1", mark.join(("1", area, office, rest))
        yield f"{name} with +1", mark.join(("+1", area, office, rest))
    yield "parenthesised", f"({area}) {office}-{rest}"
    yield "parenthesised, no space", f"({area}){office}-{rest}"
    yield "digit by digit", " ".join(national)
