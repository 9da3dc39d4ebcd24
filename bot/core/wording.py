"""The two languages of a consultation, and a text in both."""

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["km", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in both languages; neither may be empty."""

    km: str
    en: str

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            if not self.to(language).strip():
                raise ValueError(f"the {language} text is empty: write it next to the other")

    def to(self, language: Language) -> str:
        """The text as it is said in `language`."""
        return self.km if language == "km" else self.en
