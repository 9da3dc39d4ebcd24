"""pyxform, at arm's length: the one module that knows it. Untyped, and pinned to the series 4.5."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.xlsform.columns import OWN
from bot.xlsform.findings import Finding, Place
from bot.xlsform.refusals import Refused, detail, quiet, refusal, refusals, remarks
from bot.xlsform.sheets import SHEETS, Book, Cell, Row, Sheet, heading_of, without_colons
from bot.xlsform.words import finding

Rows = Sequence[Mapping[str, str]]

_NOT_IN_IDS = re.compile(r"[^\w.\u17b4-\u17d3-]+")
_NO_SHEETS = "not recognized as a supported type"  # what pyxform says to an archive without sheets
_CONVERTED = tuple(name for name in SHEETS if name != "external_choices")
_APART = re.compile(r"^\s*select[_ ]one[_ ]external\s+", re.IGNORECASE)
_QUOTE = re.compile(r"\$\{[^{}]*\}")
_REPEATED = "allow_choice_duplicates"
_KEPT = {"sms_keyword", "sms_response"}  # columns of ours that the format has too


def sheets_in(source: bytes, suffix: str) -> dict[str, tuple[Sequence[str], Rows]]:
    """Headings and rows of each sheet, cells as text: 1.0 as 1, dates as ISO text. Raises Refused."""
    from pyxform.errors import PyXFormError  # type: ignore[import-untyped]  # has no types
    from pyxform.xls2json_backends import get_xlsform  # type: ignore[import-untyped]  # has no types

    try:
        with quiet():
            definition = get_xlsform(source, file_type=suffix)
    except PyXFormError as error:
        if _NO_SHEETS in str(error):
            raise refusal("file-unknown") from error
        raise Refused(*refusals(str(error))) from error
    except Exception as error:  # openpyxl and xlrd raise whatever a broken file leads them to
        raise refusal("file-broken", detail=detail(error)) from error
    return {name: _taken(definition, name) for name in SHEETS if getattr(definition, name) is not None}


def _taken(definition: Any, name: str) -> tuple[Sequence[str], Rows]:  # noqa: ANN401 - pyxform is untyped
    headers = getattr(definition, f"{name}_header") or [{}]
    rows = [{str(key): str(text) for key, text in row.items()} for row in getattr(definition, name)]
    return [str(key) for key in headers[0]], rows


def converted(book: Book, file: str) -> tuple[str, tuple[Finding, ...]]:
    """The XForm of the form, and what pyxform says to it; "" where it refuses."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert  # type: ignore[import-untyped]  # has no types

    said: list[str] = []
    try:
        with quiet():
            xform = convert(_workbook(book, file), warnings=said).xform
    except PyXFormError as error:
        return "", refusals(str(error))
    except Exception as error:  # noqa: BLE001 - pyxform stumbles over what it does not foresee (TypeError, KeyError, …)
        return "", (finding("converter", Place(), detail=detail(error)),)
    return str(xform), tuple(remarks(said))


def knows_type(kind: str) -> bool:
    """Is `kind` one of the many old names of types (“add location prompt”) that pyxform takes?"""
    from pyxform.aliases import control  # type: ignore[import-untyped]  # has no types
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT  # type: ignore[import-untyped]  # has no types

    words = kind.removeprefix("begin_").removeprefix("end_").replace("_", " ")
    return kind in QUESTION_TYPE_DICT or words in control


def form_id(file: str) -> str:
    """What a form without form_id is called: its file's name without the ending."""
    stem = file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or file
    return _NOT_IN_IDS.sub("_", stem).strip("._") or "form"


def _workbook(book: Book, file: str) -> dict[str, Any]:
    """The sheets as pyxform takes them, without the columns of ours: they would swell each list of choices."""
    workbook: dict[str, Any] = {"sheet_names": list(_CONVERTED), "fallback_form_name": form_id(file)}
    for name in _CONVERTED:
        sheet = book.choices if name == "choices" else book.sheets[name]
        if sheet.columns:
            kept = [column for column in sheet.columns if _is_kept(sheet, column)]
            filtering = _filtering(book) if name == "choices" else {}
            workbook[name] = [_told(row, frozenset(kept), filtering) for row in sheet.rows]
            workbook[f"{name}_header"] = [dict.fromkeys((*kept, *filtering.values()))]
    return _with_repeated_names(workbook) if book.sheets["external_choices"].rows else workbook


def _filtering(book: Book) -> dict[str, str]:
    """The columns with a language that a choice_filter names, and what they are called there."""
    filters = " ".join(row.get("choice_filter") for row in book.questions)
    columns = {column: without_colons(column) for column in book.choices.columns}
    return {column: name for column, name in columns.items() if name != column and column in filters}


def _told(row: Row, kept: frozenset[str], filtering: Mapping[str, str]) -> dict[str, str]:
    told = {cell.heading.written: _plain(cell) for cell in row.cells if cell.heading.written in kept}
    return told | {name: _QUOTE.sub("", told[column]) or "-" for column, name in filtering.items() if column in told}


def _plain(cell: Cell) -> str:
    """The text of a cell. Choices kept apart are choices like any others: no device here is too small for them."""
    match cell.heading.base:
        case "type":
            return _APART.sub("select_one ", cell.text)
        case "choice_filter":
            return without_colons(cell.text)
        case _:
            return cell.text


def _with_repeated_names(workbook: dict[str, Any]) -> dict[str, Any]:
    """Choices kept apart may share names: a filter shows only some of them together."""
    settings, *rest = workbook.get("settings") or [{}]
    header = workbook.get("settings_header") or [{}]
    return workbook | {
        "settings": [{**settings, _REPEATED: "yes"}, *rest],
        "settings_header": [{**header[0], _REPEATED: None}],
    }


def _is_kept(sheet: Sheet, column: str) -> bool:
    base = heading_of(column).base
    return base in _KEPT or base not in OWN.get(sheet.name, ())
