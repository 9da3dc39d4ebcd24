"""Words on their way in and out of every channel."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.text import legible, pieces, utf16

KHMER = st.text(st.sampled_from("កខគស្តាំិុ្រ១២ \n\u200bab😀"), max_size=200)
ANY = st.text(max_size=200)


@pytest.mark.parametrize(
    ("came", "kept", "length"),
    [
        ("សួស្តី", "សួស្តី", None),
        ("a\x00b", "a\ufffdb", None),
        ("\ud83d!", "\ufffd!", None),
        ("😀", "😀", None),
        ("x" * 10, "x" * 10, None),
        ("x" * 11, "x" * 10, 11),
    ],
)
def test_words_are_made_fit_to_be_kept(came: str, kept: str, length: int | None) -> None:
    """NUL and half letters become U+FFFD; what is too long is cut and its true length noted."""
    assert legible(came, 10) == (kept, length)


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("", 10, ()),
        (" \n ", 10, ()),
        ("short", 10, ("short",)),
        ("one two three", 9, ("one two", "three")),
        ("one two\nthree", 12, ("one two", "three")),
        ("abcdefgh", 4, ("abcd", "efgh")),
        ("ab😀cd", 3, ("ab", "😀c", "d")),
        ("កា" * 3, 3, ("កា", "កា", "កា")),
        ("ក្រក្រ", 5, ("ក្រ", "ក្រ")),
        ("ា" * 9, 4, ("ា" * 4, "ា" * 4, "ា")),  # nothing but marks: cut all the same
    ],
)
def test_a_long_text_goes_out_in_pieces(text: str, longest: int, expected: tuple[str, ...]) -> None:
    """At the end of a line, else between words, else between letters and never before a mark."""
    assert pieces(text, longest) == expected


@given(KHMER | ANY, st.integers(2, 40))
def test_no_piece_is_too_long_and_no_letter_is_lost(text: str, longest: int) -> None:
    """Only white space at a cut may go."""
    parts = pieces(text, longest)
    assert all(0 < utf16(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(("ក្រ", "កា", "ខុំ", "ស្ត្រី", "a", "១", " ")), max_size=60), st.integers(14, 40))
def test_a_letter_keeps_its_marks(letters: list[str], longest: int) -> None:
    """No piece begins with a mark, or ends between the consonants of one letter."""
    for part in pieces("".join(letters), longest):
        assert not unicodedata.category(part[0]).startswith("M")
        assert not part.endswith("\u17d2")
