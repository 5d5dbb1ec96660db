from harborline.atlas.tables import Atlas
from harborline.core.directory import Network
from harborline.core.listings import BillSafety, ContactKind
from harborline.demo.entries import listings
from harborline.demo.numbers import SpareNumbers


def test_every_center_has_an_entry_and_the_same_one_each_time(demo: Network, atlas: Atlas) -> None:
    entries = listings(demo, atlas)
    assert entries == listings(demo, atlas)
    assert [entry.id for entry in entries.centers] == [center.id for center in demo.centers]
    coalitions = {coalition.id: coalition.state for coalition in entries.coalitions}
    assert all(coalitions[entry.coalition or ""] == entry.state for entry in entries.centers)


def test_every_kind_of_number_and_bill_safety_is_met(demo: Network, atlas: Atlas) -> None:
    numbers = [one for entry in listings(demo, atlas).centers for one in entry.numbers]
    assert {one.kind for one in numbers} == set(ContactKind)
    assert {one.bill_safety for one in numbers} == set(BillSafety)


def test_a_confidential_center_has_no_address(demo: Network, atlas: Atlas) -> None:
    entries = listings(demo, atlas).centers
    assert not [entry.id for entry in entries if entry.confidential and entry.address]
    assert sum(entry.address is not None for entry in entries) > 500


def test_an_area_code_that_is_used_up_passes_on_to_another() -> None:
    numbers = SpareNumbers(["+12025550199", "+13015550100"])
    here = [numbers.take("202") for _ in range(99)]
    assert here[0] == "+12025550100"
    assert len({*here}) == 99
    assert numbers.take("202") == "+13015550101"
