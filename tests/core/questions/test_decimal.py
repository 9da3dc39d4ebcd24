"""A number with a fraction."""

import pytest

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

METRES = Open("q", "decimal", minimum=0, maximum=5000, asked=("How many metres?",))
READ = KINDS["decimal"].read


@pytest.mark.parametrize(
    ("text", "value", "guessed"),
    [
        ("3.5", "3.5", False),
        ("៣.៥", "3.5", False),
        ("3.50 metres", "3.5", False),
        ("3", "3", False),
        ("3,5", "3.5", True),
        ("1,234.5", "1234.5", True),
        ("1.234", "1.234", True),
    ],
)
def test_a_fraction_is_read(text: str, value: str, *, guessed: bool) -> None:
    """A point parts the fraction; a comma may, and is said back."""
    assert READ(METRES, Reply(text)) == Understood(value, guessed=guessed)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.2.3", Reason.NOT_A_NUMBER),
        ("3.5 or 4", Reason.NOT_A_NUMBER),
        ("5000.1", Reason.OUT_OF_RANGE),
        ("half", Reason.NOT_A_NUMBER),
    ],
)
def test_a_refusal_tells_why(text: str, reason: Reason) -> None:
    """What cannot be an answer says why."""
    made = READ(METRES, Reply(text))
    assert isinstance(made, Unclear)
    assert made.reason is reason


def test_decimals_add_up_exactly() -> None:
    """0.1 three times makes a mean of 0.1 and nothing behind it."""
    tally = KINDS["decimal"].tally(["0.1", "0.1", "0.1", "not a number"])
    assert tally.answered == 3
    assert tally.mean * 10 == 1
