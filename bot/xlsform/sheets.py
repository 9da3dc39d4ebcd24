"""A form as its author wrote it: sheets, rows and cells, found by what a column means."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.xlsform.findings import Place

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
LISTING = ("choices", "external_choices")
_PREFIXES = ("bind::", "control::", "body::", "media::")  # the long way of writing some columns
_ALSO: Mapping[str, str] = {
    "relevance": "relevant",
    "calculate": "calculation",
    "read_only": "readonly",
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "list name": "list_name",
    "id_string": "form_id",
    "set_form_id": "form_id",
    "title": "form_title",
    "set_form_title": "form_title",
}
TRANSLATED = frozenset(
    {"label", "hint", "guidance_hint", "constraint_message", "required_message", "image", "big-image", "audio", "video"}
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: as written, what it means (`base`, in small letters) and the language it is in ("" none)."""

    written: str
    base: str
    tongue: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of a row; never empty."""

    heading: Heading
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet, numbered as a spreadsheet does: the headings are row 1."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]

    def get(self, base: str) -> str:
        """The text of the first column that means `base`, in whatever language; "" where there is none."""
        return next((cell.text for cell in self.cells if cell.heading.base == base), "")

    def told(self, base: str) -> Mapping[str, str]:
        """The texts that mean `base`, by language."""
        return {cell.heading.tongue: cell.text for cell in self.cells if cell.heading.base == base}

    def place(self, base: str = "") -> Place:
        """Where the column that means `base` stands in this row; the column need not be there."""
        written = (cell.heading.written for cell in self.cells if cell.heading.base == base)
        return Place(self.sheet, self.number, next(written, base))

    def at(self, cell: Cell) -> Place:
        """Where `cell` of this row stands."""
        return Place(self.sheet, self.number, cell.heading.written)

    @property
    def name(self) -> str:
        """What the row is called."""
        return self.get("name")

    @property
    def kind(self) -> str:
        """The type without its list: "select_one" of "select one issues", in small letters and one spelling."""
        return split_type(self.get("type"))[0]

    @property
    def list(self) -> str:
        """The name of the list of choices that the row is about; "" where there is none."""
        return self.get("list_name") if self.sheet in LISTING else split_type(self.get("type"))[1]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its columns as written, and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """What the columns mean, from left to right."""
        return tuple(heading_of(column) for column in self.columns)


@dataclass(frozen=True)
class Book:
    """The sheets of one form, by name; a sheet that is not in the file is empty."""

    sheets: Mapping[str, Sheet]

    @property
    def survey(self) -> Sheet:
        """The questions."""
        return self.sheets["survey"]

    @cached_property
    def choices(self) -> Sheet:
        """The choices of the closed questions; behind them those that ODK keeps apart because they are many."""
        own, apart = (self.sheets[name] for name in LISTING)
        return Sheet("choices", tuple(dict.fromkeys((*own.columns, *apart.columns))), (*own.rows, *apart.rows))

    @cached_property
    def settings(self) -> Row:
        """The one row of the settings; an empty one where there is none."""
        rows = self.sheets["settings"].rows
        return rows[0] if rows else Row("settings", 2, ())

    @cached_property
    def questions(self) -> tuple[Row, ...]:
        """The rows of the survey that have a type and are not switched off."""
        return tuple(row for row in self.survey.rows if row.get("type") and row.get("disabled").lower() not in _YES)

    @cached_property
    def lists(self) -> Mapping[str, tuple[Row, ...]]:
        """The choices by the name of their list, in order."""
        found: dict[str, list[Row]] = {}
        for row in self.choices.rows:
            found.setdefault(row.list, []).append(row)
        return {name: tuple(rows) for name, rows in found.items() if name}

    @cached_property
    def tongues(self) -> tuple[str, ...]:
        """The languages of the form as written in its headings, in order; none where no column has one."""
        headings = (*self.survey.headings, *self.choices.headings)
        return tuple(dict.fromkeys(each.tongue for each in headings if each.tongue and each.base in TRANSLATED))

    @cached_property
    def refs(self) -> Mapping[str, str]:
        """Where the node of each question and group stands, by name; of two with one name the first."""
        found: dict[str, str] = {}
        for above, row in nested(self.questions):
            found.setdefault(row.name, self.ref(row, above))
        return found

    def ref(self, row: Row, above: tuple[Row, ...]) -> str:
        """Where the node of `row` stands, inside the groups `above`."""
        return "/".join(("", self.settings.get("name") or "data", *(each.name for each in above), row.name))

    def untagged(self, base: str) -> bool:
        """Is there a column of that meaning without a language beside some with one?"""
        headings = [each for sheet in (self.survey, self.choices) for each in sheet.headings if each.base == base]
        return any(each.tongue for each in headings) and any(not each.tongue for each in headings)


def nested(rows: tuple[Row, ...]) -> Iterator[tuple[tuple[Row, ...], Row]]:
    """Each row that has a name, with the groups and repeats around it from the outermost on."""
    above: list[Row] = []
    for row in rows:
        if row.kind.startswith("end_"):
            above = above[:-1]
            continue
        if row.name:
            yield tuple(above), row
        if row.kind.startswith("begin_"):
            above.append(row)


def without_colons(expression: str) -> str:
    """A filter's “label::English” as the name of a column, which no path may hold two colons in: label__English."""
    return _TRANSLATED_COLUMN.sub(r"\1__\2", expression)


