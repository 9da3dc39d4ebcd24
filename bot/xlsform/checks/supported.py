"""What of the format works only in part or not at all here, said by the table that the public page is made of."""

import re
from collections.abc import Iterator

from bot.xlsform import facts
from bot.xlsform.checks.kinds import IGNORED, NOWHERE, name_of
from bot.xlsform.facts import Fact
from bot.xlsform.findings import Finding, Place
from bot.xlsform.sheets import Book, Cell, Row
from bot.xlsform.words import finding

_LOOK = re.compile(r"(?:ex:|intent:|search\s*\()\S.*$|\S+")
_PICTURES = ("image", "big-image", "video")
_SETTINGS = ("public_key", "submission_url", "auto_send", "auto_delete")


def types(book: Book) -> Iterator[Finding]:
    """Types that are asked in another way, or are left blank."""
    for row in book.questions:
        fact = facts.of_type(row.kind)
        if fact and name_of(row) not in NOWHERE | IGNORED:
            yield from _told(fact, row.place("type"), row.kind)


def appearances(book: Book) -> Iterator[Finding]:
    """Appearances that only a screen can show."""
    for row in book.questions:
        for look in _LOOK.findall(row.get("appearance")):
            fact = facts.of_appearance(look)
            if fact:
                yield from _told(fact, row.place("appearance"), look)


def columns(book: Book) -> Iterator[Finding]:
    """Pictures that no message shows, and settings for another server; each column is told once."""
    for sheet in (book.survey, book.choices):
        told = {cell.heading.base: (row, cell) for row in reversed(sheet.rows) for cell in row.cells}
        yield from _used(told, _PICTURES)
    yield from _used({cell.heading.base: (book.settings, cell) for cell in book.settings.cells}, _SETTINGS)
    for row in book.sheets["entities"].rows[:1]:
        yield from (_told(fact, row.place("list_name"), "entities") if (fact := facts.of_feature("entities")) else ())


def _used(told: dict[str, tuple[Row, Cell]], names: tuple[str, ...]) -> Iterator[Finding]:
    for name in names:
        fact = facts.of_feature(name)
        if fact and name in told:
            row, cell = told[name]
            yield from _told(fact, row.at(cell), cell.heading.written)


def _told(fact: Fact, place: Place, name: str) -> Iterator[Finding]:
    if fact.level != "yes":
        yield finding(f"support-{fact.level}", place, name=name, how=fact.how)
