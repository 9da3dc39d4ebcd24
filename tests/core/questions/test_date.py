"""A day of the calendar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.questions import KINDS
from bot.core.questions.base import Detail, Open, Reason, Reply, Unclear, Understood

DAY = Open("q", "date")
READ = KINDS["date"].read


@pytest.mark.parametrize(
    ("text", "day", "guessed"),
    [
        ("2026-11-23", "2026-11-23", False),
        ("23/11/2026", "2026-11-23", False),
        ("២៣/១១/២០២៦", "2026-11-23", False),
        ("23 11 2026", "2026-11-23", False),
        ("23.11.2026.", "2026-11-23", False),
        ("23 November 2026", "2026-11-23", False),
        ("23rd of Nov 2026", "2026-11-23", False),
        ("Nov 23, 2026", "2026-11-23", False),
        ("ថ្ងៃទី២៣ ខែវិច្ឆិកា ឆ្នាំ២០២៦", "2026-11-23", False),
        ("ថ្ងៃទី ២៣ ខែ ១១ ឆ្នាំ ២០២៦", "2026-11-23", False),
        ("11/23/2026", "2026-11-23", True),
        ("3/4/2026", "2026-04-03", True),
        ("4/4/2026", "2026-04-04", False),
        ("23/11/2569", "2026-11-23", True),
    ],
)
def test_a_day_is_read(text: str, day: str, *, guessed: bool) -> None:
    """Day first, as Cambodia writes it; what could be turned round or is of another era is said back."""
    assert READ(DAY, Reply(text)) == Understood(day, guessed=guessed)


@pytest.mark.parametrize(
    "text", ["31/2/2026", "23/11/26", "23/11", "tomorrow", "2026", "0/0/2026", "23/11/2026 or 24/11/2026", "1/1/3000"]
)
def test_no_such_day(text: str) -> None:
    """Days that are not, years of two digits, words: asked again."""
    assert READ(DAY, Reply(text)) == Unclear(Reason.NOT_A_DATE)


@given(st.dates(min_value=__import__("datetime").date(1900, 1, 1), max_value=__import__("datetime").date(2199, 12, 31)))
def test_every_day_reads_as_itself(day: object) -> None:
    """What is stored can be typed."""
    assert READ(DAY, Reply(str(day))) == Understood(str(day))


def test_days_are_counted() -> None:
    """How often each day was named."""
    assert KINDS["date"].tally(["2026-11-23", "2026-11-23"]).of("2026-11-23") == 2


@pytest.mark.parametrize(
    ("detail", "text", "day", "guessed"),
    [
        ("month", "11/2026", "2026-11-01", False),
        ("month", "2026-11", "2026-11-01", False),
        ("month", "វិច្ឆិកា ២០២៦", "2026-11-01", False),
        ("month", "Nov 2026", "2026-11-01", False),
        ("month", "11/2569", "2026-11-01", True),
        ("month", "23/11/2026", "2026-11-01", False),
        ("year", "2026", "2026-01-01", False),
        ("year", "ឆ្នាំ ២០២៦", "2026-01-01", False),
        ("year", "2569", "2026-01-01", True),
        ("year", "23 November 2026", "2026-01-01", False),
    ],
)
def test_a_month_or_a_year_is_its_first_day(detail: Detail, text: str, day: str, *, guessed: bool) -> None:
    """Where the form asks for less than a day, less is enough; ODK keeps the first day."""
    assert READ(Open("q", "date", detail=detail), Reply(text)) == Understood(day, guessed=guessed)


@pytest.mark.parametrize(
    ("detail", "text"), [("month", "2026"), ("month", "13/2026"), ("year", "11"), ("year", "3000")]
)
def test_what_is_no_month_or_year_is_asked_again(detail: Detail, text: str) -> None:
    """A month without its year, or a year of no calendar, is no answer."""
    assert READ(Open("q", "date", detail=detail), Reply(text)) == Unclear(Reason.NOT_A_DATE)
