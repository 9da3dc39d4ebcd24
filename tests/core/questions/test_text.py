"""Words as they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

WISH = Open("q", "text", maximum=640, takes=frozenset({"voice"}))
READ = KINDS["text"].read


@given(st.text(alphabet=st.characters(min_codepoint=0x1780, max_codepoint=0x17B3), min_size=1, max_size=640))
def test_words_are_kept_as_written(words: str) -> None:
    """Nothing is respelled in what is stored."""
    assert READ(WISH, Reply(f" {words}\n")) == Understood(words)


@pytest.mark.parametrize("words", ["ចាប់ផ្ដើម\u200bធ្វើលូ", "👍", "3", "a\nb"])
def test_spelling_pictures_and_lines_stay(words: str) -> None:
    """Invisible signs, a picture alone, a number, two lines: all is for the coder."""
    assert READ(WISH, Reply(words)) == Understood(words)


def test_a_text_has_an_end() -> None:
    """The question's own length, and never more than one message holds."""
    assert READ(WISH, Reply("ក" * 641)) == Unclear(Reason.TOO_LONG, ("640",))
    assert READ(Open("q", "text"), Reply("ក" * 4097)) == Unclear(Reason.TOO_LONG, ("4096",))


def test_a_voice_note_answers_where_it_is_taken() -> None:
    """Its file is kept and marked as a medium; elsewhere it is refused."""
    voice = Reply(media="voice", file="file-7")
    assert READ(WISH, voice) == Understood("file-7", media="voice")
    assert READ(Open("q", "text"), voice) == Unclear(Reason.MEDIA_NOT_TAKEN)


def test_texts_are_counted_and_not_read() -> None:
    """A tally says how many, never what."""
    tally = KINDS["text"].tally(["more water", None, ""])
    assert (tally.asked, tally.answered) == (3, 1)
