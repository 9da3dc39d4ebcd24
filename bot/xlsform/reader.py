"""From the bytes of a file to a survey, or to all that is wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.core.form.errors import FormError
from bot.core.survey import Survey
from bot.xform import read as read_xform
from bot.xlsform import checks
from bot.xlsform.columns import extras, survey_of
from bot.xlsform.converter import converted
from bot.xlsform.document import Document
from bot.xlsform.files import book_of
from bot.xlsform.findings import Finding, Place
from bot.xlsform.refusals import Refused
from bot.xlsform.sheets import Book
from bot.xlsform.tables import Files, tables_of
from bot.xlsform.words import finding

_SHEETS = ("", "settings", "survey", "choices")


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading a form. With an error among the findings there is neither document nor survey."""

    document: Document | None
    survey: Survey | None
    findings: tuple[Finding, ...]


def read(source: bytes, name: str, files: Files | None = None) -> Read:
    """Read the form in `source`; `name` is its file's name, for the findings and for a form without an id.

    .xlsx, .xls, .csv and .md are told apart by their bytes. `files` are those beside it by name, of which the form
    takes what it names (lists of choices and data as CSV, GeoJSON or XML). Never raises because of what is in them:
    whatever is wrong is a finding. Nothing else is read.
    """
    try:
        book = book_of(source)
    except Refused as refused:
        return Read(None, None, _sorted(refused.findings, name))
    found = [*_by_us(book)]
    xform, said = converted(book, name)
    found += [each for each in said if not _known(each, found)]
    if not xform or _broken(found):
        return Read(None, None, _sorted(found, name))
    return _built(book, xform, files or {}, found, name)


def _built(book: Book, xform: str, files: Files, found: list[Finding], name: str) -> Read:
    """The document and the survey, where the form engine takes the form."""
    try:
        form = read_xform(xform)
        tables, said = tables_of(form.missing, files, book)
        form = read_xform(xform, tables) if tables else form
    except FormError as error:
        found += [each for each in _engine(book, error) if not _known(each, found)]
        return Read(None, None, _sorted(found, name))
    found += said
    if _broken(found):
        return Read(None, None, _sorted(found, name))
    document = Document(form.id, form.version, form.title, xform, extras(book), tables)
    return Read(document, survey_of(form, document.extras), _sorted(found, name))


def _by_us(book: Book) -> Iterator[Finding]:
    for check in checks.CHECKS:
        yield from check(book)


def _engine(book: Book, error: FormError) -> Iterator[Finding]:
    """What the form engine found, at the row of the question it names."""
    rows = {book.refs[row.name]: row for row in book.questions if row.name in book.refs}
    for each in error.findings:
        row = rows.get(each.path)
        place = row.place(each.part) if row else Place("survey" if each.path else "", None, each.part)
        yield finding("engine", place, detail=each.problem)


def _known(new: Finding, found: Iterable[Finding]) -> bool:
    """Has an error been found at the very place, or is it of a kind that pyxform tells without its place?"""
    errors = [each for each in found if each.severity == "error"]
    if new.row is None:
        return any(each.code == new.code for each in errors)
    return any((each.sheet, each.row, each.column) == (new.sheet, new.row, new.column) for each in errors)


def _broken(found: Iterable[Finding]) -> bool:
    return any(each.severity == "error" for each in found)


def _sorted(found: Iterable[Finding], name: str) -> tuple[Finding, ...]:
    """In the order of the form, each once, with the file's name."""
    place = {sheet: number for number, sheet in enumerate(_SHEETS)}
    once = dict.fromkeys(replace(each, file=name) for each in found)
    return tuple(sorted(once, key=lambda each: (place.get(each.sheet, len(place)), each.row or 0)))
