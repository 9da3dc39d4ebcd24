"""What Collect, the browser and we do not take alike: a form tested on one may surprise on another."""

import re
from collections.abc import Iterator

from bot.core.xpath.syntax import Call, Chain, Filter, Negative, Number, Path, Syntax, Text
from bot.xlsform.checks.expressions import compiled, written
from bot.xlsform.findings import Finding
from bot.xlsform.sheets import Book
from bot.xlsform.words import finding

_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")
_DATES = frozenset({"today", "now", "date", "date-time", "decimal-date-time"})
_COMPARING = frozenset({"<", "<=", ">", ">=", "=", "!="})


def patterns(book: Book) -> Iterator[Finding]:
    """A pattern without ^ and $: Collect and we want the whole answer to match, a browser any part of it."""
    for row, cell in written(book):
        for tree in _trees(cell.text):
            pattern = tree.arguments[1] if isinstance(tree, Call) and tree.name == "regex" else None
            if isinstance(pattern, Text) and not _anchored(pattern.value):
                yield finding("regex-unanchored", row.at(cell), pattern=pattern.value)


def _anchored(pattern: str) -> bool:
    return pattern.startswith("^") and pattern.endswith("$")


def numbered(book: Book) -> Iterator[Finding]:
    """A number in brackets, /data/r[2]/a: Collect finds nothing there."""
    for row, cell in written(book):
        for tree in _trees(cell.text):
            steps = tree.steps if isinstance(tree, Path) else ()
            if any(isinstance(each, Number) for step in steps for each in step.predicates):
                yield finding("path-numbered", row.at(cell), expression=cell.text)


def bare_dates(book: Book) -> Iterator[Finding]:
    """A day in quotes beside today(): Collect does not take it for a day."""
    for row, cell in written(book):
        for tree in _trees(cell.text):
            day = _bare_date(tree)
            if day:
                yield finding("date-bare", row.at(cell), day=day)


def _bare_date(tree: Syntax) -> str:
    """The day in quotes that is compared with a date or reckoned with; "" where none is."""
    if not isinstance(tree, Chain):
        return ""
    days = [each.value for each in tree.operands if isinstance(each, Text) and _DAY.fullmatch(each.value)]
    dated = any(isinstance(each, Call) and each.name in _DATES for each in tree.operands)
    return days[0] if days and (dated or not _COMPARING.issuperset(tree.operators)) else ""


def counts(book: Book) -> Iterator[Finding]:
    """A number of rounds that an answer gives and that may be nought, with no condition on the repeat."""
    for row in book.questions:
        count = row.get("repeat_count")
        if count and not count.strip().isdecimal() and not row.get("relevant"):
            yield finding("count-zero", row.place("repeat_count"), count=count)


def _trees(text: str) -> Iterator[Syntax]:
    """Every part of an expression that can be read."""
    expression = compiled(text)
    return _within(expression.tree) if expression else iter(())


def _within(tree: Syntax) -> Iterator[Syntax]:
    yield tree
    for part in _below(tree):
        yield from _within(part)


def _below(tree: Syntax) -> tuple[Syntax, ...]:
    match tree:
        case Negative(operand):
            return (operand,)
        case Chain(_, operands):
            return operands
        case Call(_, arguments):
            return arguments
        case Path():
            inside = tuple(each for step in tree.steps for each in step.predicates)
            return inside if tree.start is None else (tree.start, *inside)
        case Filter():
            return (tree.base, *tree.predicates)
        case _:
            return ()
