"""What a question would cost as SMS at its longest, read from the sheets: three segments of Khmer are the most."""

from collections.abc import Iterator

from bot.core import layout
from bot.core.conversation import letters
from bot.core.events import Offered, Prompt
from bot.core.segments import Cost, segments, sms_text
from bot.core.wording import LANGUAGES, Language
from bot.xlsform.checks.expressions import compiled
from bot.xlsform.checks.kinds import TYPED
from bot.xlsform.columns import YES
from bot.xlsform.findings import Finding, Place
from bot.xlsform.sheets import Book, Row
from bot.xlsform.tongues import own_tongues, tongues
from bot.xlsform.words import finding

MOST = 3  # segments: 201 letters of Khmer; longer questions are not read to the end on a small phone
_ANSWER = "x" * 10  # stands for a quoted answer that was typed


def messages(book: Book) -> Iterator[Finding]:
    """Questions that are longer than three segments, by themselves or with their choices."""
    for row in book.questions:
        for language in _languages(book) if row.kind in TYPED and row.told("label") else ():
            yield from _too_long(row, book, language)


def _languages(book: Book) -> tuple[Language, ...]:
    """Those of ours that the form is written in; for a form in neither, its only texts are priced once."""
    own = own_tongues(book)
    return tuple(language for language in LANGUAGES if language in own) or ("en",)


def _too_long(row: Row, book: Book, language: Language) -> Iterator[Finding]:
    text = _text(row, book, language)
    alone = segments(sms_text(text))
    full = max((_priced(text, rows, row, language, book) for rows in _shown(row, book)), key=lambda cost: cost.segments)
    if full.segments <= MOST:
        return
    options = alone.segments <= MOST
    place = _place(row, language, book)
    facts = {"language": language, "units": sum(full.units), "segments": full.segments, "most": MOST, "list": row.list}
    yield finding("options-too-long" if options else "too-long", place, **facts)


def _place(row: Row, language: Language, book: Book) -> Place:
    """Where the text that is sent stands: the short one, the label in that language, or the only one there is."""
    if row.get(f"sms_text_{language}"):
        return row.place(f"sms_text_{language}")
    told = (
        cell for cell in row.cells if cell.heading.base == "label" and cell.heading.tongue == tongues(book)[language]
    )
    cell = next(told, None)
    return row.at(cell) if cell else row.place("label")


def _priced(text: str, rows: tuple[Row, ...], row: Row, language: Language, book: Book) -> Cost:
    offered = tuple(_offered(each, number, language, book) for number, each in enumerate(rows, 1))
    hides = row.get("sms_hide_choices").lower() in YES
    return segments(sms_text(layout.sms(Prompt((), row.kind, text, choices=offered, hides_choices=hides))))


def _offered(row: Row, number: int, language: Language, book: Book) -> Offered:
    label = _said(row, language, book)
    return Offered(row.get("sms_option") or str(number), row.name, label, row.get(f"sms_label_{language}"))


def _said(row: Row, language: Language, book: Book) -> str:
    """The label as people read it: in their language, in the form's own, or for want of one its name."""
    told = row.told("label")
    return told.get(tongues(book)[language]) or told.get("") or next(iter(told.values()), row.name)


def _text(row: Row, book: Book, language: Language) -> str:
    """The question's text for SMS, with the longest of what it may quote."""
    text = row.get(f"sms_text_{language}") or _said(row, language, book)
    return layout.filled(text, {name: _longest(name, language, book) for name in layout.quoted(text)})


def _longest(name: str, language: Language, book: Book) -> str:
    """The longest answer to the question called `name`, as words."""
    row = next((row for row in book.questions if row.name == name and row.list in book.lists), None)
    if row is None:
        return _ANSWER
    words = (layout.short(_offered(each, 0, language, book)) for each in book.lists[row.list])
    return max(words, key=len)


def _shown(row: Row, book: Book) -> Iterator[tuple[Row, ...]]:
    """The choices that may stand together: all of them, or those that a filter lets through at a time.

    A list that is asked for by its first letters is not sent.
    """
    rows = book.lists.get(row.list, ())
    expression = compiled(row.get("choice_filter")) if row.get("choice_filter") else None
    columns = [path for path in (expression.paths if expression else ()) if any(each.get(path) for each in rows)]
    groups: dict[tuple[str, ...], list[Row]] = {}
    for each in rows:
        groups.setdefault(tuple(each.get(column) for column in columns), []).append(each)
    yield ()
    yield from (tuple(group) for group in groups.values() if len(group) <= letters.LISTED)
