"""The files beside a form: lists of choices and of data, as CSV, GeoJSON or XML, brought into rows of text."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from bot.xlsform.files import MOST, check_part, megabytes, text_of
from bot.xlsform.findings import Finding, Place
from bot.xlsform.refusals import Refused, detail, refusal
from bot.xlsform.sheets import Book
from bot.xlsform.words import finding

Rows = Sequence[Mapping[str, str]]
Files = Mapping[str, bytes]

ENDINGS = (".csv", ".geojson", ".xml")
MOST_ROWS = 50_000  # all villages of the country are 14,000
_LAST_SAVED = "last-saved"
_FROM_FILE = frozenset({"select_one_from_file", "select_multiple_from_file"})
_OF_ROWS, _OF_FEATURES = (("value", "name"), ("label", "label")), (("value", "id"), ("label", "title"))
_NAMES = {".csv": _OF_ROWS, ".xml": _OF_ROWS, ".geojson": _OF_FEATURES}
_PARAMETER = {name: re.compile(rf"\b{name}\s*=\s*([^\s,;]+)") for name in ("value", "label")}


def tables_of(named: Iterable[str], files: Files, book: Book) -> tuple[dict[str, Rows], list[Finding]]:
    """The rows of each file that a form names, and what is wrong with them: missing, unreadable, without a column."""
    tables: dict[str, Rows] = {}
    found: list[Finding] = []
    for name in dict.fromkeys(named):
        source = _beside(name, files)
        if source is None:
            found.append(_missing(name))
            continue
        try:
            tables[name] = rows_of(name, source)
        except Refused as refused:
            found += refused.findings
    return tables, [*found, *_columns(tables, book)]


def _beside(name: str, files: Files) -> bytes | None:
    """The file of that name; a computer that does not tell small letters from capitals may have renamed it."""
    alike = (other for other in sorted(files) if other.lower() == name.lower())
    return files.get(name if name in files else next(alike, name))


def _missing(name: str) -> Finding:
    """Earlier answers of an enumerator's device are no file that anybody could put beside the form."""
    return finding("last-saved" if name == _LAST_SAVED else "table-missing", Place("survey"), name=name)


def _columns(tables: Mapping[str, Rows], book: Book) -> Iterator[Finding]:
    """Files of choices without the column that holds what is stored, or the words for it."""
    for row in book.questions:
        rows = tables.get(row.list, ()) if row.kind in _FROM_FILE else ()
        columns = frozenset(column for line in rows for column in line)
        for parameter, default in _NAMES[_ending(row.list)] if rows else ():
            named = _PARAMETER[parameter].search(row.get("parameters"))
            wanted = named[1] if named else default
            if wanted not in columns:
                yield finding("table-column", row.place("type"), name=row.list, column=wanted)


def rows_of(name: str, source: bytes) -> Rows:
    """The rows of the file called `name`. Raises Refused, and nothing else that a file could be to blame for."""
    if len(source) > MOST:
        raise refusal("table-broken", Place(), name=name, detail=f"{megabytes(len(source))} MB > {megabytes(MOST)} MB")
    try:
        rows = _READ[_ending(name)](source)
    except Refused as refused:
        raise refusal("table-broken", name=name, detail=refused) from refused
    except Exception as error:  # csv, json and lxml raise whatever a broken file leads them to
        raise refusal("table-broken", name=name, detail=detail(error)) from error
    if len(rows) > MOST_ROWS:
        raise refusal("table-broken", name=name, detail=f"{len(rows)} rows > {MOST_ROWS}")
    return rows


def _ending(name: str) -> str:
    return next((ending for ending in ENDINGS if name.lower().endswith(ending)), ".csv")


def _from_csv(source: bytes) -> Rows:
    """A row a line below the headings; cells are parted by commas, or by semicolons or tabs where those are more."""
    text = text_of(source)
    first = text.partition("\n")[0]
    lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    return [
        {column.strip(): (cell or "").strip() for column, cell in line.items() if column and isinstance(cell, str)}
        for line in lines
    ]


def _from_geojson(source: bytes) -> Rows:
    """A row for each feature: its properties, its id and its point, as ODK names them."""
    return [_feature(feature) for feature in json.loads(text_of(source))["features"]]


def _feature(feature: Mapping[str, Any]) -> dict[str, str]:
    row = {str(name): str(value) for name, value in (feature.get("properties") or {}).items() if value is not None}
    if "id" in feature:
        row["id"] = str(feature["id"])
    shape = feature.get("geometry") or {}
    if shape.get("type") == "Point":
        longitude, latitude, *_ = shape["coordinates"]
        row["geometry"] = f"{float(latitude)} {float(longitude)} 0 0"
    return row


def _from_xml(source: bytes) -> Rows:
    """A row for each element below the root: the texts of its children. Nothing outside the file is read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    check_part(source)
    root = etree.fromstring(source, parser)
    return [
        {etree.QName(cell).localname: (cell.text or "").strip() for cell in item.iterchildren("*")}
        for item in root.iterchildren("*")
    ]


_READ: Mapping[str, Callable[[bytes], Rows]] = {".csv": _from_csv, ".geojson": _from_geojson, ".xml": _from_xml}
