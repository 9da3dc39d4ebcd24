"""Types of questions: unknown ones, and those that cannot be asked in a conversation."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from bot.xlsform.columns import asks_own_age
from bot.xlsform.converter import knows_type
from bot.xlsform.facts import of_type
from bot.xlsform.findings import Finding
from bot.xlsform.sheets import Book, Row, nested
from bot.xlsform.words import finding

TYPED = frozenset({
    "text", "integer", "decimal", "select_one", "select_multiple", "rank", "range", "date", "time", "dateTime",
    "note", "acknowledge", "barcode", "select_one_from_file", "select_multiple_from_file",
})  # fmt: skip
SENT = frozenset({"geopoint", "image", "audio", "video", "file", "osm"})  # Telegram can carry them, SMS cannot
NOWHERE = frozenset({"geotrace", "geoshape"})
IGNORED = frozenset({"audit", "background-audio", "start-geopoint", "background-geopoint", "simserial", "subscriberid"})
SILENT = frozenset({
    "calculate", "hidden", "start", "end", "today", "deviceid", "phonenumber", "username", "email", "uuid",
    "xml-external", "csv-external", "begin_group", "end_group", "begin_repeat", "end_repeat", "begin_loop",
    "end_loop",
})  # fmt: skip
KNOWN = TYPED | SENT | NOWHERE | IGNORED | SILENT
_KOBO = (
    "begin_kobomatrix",
    "end_kobomatrix",
    "kobo--",
    "begin_score",
    "end_score",
    "score__",
    "begin_rank",
    "end_rank",
    "rank__",
)
_YES: Mapping[str, bool] = dict.fromkeys(("yes", "true", "true()"), True)


def name_of(row: Row) -> str:
    """The one name of a type that has several ("location" is a geopoint); as written where it is unknown."""
    fact = of_type(row.kind)
    return fact.name if fact else row.kind


def unknown(book: Book) -> Iterator[Finding]:
    """Types that neither the format nor pyxform knows, and KoboToolbox's own."""
    for row in book.questions:
        written = row.get("type")
        if row.kind.startswith(_KOBO):
            yield finding("type-kobo", row.place("type"), type=written)
        elif row.kind not in KNOWN and not knows_type(row.kind):
            yield finding("type-unknown", row.place("type"), type=written, near=_near(row))


def _near(row: Row) -> str:
    first = row.kind.partition(" ")[0]
    return next(iter(get_close_matches(first, KNOWN, 1)), "text, integer, select_one")


def nowhere(book: Book) -> Iterator[Finding]:
    """Types that no channel can ask, and those about an enumerator's device."""
    for row in book.questions:
        name = name_of(row)
        if name in NOWHERE:
            yield finding("type-nowhere", row.place("type"), type=row.kind)
        elif name in IGNORED:
            yield finding("type-ignored", row.place("type"), type=row.kind)


def not_by_sms(book: Book) -> Iterator[Finding]:
    """Questions that SMS cannot carry an answer to: there they are passed over, though they may be needed."""
    for row in book.questions:
        name = name_of(row)
        if name in SENT | NOWHERE and row.get("required").lower() in _YES:
            yield finding("required-not-by-sms", row.place("required"), type=row.kind)
        elif name in SENT:
            yield finding("not-by-sms", row.place("type"), type=row.kind)


def ages(book: Book) -> Iterator[Finding]:
    """A question for the person's own age: who is under 18 is thanked, and everything is erased."""
    for above, row in nested(book.questions):
        if asks_own_age(row, above) and name_of(row) == "integer":
            yield finding("age-ends", row.place("name"), name=row.name)
