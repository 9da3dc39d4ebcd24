"""A question that a medium answers: video."""

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

READ = KINDS["video"].read
QUESTION = Open("q", "video")


def test_its_medium_answers_it() -> None:
    """The file is kept, and marked as what it is."""
    assert READ(QUESTION, Reply(media="video", file="file-7")) == Understood("file-7", media="video")


def test_nothing_else_does() -> None:
    """Another medium, words, a medium whose file never came: refused."""
    for said in (Reply(media="voice", file="file-7"), Reply("here it is"), Reply(media="video")):
        assert READ(QUESTION, said) == Unclear(Reason.MEDIA_NOT_TAKEN)
    assert READ(QUESTION, Reply()) == Unclear(Reason.EMPTY)


def test_the_question_may_take_others() -> None:
    """What the question says it takes comes before what the kind takes."""
    wide = Open("q", "video", takes=frozenset({"other"}))
    assert READ(wide, Reply(media="other", file="file-7")) == Understood("file-7", media="other")


def test_files_are_counted() -> None:
    """How many sent one."""
    assert KINDS["video"].tally(["file-7", None]).answered == 1
