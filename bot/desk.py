"""What a message needs on its way: built once by the wiring, handed down as an argument."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from gettext import NullTranslations

from bot.core.conversation import Rules
from bot.core.places import Gazetteer
from bot.core.survey import Survey
from bot.core.wording import Language
from bot.phrases import Facts
from bot.store import surveys
from bot.store.database import Database, Db
from bot.store.vault import Vault
from bot.xlsform import Document, load


@dataclass
class Shelf:
    """The surveys ready to be asked. A version never changes once it is published, so each is built once."""

    default: str
    _built: dict[tuple[str, str], Survey] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def version(self, db: Db, name: str, version: str) -> Survey | None:
        """One version, whatever its state: conversations finish on the version they began with."""
        found = self._built.get((name, version))
        return found or self._build(surveys.load(db, name, version))

    def running(self, db: Db, name: str | None = None) -> Survey | None:
        """The version of a survey that new people are asked; of the default one where none is named."""
        return self._build(surveys.current(db, name or self.default))

    def called_for(self, db: Db, word: str) -> Survey | None:
        """The running survey whose keyword or name `word` is; None where it is no survey's."""
        for standing in surveys.running(surveys.standings(db)):
            survey = self.version(db, standing.name, standing.version)
            if survey is not None and word.casefold() in {(survey.keyword or "").casefold(), survey.name.casefold()}:
                return survey
        return None

    def _build(self, edition: surveys.Edition | None) -> Survey | None:
        if edition is None:
            return None
        with self._lock:
            key = (edition.name, edition.version)
            if key not in self._built:
                self._built[key] = load(Document.from_json(edition.document)).under(edition.version)
            return self._built[key]


@dataclass(frozen=True, slots=True)
class Desk:
    """`now` reads the clock and `seed` throws the dice: the core has neither. `kick` wakes the sender."""

    database: Database
    vault: Vault
    shelf: Shelf
    rules: Rules
    facts: Callable[[], Facts]
    catalogs: Mapping[Language, NullTranslations]
    places: Gazetteer
    now: Callable[[], datetime]
    seed: Callable[[], int]
    kick: Callable[[], None]
