import pytest

from harborline.demo.numbers import NumberBook


def test_numbers_count_up_and_pass_on_to_the_next_area_code() -> None:
    book = NumberBook()
    numbers = [book.take((704, 980)) for _ in range(198)]
    assert numbers[:2] == ["+17045550100", "+17045550101"]
    assert numbers[98:100] == ["+17045550198", "+19805550100"]
    assert len(set(numbers)) == 198


def test_no_number_is_made_up_when_all_are_given() -> None:
    book = NumberBook()
    for _ in range(99):
        book.take((704,))
    with pytest.raises(ValueError, match="No fictitious number is left"):
        book.take((704,))
