"""Choices: the codes that are typed for them, and words that would be taken for something else."""

from collections.abc import Callable, Iterator

from bot.core.commands import command_in
from bot.core.khmer import spelled
from bot.core.layout import UNLISTED
from bot.core.questions.base import Choice, Open
from bot.xlsform.findings import Finding
from bot.xlsform.sheets import Book, Cell, Row
from bot.xlsform.words import finding

_SKIP = "0"


def options(book: Book) -> Iterator[Finding]:
    """A code that two choices of a list have."""
    for rows in _lists(book):
        yield from _twice(rows, _codes, "option-twice", "option")


def options_taken(book: Book) -> Iterator[Finding]:
    """A code that cannot be typed as one: it has a space in it, or is a command."""
    for rows in _lists(book):
        for row in rows:
            code = row.get("sms_option")
            if code and code != _SKIP and (len(code.split()) != 1 or command_in(code, None)):
                yield finding("option-taken", row.place("sms_option"), option=code, better=rows.index(row) + 1)


def options_some(book: Book) -> Iterator[Finding]:
    """A list with codes for some of its choices only."""
    for rows in _lists(book):
        if any(row.get("sms_option") for row in rows):
            for row in rows:
                if not row.get("sms_option"):
                    yield finding("option-some", row.place("sms_option"))


def labels_twice(book: Book) -> Iterator[Finding]:
    """Two choices that say the same in one language. A filtered list may: not all are shown together."""
    for rows in _lists(book, filtered=False):
        yield from _twice(rows, _labels, "label-twice", "label")


def aliases_twice(book: Book) -> Iterator[Finding]:
    """Another word for one choice that is a word for another too."""
    for rows in _lists(book, filtered=False):
        labels = {spelled(cell.text): row for row in rows for cell in _labels(row)}
        for row in rows:
            for cell, alias in _aliases(row):
                other = labels.setdefault(spelled(alias), row)
                if other is not row:
                    yield finding("alias-twice", row.at(cell), label=alias, row=other.number)


def commands(book: Book) -> Iterator[Finding]:
    """Words for a choice that are a command wherever they are said: who answers with one is stopped or erased."""
    for rows in _lists(book):
        for row in rows:
            words = (*((cell, cell.text) for cell in _labels(row)), *_aliases(row))
            offered = Open("", "select_one", (Choice(row.name, "", tuple(word for _, word in words)),))
            for cell, word in words:
                said = command_in(word, offered)
                if said is not None and row.get("sms_option") != _SKIP:
                    yield finding("label-command", row.at(cell), label=word, command=said.name)


def _lists(book: Book, *, filtered: bool = True) -> Iterator[tuple[Row, ...]]:
    """The lists that questions use; without those of which only a part is shown at a time."""
    used = {row.list for row in book.questions if row.list and (filtered or not row.get("choice_filter"))}
    hidden = set() if filtered else {row.list for row in book.questions if row.get("choice_filter")}
    return (rows for name, rows in book.lists.items() if name in used - hidden)


def _twice(rows: tuple[Row, ...], cells: Callable[[Row], Iterator[Cell]], code: str, fact: str) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        for cell in cells(row):
            other = seen.setdefault((cell.heading.written, spelled(cell.text)), row)
            if other is not row:
                yield finding(code, row.at(cell), **{fact: cell.text, "row": other.number})


def _codes(row: Row) -> Iterator[Cell]:
    return (cell for cell in row.cells if cell.heading.base == "sms_option")


def _labels(row: Row) -> Iterator[Cell]:
    """The cells with the words that are shown, in full or short."""
    for cell in row.cells:
        base = cell.heading.base
        if base == "label" or (base.startswith("sms_label_") and cell.text != UNLISTED):
            yield cell


def _aliases(row: Row) -> Iterator[tuple[Cell, str]]:
    for cell in row.cells:
        if cell.heading.base.startswith("alias_"):
            yield from ((cell, alias.strip()) for alias in cell.text.split("|") if alias.strip())
