"""Real forms, damaged: what authors, editors and bad discs do to them, and what somebody might do on purpose."""

import csv
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

HOME = Path(__file__).parents[2]
Sheets = dict[str, list[list[str]]]

CELLS = (
    "", " ", "-", "0", "1.0", "2026-08-20", "yes", "TRUE", "text", "select_one", "select_one yn", "select_multiple  x",
    "begin_group", "end group", "begin_repeat", "end_repeat", "calculate", "${", "${}", "${q}", "${age} > ១០", "'",
    "’x’", "((((", ". < 'a", "label::Khmer (km)", "label::", "::", "bind::relevant", "name", "a b", "១២៣", "ចំណូល\u200b",
    "🙂", "\u202e", "\x00", "<x/>", "&amp;", "]]>", "=1+1", "x" * 3000, "instance('x')/root/item[a=b]",
    "jr:choice-name(", "position(..)", "if(", "1 div 0", "../..", "//*", "\ud800", "\n\n", "|", "\\|",
)  # fmt: skip
TOKENS = (
    *CELLS, "and", "or", "div", "mod", "not(", "count(", "sum(", "/data/", "[1]", "[. = ", ")", ",", "=", "<=", "-",
    "*", "today()", "concat(", "regex(., '", "selected(", "coalesce(", "once(", "once(once(", "1e400", "'", '"', "@",
    "::",
)  # fmt: skip


@cache
def texts() -> tuple[str, ...]:
    """The forms of this repository, as they are written."""
    folders = (HOME / "config" / "surveys", HOME / "tests" / "surveys")
    return tuple(file.read_text(encoding="utf-8") for folder in folders for file in sorted(folder.glob("*.md")))


def sheets(text: str) -> Sheets:
    """The cells of a form in Markdown, by sheet."""
    found: Sheets = {}
    here: list[list[str]] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and cells[0]:
            here = found.setdefault(cells[0], [])
        elif cells:
            here.append(cells[1:])
    return found


def damaged(dice: Random) -> bytes:
    """A real form with a few things wrong, in one of the formats; sometimes its bytes are wrong too."""
    form = sheets(dice.choice(texts()))
    for _ in range(dice.choice((0, 1, 1, 2, 5))):
        dice.choice(_WAYS)(form, dice)
    source = dice.choice((as_markdown, as_markdown, as_csv, as_xlsx))(form)
    return torn(source, dice) if dice.random() < 0.3 else source


def torn(source: bytes, dice: Random) -> bytes:
    """With bytes lost, doubled or changed."""
    cut = sorted(dice.randrange(len(source) + 1) for _ in range(2))
    piece = dice.choice((b"", bytes(dice.randrange(256) for _ in range(4)), source[cut[0] : cut[1]][:200] * 2))
    return source[: cut[0]] + piece + source[dice.choice((cut[0], cut[1])) :]


def expression(dice: Random) -> str:
    """Tokens of expressions in any order; a real expression now and then, with something put in."""
    parts = [dice.choice(TOKENS) for _ in range(dice.randint(1, 12))]
    if dice.random() < 0.5:
        row = dice.choice(sheets(dice.choice(texts()))["survey"])
        parts.insert(dice.randrange(len(parts)), dice.choice(row or [""]))
    return dice.choice(("", " ")).join(parts)


# --- Ways to damage a form ------------------------------------------------------------------------------------------


def _sheet(form: Sheets, dice: Random) -> list[list[str]]:
    return form[dice.choice(sorted(form))] if form else []


def _cell(form: Sheets, dice: Random) -> None:
    if rows := [row for row in _sheet(form, dice) if row]:
        row = dice.choice(rows)
        row[dice.randrange(len(row))] = dice.choice(CELLS)


def _row_lost(form: Sheets, dice: Random) -> None:
    if rows := _sheet(form, dice):
        rows.pop(dice.randrange(len(rows)))


def _row_twice(form: Sheets, dice: Random) -> None:
    if rows := _sheet(form, dice):
        rows.insert(dice.randrange(len(rows)), list(dice.choice(rows)))


def _columns_shifted(form: Sheets, dice: Random) -> None:
    if rows := _sheet(form, dice):
        dice.choice(rows).insert(0, dice.choice(CELLS))


def _sheet_lost(form: Sheets, dice: Random) -> None:
    if form:
        form.pop(dice.choice(sorted(form)))


def _sheet_renamed(form: Sheets, dice: Random) -> None:
    if form:
        form[dice.choice(("Survey", "choices ", "settings", "external_choices", "x"))] = form.pop(
            dice.choice(sorted(form))
        )


_WAYS: tuple[Callable[[Sheets, Random], None], ...] = (
    _cell, _cell, _cell, _cell, _row_lost, _row_twice, _columns_shifted, _sheet_lost, _sheet_renamed,
)  # fmt: skip


# --- Formats --------------------------------------------------------------------------------------------------------


def as_markdown(form: Sheets) -> bytes:
    """As this repository keeps its forms."""
    lines = [f"| {name} |\n" + "\n".join(f"| | {' | '.join(row)} |" for row in rows) for name, rows in form.items()]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def as_csv(form: Sheets) -> bytes:
    """All sheets in one file, as pyxform takes them; with the byte-order mark that Excel writes."""
    out = io.StringIO()
    writer = csv.writer(out)
    for name, rows in form.items():
        writer.writerow([name])
        writer.writerows(["", *(cell.replace("\0", "") for cell in row)] for row in rows)
    return out.getvalue().encode("utf-8-sig", "surrogatepass")


def as_xlsx(form: Sheets) -> bytes:
    """A spreadsheet; what no spreadsheet can hold is left out."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in form.items() or [("survey", [])]:
        page = book.create_sheet(name)
        for row in rows:
            page.append([_lawful(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lawful(cell: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", cell).encode("utf-8", "ignore").decode()
