"""Expressions: read one by one with row and column, whether or not anybody ever gets to the branch they are in."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.core.xpath import Expression, XPathError, compile  # noqa: A004 - the verb of the trade, as in re.compile
from bot.xlsform.findings import Finding
from bot.xlsform.sheets import Book, Cell, Row, without_colons
from bot.xlsform.words import finding

COLUMNS = frozenset({"relevant", "constraint", "calculation", "choice_filter", "required", "readonly", "repeat_count"})
REFERENCE = re.compile(r"\$\{\s*(?P<name>[^{}]*?)\s*\}")
STAND_IN = "ǝ"  # a letter no name has: it fills the place of ${…}, so that places in the text stay right

_PLAIN = {"", "yes", "no", "true", "false"}  # what stands in required and readonly without being an expression
_PREFIXES = {
    "jr": "http://openrosa.org/javarosa",
    "odk": "http://www.opendatakit.org/xforms",
    "orx": "http://openrosa.org/xforms",
}
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_CURLY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})  # pyxform mends these four
_STRANGE = re.compile(r"[„‚‹›«»`´]")
_KHMER_DIGITS = re.compile(r"[០-៩]+")
_WESTERN = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def written(book: Book) -> Iterator[tuple[Row, Cell]]:
    """Every expression of the form, in the cell it stands in."""
    for row in book.questions:
        for cell in row.cells:
            if cell.heading.base in COLUMNS and cell.text.lower() not in _PLAIN:
                yield row, cell


def curly(book: Book) -> Iterator[Finding]:
    """Quotation marks that a word processor made curly, or that belong to another language."""
    for row, cell in written(book):
        strange = _STRANGE.search(_QUOTED.sub("", mended(cell.text)))
        curly = [sign for sign in cell.text if ord(sign) in _CURLY]
        if strange:
            yield finding("quotes-strange", row.at(cell), quote=strange[0])
        elif curly:
            yield finding("quotes-curly", row.at(cell), quote=curly[0])


def mended(text: str) -> str:
    """The expression as pyxform writes it into the form."""
    return without_colons(text.translate(_CURLY))


def digits(book: Book) -> Iterator[Finding]:
    """Khmer digits outside of quotation marks: `. < ១០` compares with a question that does not exist."""
    for row, cell in written(book):
        found = _KHMER_DIGITS.search(_QUOTED.sub("", _bare(cell.text)))
        if found:
            yield finding("digits-khmer", row.at(cell), digits=found[0], better=found[0].translate(_WESTERN))


def invisible(book: Book) -> Iterator[Finding]:
    """Letters that nobody sees: a name with one in it is another name."""
    for row, cell in written(book):
        found = _INVISIBLE.search(cell.text)
        if found:
            yield finding("expression-invisible", row.at(cell), letter=f"U+{ord(found[0]):04X}")


def broken(book: Book) -> Iterator[Finding]:
    """Expressions that cannot be read: brackets, operators, unknown functions, a wrong number of arguments."""
    for row, cell in written(book):
        problem = problem_of(cell.text)
        if problem and not _told(cell.text):
            yield finding("expression-broken", row.at(cell), expression=cell.text, problem=problem)


def _told(text: str) -> bool:
    """Does another check say better what is wrong?"""
    return any(sign.search(_QUOTED.sub("", _bare(text))) for sign in (_STRANGE, _KHMER_DIGITS, _INVISIBLE))


def _bare(text: str) -> str:
    """The expression with a name of the same length for each reference."""
    return REFERENCE.sub(lambda found: STAND_IN * len(found[0]), mended(text))


def compiled(text: str) -> Expression | None:
    """The expression, references filled in; None where it cannot be read."""
    return _compiled(text)[0]


def problem_of(text: str) -> str:
    """What keeps the expression from being read; "" where nothing does."""
    return _compiled(text)[1]


@lru_cache(maxsize=4_096)  # several checks look at each expression of a form
def _compiled(text: str) -> tuple[Expression | None, str]:
    try:
        return compile(_bare(text), namespaces=_PREFIXES), ""
    except XPathError as error:
        return None, error.problem
