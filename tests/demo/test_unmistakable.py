"""Nobody may take the demo for a real network, or dial it."""

import re
from collections import Counter
from collections.abc import Iterator

from harborline.core.directory import Backup, Center, Network
from harborline.demo.real_hotline import EMERGENCY, NATIONAL_HOTLINE

FICTITIOUS = re.compile(r"\+1[2-9]\d\d55501\d\d")


def answering(demo: Network) -> Iterator[Center | Backup]:
    yield from demo.centers
    yield from demo.state_backups
    yield from demo.national_backups


def addresses(demo: Network) -> list[str]:
    return [d.address or "" for party in answering(demo) for d in party.destinations]


def test_every_number_is_kept_for_fiction(demo: Network) -> None:
    public = [line.number or "" for line in demo.lines]
    assert all(FICTITIOUS.fullmatch(number) for number in (*public, *addresses(demo)))
    # Among toll-free 555 numbers only this one is.
    assert [number for number in public if number.startswith("+1800")] == ["+18005550199"]


def test_no_number_is_given_twice(demo: Network) -> None:
    numbers = Counter((*addresses(demo), *(line.number for line in demo.lines)))
    assert max(numbers.values()) == 1


def test_every_name_says_demo(demo: Network) -> None:
    assert demo.demo
    assert all(party.name.startswith("Demo ") for party in answering(demo))
    assert all(line.name.startswith("Demo ") for line in demo.lines)


def test_every_id_says_demo_and_is_its_own(demo: Network) -> None:
    ids = [party.id for party in answering(demo)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"demo-[a-z0-9-]+", name) for name in ids)
    assert {"demo-nc-mecklenburg-1", "demo-nm-dona-ana-1", "demo-backup-nc"} <= set(ids)


def test_the_real_hotline_is_none_of_the_demo_numbers(demo: Network) -> None:
    assert NATIONAL_HOTLINE.dial == "+1" + NATIONAL_HOTLINE.number.replace("-", "")
    assert not FICTITIOUS.fullmatch(NATIONAL_HOTLINE.dial)
    for real in (NATIONAL_HOTLINE, EMERGENCY):
        assert real.source_title
        assert real.source_address.startswith("https://")
        assert re.match(r"\d{4}-\d\d-\d\d$", real.taken_on)
