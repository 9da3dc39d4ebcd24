"""Something to confirm."""

import pytest

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood
from tests.core.questions.cases import choices

READ = KINDS["acknowledge"].read
BARE = Open("q", "acknowledge")


@pytest.mark.parametrize("text", ["1", "១", "OK", "ok.", "yes", "បាទ", "ចាស", "យល់ព្រម", "I agree"])
def test_agreeing_confirms(text: str) -> None:
    """1, yes and the agreeing words all do."""
    assert READ(BARE, Reply(text)) == Understood("OK")


@pytest.mark.parametrize("text", ["no", "2", "ទេ", "ok?", "not ok", "បាទ អត់ទេ", "maybe"])
def test_nothing_else_confirms(text: str) -> None:
    """A no, a question, a doubt: asked again."""
    assert READ(BARE, Reply(text)) == Unclear(Reason.NOT_A_CHOICE)


def test_with_choices_it_is_one_of_them() -> None:
    """A form that offers a choice to confirm with stores that."""
    assert READ(Open("q", "acknowledge", choices=choices("Seen")), Reply("1")) == Understood("Seen")


def test_confirmations_are_counted() -> None:
    """How many confirmed."""
    assert KINDS["acknowledge"].tally(["OK", None]).of("OK") == 1
