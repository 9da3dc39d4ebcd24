"""What pyxform refuses or warns of, as findings: its sentences parsed into place and cause."""

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.xlsform.findings import Finding, Place
from bot.xlsform.words import finding

_ROW = re.compile(r"\[row : (?P<row>\d+)\]\s*")
_ON = re.compile(r"On the '(?P<sheet>\w+)' sheet, (?:the|one or more) '?(?P<column>[^']*?)'? (?:value|column names)")
_MORE = re.compile(r"\s*Learn more:? \S+|\s*\(?https?://\S+")

# What pyxform says, and which of our findings says it better. Named groups are the facts; `column` and `sheet`
# complete the place. Seen in pyxform 4.5.
_CAUSES: tuple[tuple[str, str], ...] = (
    (r"Unknown question type '(?P<type>.*)'", "type-unknown"),
    (r"(?P<type>This section) has not been included", "type-unknown"),  # told of the row too, as a type
    (r"Duplicate column header: (?P<column>.+)", "heading-twice"),
    (
        r"Invalid headers provided for sheet: '(?P<sheet>\w+)'.*same column were found: (?P<column>.+?)\. Rename",
        "heading-twice",
    ),
    (r"Invalid headers provided for sheet: '(?P<sheet>\w+)'.*not found: '?(?P<column>[\w, ]+)'?\.", "heading-missing"),
    (r"List name not in (?:external )?choices sheet: (?P<list>.+)", "list-missing"),
    (r"There should be a choices sheet", "heading-missing"),
    (r"Choice names must be unique", "choice-name-twice"),
    (r"Choices must have a name", "choice-name-missing"),
    (r"Choice names with spaces cannot be added.*See \[(?P<name>.*)\] in \[", "choice-name-spaced"),
    (r"'name' value '(?P<name>[^']*)' is invalid\. (?:Questions, groups|Repeat names must unique)", "name-twice"),
    (r"Names must begin with a letter", "name-shape"),
    (r"Unmatched '(?P<end>\w+)'", "group-open"),
    (r"Question with no type", "type-missing"),
)
_COMPLETED: Mapping[str, tuple[str, str]] = {  # place where pyxform tells none: sheet, column
    "type-unknown": ("survey", "type"),
    "type-missing": ("survey", "type"),
    "heading-missing": ("choices", ""),
    "list-missing": ("survey", "type"),
    "choice-name-spaced": ("choices", "name"),
    "group-open": ("survey", "type"),
    "name-twice": ("survey", "name"),
}
# Said in our own words and with the row (languages), or about phones and enumerators that we do not have.
_IDLE = re.compile(
    r"max-pixels|simserial|no longer supported|machine-readable codes|^Language '|or_other and translations"
    r"|Choices should have a label|has no label|similar names were found|case-insensitive match"
)


class Refused(Exception):
    """The file has no sheets to read; `findings` say why and what to do."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*(each.message.en for each in findings))
        self.findings = findings


def refusal(code: str, place: Place | None = None, **facts: object) -> Refused:
    """The refusal that `code` and `facts` make a sentence of."""
    return Refused(finding(code, place or Place(), **facts))


def detail(error: Exception) -> str:
    """What a foreign exception says, with its kind: some say nothing else."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def refusals(message: str) -> tuple[Finding, ...]:
    """What pyxform's error says, one finding a line."""
    return tuple(_refusal(line) for line in message.split("\n") if line.strip()) or (_refusal("no reason given"),)


def remarks(messages: list[str]) -> Iterator[Finding]:
    """What pyxform's warnings say that an author of ours can do something about."""
    for message in messages:
        if not _IDLE.search(message):
            place, rest = _place(message)
            yield finding("converter-warns", place, detail=_cleaned(rest))


@contextmanager
def quiet() -> Iterator[None]:
    """What openpyxl and pyxform warn Python of (styles, headers of printed pages) is no business of an author."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _refusal(line: str) -> Finding:
    place, rest = _place(line)
    for pattern, code in _CAUSES:
        if found := re.search(pattern, line, re.DOTALL):
            return _known(code, place, found.groupdict())
    return finding("converter", place, detail=_cleaned(rest))


def _known(code: str, place: Place, facts: dict[str, str]) -> Finding:
    sheet, column = _COMPLETED.get(code, ("", ""))
    row = 1 if code.startswith("heading") else place.row
    told = facts.get("column", "").replace("', '", " / ").strip("'")
    place = Place(place.sheet or facts.get("sheet", "") or sheet, row, place.column or told or column)
    return finding(code, place, **{"near": "text, integer, select_one", "column": "list_name, name, label"} | facts)


def _place(line: str) -> tuple[Place, str]:
    """The place that a line names, and the line without it."""
    row, on = _ROW.search(line), _ON.search(line)
    sheet = on["sheet"] if on else "survey" if row else ""
    return Place(sheet, int(row["row"]) if row else None, on["column"] if on else ""), _ROW.sub("", line)


def _cleaned(text: str) -> str:
    return _MORE.sub("", " ".join(text.split())).strip().rstrip(".")
