"""Functions that ask the form: its words, its choices, its properties."""

from collections.abc import Mapping

from bot.core.xpath.context import Context
from bot.core.xpath.errors import XPathError
from bot.core.xpath.nodes import Node

from .base import Function

_ROWS = "*"  # a table of all rows, whatever their name
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
    rows = [row for root in document.children for row in _by_key(root, key).get(wanted, ())]
    return (_cell(rows[0], column) or "") if rows else ""


def _by_key(root: Node, key: str) -> Mapping[str, list[Node]]:
    """The rows by their values in the column `key`; made once, for a list never changes."""
    tables = root.indexes = {} if root.indexes is None else root.indexes
    if (_ROWS, key) not in tables:
        rows: dict[str, list[Node]] = {}
        for row in root.children:
            if (value := _cell(row, key)) is not None:
                rows.setdefault(value, []).append(row)
        tables[_ROWS, key] = rows
    return tables[_ROWS, key]


def _cell(row: Node, column: str) -> str | None:
    """The text of a column, or of an attribute when it is written @name; None where the row has none."""
    cell = row.attributes.get(column[1:]) if column.startswith("@") else row.child(column)
    return None if cell is None else cell.value


FORMS: dict[str, Function] = {
    "jr:itext": Function("s", "string", lambda c, text: c.world.translate(text)),
    "property": Function("s", "string", lambda c, name: c.world.properties.get(name, "")),
    "version": Function("", "string", lambda c: c.world.version),
    "uuid": Function("?n", "string", _uuid),
    "pulldata": Function("ssss", "string", _pulldata),
}