def cells_of(texts: Mapping[str, str]) -> tuple[Cell, ...]:
    """The cells of a row, from the texts by the headings as written."""
    return tuple(Cell(heading_of(written), text) for written, text in texts.items() if text)


def heading_of(written: str) -> Heading:
    """What a column means: label::Khmer (km) is the label in “Khmer (km)”, Relevance is relevant."""
    plain = " ".join(written.split())
    for prefix in _PREFIXES:
        plain = plain[len(prefix) :] if plain.lower().startswith(prefix) else plain
    first, colons, tongue = plain.partition("::")
    if not colons and ":" in plain and not plain.lower().startswith("jr:"):
        first, _, tongue = plain.partition(":")
    base = first.strip().lower()
    base = _ALSO.get(base, base.replace(" ", "_"))
    return Heading(written, _ALSO.get(base, base), tongue.strip())


_TRANSLATED_COLUMN = re.compile(r"(?<![\w:-])(label)::(\w+)")
_YES = {"yes", "true", "true()"}
_LISTED: Mapping[str, tuple[str, ...]] = {
    "select_one": (
        "select_one",
        "select one from",
        "select one",
        "select1",
        "add select one prompt using",
        "select_one_external",
        "select one external",
    ),
    "select_multiple": (
        "select_multiple",
        "select all that apply from",
        "select all that apply",
        "add select multiple prompt using",
    ),
    "rank": ("rank",),
    "select_one_from_file": ("select_one_from_file", "select one from file"),
    "select_multiple_from_file": ("select_multiple_from_file", "select multiple from file"),
}
_WAYS = sorted(((way, kind) for kind, ways in _LISTED.items() for way in ways), key=lambda each: -len(each[0]))
_ONE_SPELLING: Mapping[str, str] = {
    "trigger": "acknowledge",
    "datetime": "dateTime",
    "int": "integer",
    "string": "text",
    "photo": "image",
    "q_geopoint": "geopoint",
}


def split_type(written: str) -> tuple[str, str]:
    """The kind of a type and the list it names: "select_one issues" is ("select_one", "issues")."""
    plain = " ".join(written.split())
    for way, kind in _WAYS:
        rest = plain[len(way) :]
        if plain.lower().startswith(way) and rest[:1] in {"", " "}:
            return kind, rest.split()[0] if rest.split() else ""
    kind = plain.lower()
    if kind.replace("_", " ").startswith("begin loop over "):
        return "begin_loop", plain.split()[-1]
    if kind.startswith(("begin ", "end ", "begin_", "end_")):
        kind = kind.replace(" ", "_")
    return _ONE_SPELLING.get(kind, kind), ""
