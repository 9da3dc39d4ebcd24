"""Languages: their codes, and cells that are empty in one of them. pyxform shows people “-” there."""

from collections.abc import Iterator

from bot.core.wording import LANGUAGES
from bot.xlsform.findings import Finding, Place
from bot.xlsform.sheets import TRANSLATED, Book, Heading, Row, Sheet
from bot.xlsform.tongues import TAGS, UNTAGGED, code_of, default_tongue, language_of, meant, own_tongues, tongues
from bot.xlsform.words import finding

SAID = ("label", "hint", "constraint_message", "required_message")  # texts that people read
_SILENT = ("begin_", "end_", "calculate", "hidden")


def tags(book: Book) -> Iterator[Finding]:
    """A wrong code of Khmer or English: Khmer (kh) makes a third language."""
    for sheet, heading in _translated(book):
        language = meant(heading.tongue)
        code = code_of(heading.tongue)
        if language and code != language:
            better = f"{heading.base}::{TAGS[language]}"
            wrong = "tag-wrong" if code else "tag-missing"
            yield finding(wrong, Place(sheet.name, 1, heading.written), tag=code, better=better)


def without_tag(book: Book) -> Iterator[Finding]:
    """A label without a language beside one that has one: pyxform makes a language “default” of it."""
    for sheet in (book.survey, book.choices):
        tagged = {heading.base for heading in sheet.headings if heading.tongue}
        for heading in sheet.headings:
            if heading.base in SAID and heading.base in tagged and not heading.tongue:
                tag = book.settings.get("default_language") or TAGS["en"]
                yield finding("label-untagged", Place(sheet.name, 1, heading.written), column=heading.base, tag=tag)


def default(book: Book) -> Iterator[Finding]:
    """A default_language that no column is in."""
    tongue = book.settings.get("default_language")
    if tongue and book.tongues and tongue not in book.tongues and not book.untagged("label"):
        near = " / ".join(book.tongues)
        yield finding("default-unknown", book.settings.place("default_language"), tongue=tongue, near=near)


def ours_missing(book: Book) -> Iterator[Finding]:
    """A form that is not written in one of our two languages at all."""
    own = own_tongues(book)
    if not book.tongues:
        yield finding("language-none", Place("survey", 1, "label"), km=TAGS["km"], en=TAGS["en"])
        return
    if any(meant(tongue) for tongue in book.tongues if language_of(tongue) is None):
        return  # a wrong code is a finding of its own
    for language in LANGUAGES:
        if language not in own:
            facts = {"language": TAGS[language].partition(" ")[0], "tongue": default_tongue(book)}
            yield finding("language-missing", Place("survey", 1, ""), tag=TAGS[language], **facts)


def translations(book: Book) -> Iterator[Finding]:
    """Cells that are written in one language and empty in one that people are asked in."""
    code = "translation-missing" if len(own_tongues(book)) == len(LANGUAGES) else "translation-lacking"
    asked = set(tongues(book).values()) - {UNTAGGED} if book.tongues else set()
    for row in (*book.questions, *_choices(book)):
        for base in SAID:
            told = {tongue or default_tongue(book): text for tongue, text in row.told(base).items()}
            for tongue in sorted(asked - told.keys()) if told else ():
                place = Place(row.sheet, row.number, _written(book.sheets[row.sheet], base, tongue))
                yield finding(code, place, other=next(iter(told.values())))


def labels(book: Book) -> Iterator[Finding]:
    """Questions and choices that people would be shown without a word."""
    for row in book.questions:
        asked = row.name and not row.kind.startswith(_SILENT) and not row.get("calculation")
        if asked and row.kind in _READ and not row.told("label") and not row.told("hint"):
            yield finding("label-missing", row.place("label"), name=row.name)
    for row in _choices(book):
        if row.name and not row.told("label"):
            yield finding("label-missing", row.place("label"), name=row.name)


_READ = frozenset({
    "text", "integer", "decimal", "select_one", "select_multiple", "rank", "range", "date", "time", "dateTime",
    "note", "acknowledge", "geopoint", "image", "audio", "video", "file", "barcode", "geotrace", "geoshape",
    "select_one_from_file", "select_multiple_from_file",
})  # fmt: skip


def _translated(book: Book) -> Iterator[tuple[Sheet, Heading]]:
    """The first column of each sheet in each language."""
    for sheet in (book.survey, book.choices):
        firsts: dict[str, Heading] = {}
        for heading in sheet.headings:
            if heading.tongue and heading.base in TRANSLATED:
                firsts.setdefault(heading.tongue, heading)
        yield from ((sheet, heading) for heading in firsts.values())


def _choices(book: Book) -> Iterator[Row]:
    """The choices of the lists that a question uses."""
    used = {row.list for row in book.questions if row.list}
    return (row for name, rows in book.lists.items() if name in used for row in rows)


def _written(sheet: Sheet, base: str, tongue: str) -> str:
    """The heading of that text in that language, as it is or as it would be written."""
    ways = (each.written for each in sheet.headings if (each.base, each.tongue) == (base, tongue))
    return next(ways, f"{base}::{tongue}")
