"""Several choices of a list."""

import pytest

from bot.core.questions import KINDS
from bot.core.questions.base import Choice, Open, Reason, Reply, Unclear, Understood
from tests.core.questions.cases import choices

TOPICS = Open(
    "q",
    "select_multiple",
    choices=(*choices("water", "floods", "waste", "land"), Choice("none", "0", ("None",))),
    most=3,
)
TWELVE = Open("q", "select_multiple", choices=choices(*(f"c{n}" for n in range(1, 13))))
READ = KINDS["select_multiple"].read


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("3 1", ("water", "waste")),
        ("31", ("water", "waste")),
        ("waste and water", ("water", "waste")),
        ("1 water, 3 waste", ("water", "waste")),
        ("0", ("none",)),
        ("none", ("none",)),
    ],
)
def test_choices_come_in_the_lists_order(text: str, names: tuple[str, ...]) -> None:
    """However they are typed, the answer is the same."""
    assert READ(TOPICS, Reply(text)) == Understood(names)


@pytest.mark.parametrize(
    ("text", "reason", "about"),
    [
        ("1 2 3 4", Reason.TOO_MANY, ("3",)),
        ("1 1", Reason.REPEATED, ()),
        ("0 1", Reason.CONTRADICTORY, ()),
        ("1 9", Reason.NOT_A_CHOICE, ("9",)),
        ("19", Reason.NOT_A_CHOICE, ("9",)),
        ("1-3", Reason.CONTRADICTORY, ()),
        ("1 waste", Reason.CONTRADICTORY, ()),
        ("1 and", Reason.INCOMPLETE, ()),
    ],
)
def test_a_refusal_tells_why(text: str, reason: Reason, about: tuple[str, ...]) -> None:
    """Each refusal has its reason."""
    assert READ(TOPICS, Reply(text)) == Unclear(reason, about)


def test_a_number_of_two_digits_is_one_choice_where_there_are_ten() -> None:
    """In a list of twelve, 12 is the twelfth, and 13 is nothing rather than 1 and 3."""
    assert READ(TWELVE, Reply("12")) == Understood(("c12",))
    assert isinstance(READ(TWELVE, Reply("13")), Unclear)


def test_counts_are_of_people_and_of_picks() -> None:
    """Two people who picked three things: answered 2, picks 3."""
    tally = KINDS["select_multiple"].tally([("water", "land"), ("water",), None])
    assert (tally.asked, tally.answered) == (3, 2)
    assert tally.counts == (("water", 2), ("land", 1))
