"""The bytes of a file to the sheets in it, whatever it is called and whatever is in it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from bot.xlsform.converter import Rows, sheets_in
from bot.xlsform.findings import Place
from bot.xlsform.refusals import Refused, detail, refusal
from bot.xlsform.sheets import SHEETS, Book, Row, Sheet, cells_of

Suffix = Literal[".xlsx", ".xls", ".csv", ".md"]

MEGABYTE = 2**20
MOST = 8 * MEGABYTE  # the largest form seen, with 485 questions in four languages, has 0.6
MOST_UNPACKED = 64 * MEGABYTE
MOST_ROWS = 20_000  # a country's villages are 14,000

_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # the stream in which Office keeps a locked spreadsheet
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_SAFE_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|\s:-]*")  # the line under the headings that other programs draw
_TABLE = re.compile(r"^[ \t]*\|[ \t]*survey[ \t]*\|", re.MULTILINE | re.IGNORECASE)  # below words of introduction
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")


def book_of(source: bytes) -> Book:
    """The sheets of a form. Raises Refused, and nothing else that a file could be to blame for."""
    suffix, source = _recognised(source)
    match suffix:
        case ".csv":
            sheets = _from_csv(source.decode())
        case ".md":
            sheets = _from_markdown(source.decode())
        case ".xlsx" | ".xls":
            sheets = sheets_in(source, suffix)
    _check_sheets(sheets)
    return Book({name: _sheet(name, *sheets.get(name, ((), ()))) for name in SHEETS})


# --- What the bytes are ---------------------------------------------------------------------------------------


def _recognised(source: bytes) -> tuple[Suffix, bytes]:
    """What the file is by its content; a text comes back as UTF-8 without a byte order mark."""
    if not source.strip(b"\0 \t\r\n"):
        raise refusal("file-empty")
    if len(source) > MOST:
        raise refusal("file-too-large", size=megabytes(len(source)), most=megabytes(MOST))
    if source.startswith(_ZIP):
        _check_archive(source)
        return ".xlsx", source
    if source.startswith(_OLE):
        if _LOCKED in source:
            raise refusal("file-locked")
        return ".xls", source
    return _recognised_text(text_of(source))


def text_of(source: bytes) -> str:
    """A file as text: UTF-8, or UTF-16 where a byte order mark says so (Excel's “Unicode text”). Raises Refused."""
    wide = source.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = source.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise refusal("file-unknown" if b"\0" in source else "file-not-utf8") from None
    if "\0" in text:
        raise refusal("file-unknown")
    return text.removeprefix("\ufeff")


def _recognised_text(text: str) -> tuple[Suffix, bytes]:
    begin = text.lstrip()[:5]
    if begin.startswith("<"):
        raise refusal("file-xform" if "<model" in text else "file-unknown")
    if begin.startswith(("|", "#")) or _TABLE.search(text):
        return ".md", text.encode()
    if not any(sign in text for sign in ",;\t"):
        raise refusal("file-unknown")
    return ".csv", text.encode()


def _check_archive(source: bytes) -> None:
    """Refuse an archive that swells beyond bounds or declares entities, before anything unpacks it.

    The sizes in the directory can be believed: `zipfile` never reads more of a part than its entry says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            _check_size(sum(part.file_size for part in archive.infolist()))
            for part in archive.infolist():
                if part.filename.lower().endswith((".xml", ".rels")):
                    check_part(archive.read(part))
    except Refused:
        raise
    except Exception as broken:
        raise refusal("file-broken", detail=detail(broken)) from broken


def _check_size(unpacked: int) -> None:
    if unpacked > MOST_UNPACKED:
        raise refusal("file-swells", size=megabytes(unpacked), most=megabytes(MOST_UNPACKED))


def check_part(xml: bytes) -> None:
    """Refuse what could hide a declaration: a DOCTYPE in any encoding we know, or an encoding we do not know."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        xml = xml.replace(b"\0", b"")
    named = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf"))
    strange = named is not None and named[1].lower() not in _SAFE_ENCODINGS | {b"utf-16"}
    if strange or any(sign in xml for sign in _DECLARES):
        raise refusal("file-declares")


def megabytes(size: int) -> str:
    """A size in bytes as megabytes, such as 1.5."""
    return f"{size / MEGABYTE:.1f}".removesuffix(".0")


# --- The bytes to rows ---------------------------------------------------------------------------------------


def _from_markdown(text: str) -> dict[str, tuple[Sequence[str], Rows]]:
    """The sheets of a form in Markdown: tables whose first cell is a sheet's name, or empty.

    A bar with a backslash before it is a bar in a cell, as pyxform reads it.
    """
    lines = (line.strip() for line in text.splitlines())
    tables = (line for line in lines if line.startswith("|") and not _RULE.fullmatch(line))
    return _gathered([cell.strip().replace("\\|", "|") for cell in _BAR.split(line)[1:-1]] for line in tables)


def _from_csv(text: str) -> dict[str, tuple[Sequence[str], Rows]]:
    """The sheets of a CSV file: a line with the sheet's name first, then headings and rows one cell further in."""
    try:
        return _gathered(_lines(text))
    except csv.Error as error:
        raise refusal("file-broken", detail=detail(error)) from error


def _gathered(lines: Iterable[Sequence[str]]) -> dict[str, tuple[Sequence[str], Rows]]:
    """Lines into sheets: the first cell names the sheet that begins, the first line with more is its headings."""
    sheets: dict[str, tuple[Sequence[str], list[Mapping[str, str]]]] = {}
    name = ""
    for first, *cells in filter(None, lines):
        name = first.lower() or name
        if not any(cells):
            continue
        if name not in sheets:
            sheets[name] = cells, []
        else:
            sheets[name][1].append(_row_of(sheets[name][0], cells))
    return dict(sheets)


def _lines(text: str) -> Iterator[list[str]]:
    """The lines that hold anything. Excel parts cells by semicolons where a comma is the decimal sign."""
    signs = {sign: text[:5_000].count(sign) for sign in ",;\t"}
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(signs, key=lambda sign: signs[sign]))
    return (cleaned for line in lines if any(cleaned := [cell.strip() for cell in line]))


def _row_of(headers: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {header: cell for header, cell in zip(headers, cells, strict=False) if header and cell}


# --- Rows to sheets ---------------------------------------------------------------------------------------------


def _check_sheets(sheets: Mapping[str, tuple[Sequence[str], Rows]]) -> None:
    if not sheets.get("survey", ((), ()))[0]:
        raise refusal("sheet-missing")
    for name, (_, rows) in sheets.items():
        if len(rows) > MOST_ROWS:
            raise refusal("sheet-too-long", Place(name), rows=len(rows), most=MOST_ROWS)


def _sheet(name: str, headers: Sequence[str], rows: Rows) -> Sheet:
    numbered = (Row(name, number, cells_of(row)) for number, row in enumerate(rows, start=2))
    return Sheet(name, tuple(header for header in headers if header), tuple(numbered))
