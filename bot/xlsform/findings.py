"""What is wrong with a form: where, what, and how to mend it."""

from dataclasses import dataclass
from typing import Any, Literal

from bot.core.wording import Language, Wording

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: `sheet` and `column` as the author wrote them, `row` as a spreadsheet counts.

    The heading is row 1. In CSV and Markdown, rows are counted within the sheet in the same way.
    """

    sheet: str = ""
    row: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. An error keeps the form from being asked; a warning does not.

    `code` names the kind of finding and never changes; `file` is the name the author gave.
    """

    severity: Severity
    sheet: str
    row: int | None
    column: str
    message: Wording
    cure: Wording
    code: str = ""
    file: str = ""

    def line(self, language: Language) -> str:
        """The finding in one line: place, what is wrong, what to do."""
        words = f"{self.message.to(language)}; {self.cure.to(language)}"
        return f"{self.where(language)}{_COLON[language]}{words}"

    def where(self, language: Language) -> str:
        """The place, as far as it is known: town-plan.xlsx, sheet survey, row 7, column type."""
        sheet, row, column = _PLACES[language]
        parts = [self.file or _FILE[language]]
        parts += [f"{sheet} {self.sheet}"] if self.sheet else []
        parts += [f"{row} {self.row}"] if self.row else []
        parts += [f"{column} {self.column}"] if self.column else []
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """The finding as plain data, its words in both languages."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "message": {"km": self.message.km, "en": self.message.en},
            "cure": {"km": self.cure.km, "en": self.cure.en},
        }


_PLACES: dict[Language, tuple[str, str, str]] = {
    "km": ("សន្លឹក", "ជួរដេក", "ជួរឈរ"),
    "en": ("sheet", "row", "column"),
}
_COLON: dict[Language, str] = {"km": "៖ ", "en": ": "}
_FILE: dict[Language, str] = {"km": "ឯកសារ", "en": "the file"}
