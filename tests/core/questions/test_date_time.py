"""A day and a time of it."""

import pytest

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

MOMENT = Open("q", "dateTime")
READ = KINDS["dateTime"].read


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T19:30",
        "2026-11-23 19:30:00",
        "23/11/2026, 19:30",
        "19:30 23/11/2026",
        "ថ្ងៃទី២៣ ខែវិច្ឆិកា ឆ្នាំ២០២៦ ម៉ោង ៧:៣០ ល្ងាច",
    ],
)
def test_a_moment_is_read_in_either_order(text: str) -> None:
    """A date and a time, however each is written."""
    assert READ(MOMENT, Reply(text)) == Understood("2026-11-23T19:30:00")


@pytest.mark.parametrize("text", ["23/11/2026", "19:30", "23/11/2026 7", "31/2/2026 19:30", "soon", "x" * 200])
def test_half_a_moment_is_none(text: str) -> None:
    """Without its day or its time it is asked again."""
    assert READ(MOMENT, Reply(text)) == Unclear(Reason.NOT_A_DATE)


def test_moments_are_counted() -> None:
    """How often each was named."""
    assert KINDS["dateTime"].tally(["2026-11-23T19:30:00"]).answered == 1
