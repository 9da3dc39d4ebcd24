"""Names in expressions and texts: of questions that are not there, of columns, and circles of waiting."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from bot.xlsform.checks.expressions import REFERENCE, STAND_IN, compiled, written
from bot.xlsform.findings import Finding
from bot.xlsform.sheets import Book, Cell, Row, nested, without_colons
from bot.xlsform.words import finding

_QUOTING = ("label", "hint", "guidance_hint", "constraint_message", "required_message", "sms_text_", "default")
_WAITING = frozenset({"relevant", "calculation", "required", "readonly"})
_OF_EVERY_CHOICE = frozenset({"name", "label", "list_name", "geometry"})
_LAST = "last-saved#"


def unknown(book: Book) -> Iterator[Finding]:
    """${…} of a question that the form does not have."""
    for row, cell in (*written(book), *_quoting(book)):
        for name in _references(cell.text):
            if name not in book.refs:
                yield finding("name-unknown", row.at(cell), name=name, near=_near(name, book.refs))


def bare(book: Book) -> Iterator[Finding]:
    """A question's name without ${}: a path that leads nowhere, so always blank. A group may name its own rows."""
    for row, cell in written(book):
        if cell.heading.base != "choice_filter" and not row.kind.startswith("begin_"):
            for name in _steps(cell.text):
                if name in book.refs:
                    yield finding("name-bare", row.at(cell), name=name)


def filters(book: Book) -> Iterator[Finding]:
    """A choice_filter that asks for a column which the choices do not have."""
    columns = {without_colons(heading.written.strip()) for heading in book.choices.headings} | _OF_EVERY_CHOICE
    for row, cell in written(book):
        if cell.heading.base == "choice_filter" and row.kind in {"select_one", "select_multiple", "rank"}:
            for name in _steps(cell.text):
                if name not in columns:
                    yield finding("filter-unknown", row.at(cell), name=name, near=_near(name, columns))


def cycles(book: Book) -> Iterator[Finding]:
    """Questions that wait for each other's answers, or for themselves; each circle is told once."""
    waits = _waits(book)
    rows = {book.ref(row, above): row for above, row in nested(book.questions)}
    while circle := _circle(waits):
        for ref, next_ in pairwise(circle):
            waits[ref].discard(next_)
        row = next(rows[ref] for ref in circle if _waiting(rows[ref]))
        names = " → ".join(rows[ref].name for ref in circle)
        yield finding("cycle", row.at(_waiting(row)[0]), names=names)


def _circle(waits: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Refs each of which waits for the next, the last being the first again; none where nobody waits in vain."""
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        return tuple(reversed(error.args[1]))
    return ()


def _waits(book: Book) -> dict[str, set[str]]:
    """For each ref, those whose answers it needs first: in its own expressions, and in those of its group."""
    waits: dict[str, set[str]] = {}
    for above, row in nested(book.questions):
        needed = waits.setdefault(book.ref(row, above), set())
        if above:
            needed.add(book.ref(above[-1], above[:-1]))
        for cell in _waiting(row):
            needed.update(book.refs[name] for name in _references(cell.text) if name in book.refs)
    return waits


def _waiting(row: Row) -> list[Cell]:
    """The cells that must be worked out before the row is asked. Earlier rows of a repeat may be looked at."""
    return [
        cell
        for cell in row.cells
        if cell.heading.base in _WAITING and "${" in cell.text and "indexed-repeat" not in cell.text
    ]


def _quoting(book: Book) -> Iterator[tuple[Row, Cell]]:
    """Texts that may quote an answer."""
    for row in book.questions:
        for cell in row.cells:
            if cell.heading.base.startswith(_QUOTING) and "${" in cell.text:
                yield row, cell


def _references(text: str) -> Iterator[str]:
    return (found["name"] for found in REFERENCE.finditer(text) if not found["name"].startswith(_LAST))


def _steps(text: str) -> Iterator[str]:
    """The names that stand in the expression as paths of one step from the question it belongs to."""
    expression = compiled(text)
    for path in expression.paths if expression else ():
        if "/" not in path and STAND_IN not in path and path[:1] not in {".", "@", "*"}:
            yield path


def _near(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, list(known), 1, 0.5)), ", ".join(list(known)[:5]))
