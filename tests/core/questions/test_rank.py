"""Choices in order."""

import pytest

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood
from tests.core.questions.cases import choices

ALL = Open("q", "rank", choices=choices("water", "floods", "waste"))
READ = KINDS["rank"].read


@pytest.mark.parametrize("text", ["3 1 2", "312", "៣ ១ ២", "waste, water, floods", "3 waste, 1 water, 2 floods"])
def test_the_order_said_is_the_order_kept(text: str) -> None:
    """The first named is the most important."""
    assert READ(ALL, Reply(text)) == Understood(("waste", "water", "floods"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [("3 1", Reason.INCOMPLETE), ("3 1 1", Reason.REPEATED), ("3 1 4", Reason.NOT_A_CHOICE), ("", Reason.EMPTY)],
)
def test_a_ranking_holds_every_choice_once(text: str, reason: Reason) -> None:
    """Too few, twice the same or a stranger: asked again."""
    made = READ(ALL, Reply(text))
    assert isinstance(made, Unclear)
    assert made.reason is reason


def test_a_ranking_of_the_first_two_takes_two() -> None:
    """Where two are asked for, a third is too many."""
    first = Open("q", "rank", choices=ALL.choices, most=2)
    assert READ(first, Reply("3 1")) == Understood(("waste", "water"))
    assert READ(first, Reply("3 1 2")) == Unclear(Reason.TOO_MANY, ("2",))


def test_places_are_counted() -> None:
    """How often each stood first, second, third."""
    tally = KINDS["rank"].tally([("a", "b"), ("a", "b"), ("b", "a"), None])
    assert (tally.asked, tally.answered) == (4, 3)
    assert tally.places == (("a", (2, 1)), ("b", (1, 2)))
