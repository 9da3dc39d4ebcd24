"""Functions that ask the form: its words, its choices, its properties."""

from bot.core.xpath.context import Context
from bot.core.xpath.errors import XPathError
from bot.core.xpath.nodes import Node

from .base import Function

_LONGEST = 4_096  # signs of an identifier: as long as an answer may be


def _uuid(c: Context, length: float | None = None) -> str:
    """A new identifier; with a length, so many letters and digits."""
    if length is None:
        return c.world.uuid()
    if not 0 <= length <= _LONGEST:
        raise XPathError(f"uuid() takes a length from 0 to {_LONGEST:,}, not {length:g}")
    text = ""
    while len(text) < int(length):
        text += c.world.uuid().replace("-", "") or "0"
    return text[: int(length)]


def _pulldata(c: Context, name: str, column: str, key: str, wanted: str) -> str:
    """The cell of `column` in the first row of the list whose `key` is `wanted`; blank when there is none."""
    document = c.world.instances.get(name)
    if document is None:
        raise XPathError(f"there is no file or list {name!r} in this form for pulldata()")
    rows = [row for root in document.children for row in root.children]
    c.spend(len(rows))
    found = next((row for row in rows if _cell(row, key) == wanted), None)
    return "" if found is None else _cell(found, column)


def _cell(row: Node, column: str) -> str:
    cell = row.child(column)
    return "" if cell is None else cell.value


FORMS: dict[str, Function] = {
    "jr:itext": Function("s", "string", lambda c, text: c.world.translate(text)),
    "property": Function("s", "string", lambda c, name: c.world.properties.get(name, "")),
    "version": Function("", "string", lambda c: c.world.version),
    "uuid": Function("?n", "string", _uuid),
    "pulldata": Function("ssss", "string", _pulldata),
}
