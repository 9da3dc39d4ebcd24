"""A number on a scale."""

import pytest

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

HALVES = Open("q", "range", minimum=1, maximum=5, step=0.5)
READ = KINDS["range"].read


@pytest.mark.parametrize(("text", "value"), [("1", "1"), ("៥", "5"), ("2.5", "2.5"), ("three", "3"), ("4 បាទ", "4")])
def test_a_step_of_the_scale_is_read(text: str, value: str) -> None:
    """Every step, in digits or words."""
    assert READ(HALVES, Reply(text)) == Understood(value)


@pytest.mark.parametrize("text", ["2.3", "0", "5.5", "6", "-1"])
def test_between_and_beyond_the_steps_is_nothing(text: str) -> None:
    """What the scale does not have is out of range."""
    assert READ(HALVES, Reply(text)) == Unclear(Reason.OUT_OF_RANGE, (text,))


def test_a_scale_is_summed_like_numbers() -> None:
    """The figures of a scale are those of its numbers."""
    assert KINDS["range"].tally(["1", "2.5", "2.5"]).mean == 2
