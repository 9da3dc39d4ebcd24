"""A time of day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

HOUR = Open("q", "time")
READ = KINDS["time"].read


@pytest.mark.parametrize(
    ("text", "time", "guessed"),
    [
        ("19:30", "19:30:00", False),
        ("១៩:៣០", "19:30:00", False),
        ("07:30", "07:30:00", False),
        ("7:30", "07:30:00", True),
        ("7:30 pm", "19:30:00", False),
        ("7 pm", "19:00:00", False),
        ("12 am", "00:00:00", False),
        ("12 pm", "12:00:00", False),
        ("19h30", "19:30:00", False),
        ("ម៉ោង ៧ ព្រឹក", "07:00:00", False),
        ("ម៉ោង៧ព្រឹក", "07:00:00", False),
        ("ម៉ោង ៧កន្លះ ល្ងាច", "19:30:00", False),
        ("ម៉ោង ២ រសៀល", "14:00:00", False),
        ("ម៉ោងប្រាំពីរព្រឹក", "07:00:00", False),
        ("ម៉ោង ១៤", "14:00:00", False),
    ],
)
def test_a_time_is_read(text: str, time: str, *, guessed: bool) -> None:
    """By the clock of 24 hours, or with the part of the day; one that may be of the evening is said back."""
    assert READ(HOUR, Reply(text)) == Understood(time, guessed=guessed)


@pytest.mark.parametrize("text", ["7", "25:00", "12:60", "13 pm", "ម៉ោង ៧", "morning", "7-8 pm", "7:3", "24:00"])
def test_no_such_time(text: str) -> None:
    """Hours that are not, and an hour that may be of morning or evening: asked again."""
    assert READ(HOUR, Reply(text)) == Unclear(Reason.NOT_A_TIME)


@given(st.times())
def test_every_minute_reads_as_itself(time: object) -> None:
    """What is stored can be typed."""
    minute = f"{time:%H:%M}:00"
    made = READ(HOUR, Reply(minute))
    assert isinstance(made, Understood)
    assert made.value == minute


def test_times_are_counted() -> None:
    """How often each time was named."""
    assert KINDS["time"].tally(["07:00:00", None]).answered == 1
