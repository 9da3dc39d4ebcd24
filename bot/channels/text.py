"""Words on their way in and out: made fit to be kept, cut to what a provider takes."""

import re
import unicodedata

_UNFIT = re.compile("[\x00\ud800-\udfff]")  # no database keeps a NUL, no encoder an unpaired surrogate
_BREAKS = ("\n", " ", "\u200b")  # in this order; U+200B parts words where Khmer writes no space
_COENG = "\u17d2"  # joins the consonant after it to the one before


def legible(text: str, longest: int) -> tuple[str, int | None]:
    """The first `longest` characters of `text` as they can be kept, and its true length if that is more.

    NUL and unpaired surrogates become U+FFFD; nothing else changes: the words are the person's own.
    """
    return _UNFIT.sub("\ufffd", text[:longest]), len(text) if len(text) > longest else None


def utf16(text: str) -> int:
    """Length in UTF-16 code units, as both providers count."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def pieces(text: str, longest: int) -> tuple[str, ...]:
    """`text` in pieces of at most `longest` UTF-16 units, none of them blank.

    Cut at the end of a line, else between words, else between letters and never before a mark. Only the
    white space at a cut is lost.
    """
    found = []
    while utf16(text) > longest:
        end = _end(text, longest)
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return tuple(piece for piece in (*found, text) if piece.strip())


def _end(text: str, longest: int) -> int:
    """Where the first piece ends: in its second half, so that no piece is short without need."""
    reach = len(text.encode("utf-16-le", "surrogatepass")[: 2 * longest].decode("utf-16-le", "ignore"))
    for mark in _BREAKS:
        if (at := text.rfind(mark, reach // 2, reach)) > 0:
            return at + 1
    between = (at for at in range(reach, reach // 2, -1) if not _joined(text, at))
    return next(between, reach)


def _joined(text: str, at: int) -> bool:
    """Whether a cut before the letter `at` would part a letter from its marks."""
    return unicodedata.category(text[at]).startswith("M") or text[at - 1] == _COENG
