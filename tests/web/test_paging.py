import pytest

from kb.web.paging import LAST_READ, Page, page_number


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("1", 1),
        ("3", 3),
        ("１２３", 123),
        ("-1", 1),
        ("0", 1),
        ("", 1),
        ("x", 1),
        ("1.5", 1),
        ("²", 2),
        ("१२", 1),
        ("1" + "0" * 30, LAST_READ),
        ("9" * 100_000, LAST_READ),
        ("007", 7),
    ],
)
def test_any_page_in_the_address_is_read_as_a_number(given, number):
    assert page_number({"page": given}) == number


def test_past_the_end_is_the_last_page():
    page = Page.of({"page": "99"}, total=45, size=20)
    assert (page.number, page.offset, page.next, page.previous) == (3, 40, None, 2)


def test_an_empty_list_has_one_page():
    assert Page.of({}, total=0).numbers == [1]


@pytest.mark.parametrize(
    ("number", "pages", "numbers"),
    [
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (6, 20, [1, None, 4, 5, 6, 7, 8, None, 20]),
        (20, 20, [1, None, 18, 19, 20]),
    ],
)
def test_the_numbers_drawn_are_the_ends_and_the_neighbourhood(number, pages, numbers):
    assert Page(number, 10, pages * 10).numbers == numbers
