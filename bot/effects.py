"""What each event does to the database. The words for them are `phrases`'."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core import events as ev
from bot.core.conversation import Conversation
from bot.core.survey import Survey
from bot.store import answers, consents, contacts, do_not_contact, media, submissions
from bot.store.answers import Answer
from bot.store.consents import Consent
from bot.store.contacts import Known
from bot.store.conversations import Kept
from bot.store.database import Db
from bot.store.media import Medium
from bot.store.submissions import Record
from bot.store.vault import Vault

COUNTED = frozenset({"select_one", "select_multiple", "rank", "acknowledge", "range", "integer", "decimal", "place"})


@dataclass(frozen=True, slots=True)
class Page:
    """Where the effects of one step are written: whose they are, of which survey, and when."""

    db: Db
    vault: Vault
    person: Known
    address: str
    kept: Kept
    survey: Survey
    now: datetime

    def write(self, events: Iterable[ev.Event], after: Conversation) -> None:
        """Give every event its effect, in order."""
        for event in events:
            match event:
                case ev.Answered():
                    self._answered(event, after)
                case ev.Passed(ref, _):
                    media.drop(self.db, self.kept.id, ref)
                    answers.put(self.db, self.vault, self.kept.id, self._passed(event, after))
                case ev.Cleared(ref, _):
                    media.drop(self.db, self.kept.id, ref)
                    answers.remove(self.db, self.kept.id, [ref])
                case ev.LanguageChosen(language):
                    contacts.speak(self.db, self.person.id, language)
                case ev.Submitted(instance, xml):
                    submissions.put(self.db, self.vault, Record(self.kept.id, instance, xml, self.now))
                case ev.Consented():
                    self._consented(after)
                case ev.OptedOut():
                    contacts.opt_out(self.db, self.person.id, self.now)
                case ev.OptedIn():
                    contacts.opt_in(self.db, self.person.id)
                case _:  # the others are words only
                    pass

    def _answered(self, event: ev.Answered, after: Conversation) -> None:
        counted = event.kind in COUNTED and self.survey.extra(event.name).tier != "contact"
        words = " ".join(event.value) if isinstance(event.value, tuple) else event.value
        kept = self._answer(
            event.ref,
            event.name,
            "answered",
            after,
            code=event.value if counted else None,
            text=None if counted or event.media else words,
            raw=event.raw if event.raw != words else None,
            attempts=event.attempts,
            guessed=event.guessed,
        )
        answers.put(self.db, self.vault, self.kept.id, kept)
        media.drop(self.db, self.kept.id, event.ref)
        if event.media:
            recording = Medium(self.kept.id, event.ref, event.media, words)
            media.add(self.db, self.vault, recording, self.now)

    def _passed(self, event: ev.Passed, after: Conversation) -> Answer:
        return self._answer(event.ref, event.name, event.why, after, attempts=event.attempts)

    def _answer(self, ref: str, name: str, outcome: answers.Outcome, after: Conversation, **given: object) -> Answer:
        about = {"version": self.survey.version, "language": after.language, "channel": self.person.channel}
        return Answer(ref=ref, name=name, outcome=outcome, at=self.now, **about, **given)  # type: ignore[arg-type] # fields of Answer

    def _consented(self, after: Conversation) -> None:
        """The person is back by their own will: what forbade writing to them is lifted."""
        text = f"{self.survey.name} {self.survey.version}"
        consent = Consent(self.kept.id, text, after.language, self.person.channel, self.now)
        consents.add(self.db, self.person.id, consent)
        do_not_contact.lift(self.db, self.vault, self.person.channel, self.address)
