"""Something to read."""

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear


def test_nothing_answers_a_note() -> None:
    """It asks nothing; whatever is said is not kept."""
    assert KINDS["note"].read(Open("q", "note"), Reply("1")) == Unclear(Reason.EMPTY)


def test_a_note_has_no_answers_to_count() -> None:
    """Shown to two, answered by none."""
    tally = KINDS["note"].tally([None, None])
    assert (tally.asked, tally.answered) == (2, 0)
