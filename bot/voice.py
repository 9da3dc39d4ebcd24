"""How Yobal speaks to one person: the language, the kind of phone, and the facts that stand in its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from gettext import NullTranslations

from bot.core.content import Button
from bot.core.survey import Survey
from bot.core.wording import Language


@dataclass(frozen=True, slots=True)
class Facts:
    """What the organiser's settings put into Yobal's own words; none of them may be empty when it is said."""

    organiser: str
    contact: str
    results_url: str
    helpline: str
    child_helpline: str
    keep_until: date


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language and for which kind of channel something is said, and with which facts.

    `followed`: a question stands at the end of what is said, so that nobody need be told how to see it again.
    """

    language: Language
    catalogs: Mapping[Language, NullTranslations]
    facts: Facts
    survey: Survey | None
    sms: bool
    buttons: bool
    followed: bool = False

    def __call__(self, words: str, **facts: object) -> str:
        """`words` in this voice's language with the facts put in."""
        return self.catalogs[self.language].gettext(words).format(**facts)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message: what one event adds to it."""

    text: str
    buttons: tuple[Button, ...] = ()
    share_location: bool = False
    voice: str | None = None
    replaces: bool = False


def _(words: str) -> str:
    """Marks words for the catalog; the voice translates them when they are said."""
    return words
