"""pyxform, at arm's length: our sheets in, an XForm or findings out. The one module that converts."""

import re
from typing import Any

from bot.xlsform.columns import OWN
from bot.xlsform.files import SHEETS
from bot.xlsform.findings import Finding, Place
from bot.xlsform.refusals import quiet, refusals, remarks
from bot.xlsform.sheets import Book, Sheet, heading_of
from bot.xlsform.words import finding

_NOT_IN_IDS = re.compile(r"[^\w.-]+")
_KEPT = {"sms_keyword", "sms_response"}  # columns of ours that the format has too


def converted(book: Book, file: str) -> tuple[str, tuple[Finding, ...]]:
    """The XForm of the form, and what pyxform says to it; "" where it refuses."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    said: list[str] = []
    try:
        with quiet():
            xform = convert(_workbook(book, file), warnings=said).xform
    except PyXFormError as error:
        return "", refusals(str(error))
    except Exception as error:  # pyxform stumbles over forms it does not foresee (TypeError, KeyError, …)
        return "", (finding("converter", Place(), detail=f"{type(error).__name__}: {error}"),)
    return str(xform), tuple(remarks(said))


def form_id(file: str) -> str:
    """What a form without form_id is called: its file's name without the ending."""
    stem = file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or file
    return _NOT_IN_IDS.sub("_", stem).strip("_") or "form"


def _workbook(book: Book, file: str) -> dict[str, Any]:
    """The sheets as pyxform takes them, without the columns of ours: they would swell each list of choices."""
    workbook: dict[str, Any] = {"sheet_names": list(SHEETS), "fallback_form_name": form_id(file)}
    for name in SHEETS:
        sheet = book.sheets[name]
        if sheet.columns:
            kept = [column for column in sheet.columns if _is_kept(sheet, column)]
            workbook[name] = [
                {cell.heading.written: cell.text for cell in row.cells if cell.heading.written in kept}
                for row in sheet.rows
            ]
            workbook[f"{name}_header"] = [dict.fromkeys(kept)]
    return workbook


def _is_kept(sheet: Sheet, column: str) -> bool:
    base = heading_of(column).base
    return base in _KEPT or base not in OWN.get(sheet.name, ())
