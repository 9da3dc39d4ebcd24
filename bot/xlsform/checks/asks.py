"""Rows that are answered in one reply (`ask`): together, and of one kind."""

from collections.abc import Iterator

from bot.xlsform.findings import Finding
from bot.xlsform.sheets import Book, Row
from bot.xlsform.words import finding

JOINED = frozenset({"select_one", "integer"})  # 3 1 7: three choices, or three whole numbers
_UNSEEN = frozenset({"calculate", "hidden"})


def apart(book: Book) -> Iterator[Finding]:
    """Rows of one ask with another question between them."""
    closed: set[str] = set()
    last = ""
    for row in _seen(book):
        ask = row.get("ask")
        if ask in closed and ask != last:
            yield finding("ask-apart", row.place("ask"), ask=ask)
        if ask:
            closed.add(ask)
        last = ask


def mixed(book: Book) -> Iterator[Finding]:
    """Rows of one ask that are not of one type and list, or of a type that cannot share a reply."""
    firsts: dict[str, Row] = {}
    for row in filter(lambda row: row.get("ask"), _seen(book)):
        first = firsts.setdefault(row.get("ask"), row)
        if first is row:
            continue
        if (row.kind, row.list) != (first.kind, first.list):
            facts = {"type": row.get("type"), "first": first.get("type")}
            yield finding("ask-mixed", row.place("ask"), ask=row.get("ask"), **facts)
        elif row.kind not in JOINED:
            yield finding("ask-kind", row.place("ask"), type=row.kind)


def _seen(book: Book) -> Iterator[Row]:
    return (row for row in book.questions if row.kind not in _UNSEEN)
