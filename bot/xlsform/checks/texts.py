"""What stands in texts and is not seen: zero-width spaces, and signs of Khmer typed in an unusual order."""

from collections.abc import Iterator

import regex

from bot.core.khmer import COENG, spelled
from bot.xlsform.findings import Finding
from bot.xlsform.sheets import Book, Cell, Row
from bot.xlsform.words import finding

_INVISIBLE = "\u200b"
_OURS = ("sms_text_", "sms_label_", "alias_", "title_", "sms_response")
_SAID = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})
_WORD = regex.compile(r"[\u1780-\u17d3\u17dd]+")
_REPLACED = frozenset("ឣឤឨឲ")  # letters given up for others; `spelled` writes the others


def invisible(book: Book) -> Iterator[Finding]:
    """U+200B helps a printed page to break lines. In an SMS nobody sees it and everybody pays for it."""
    for row, cell in _texts(book):
        count = cell.text.count(_INVISIBLE)
        if count:
            yield finding("invisible", row.at(cell), count=count)


def khmer_order(book: Book) -> Iterator[Finding]:
    """Words whose signs stand in another order than Khmer is usually typed in; the first of each cell."""
    for row, cell in _texts(book):
        word = next(filter(_is_disordered, _WORD.findall(cell.text)), None)
        if word is not None:
            yield finding("khmer-order", row.at(cell), word=word, better=spelled(word))


def _is_disordered(word: str) -> bool:
    """Is its order the matter, not the two subscripts that look alike nor letters given up?"""
    alike = word.replace(COENG + "ដ", COENG + "ត")
    return _REPLACED.isdisjoint(word) and spelled(word) != alike


def _texts(book: Book) -> Iterator[tuple[Row, Cell]]:
    """Every cell with words for people."""
    for row in (*book.questions, *book.choices.rows, book.settings):
        for cell in row.cells:
            if cell.heading.base in _SAID or cell.heading.base.startswith(_OURS):
                yield row, cell
