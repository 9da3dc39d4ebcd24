"""Who agreed to which text, in which language, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.core.wording import Language
from bot.store.tables import consents


@dataclass(frozen=True, slots=True)
class Consent:
    """A "yes" to one version of the consent text."""

    conversation: int | None
    text_version: str
    language: Language
    channel: str
    at: datetime


def add(db: Connection, contact: int, consent: Consent) -> None:
    """Keep that this person agreed."""
    row = {"conversation": consent.conversation, "text_version": consent.text_version, "language": consent.language}
    db.execute(insert(consents), {"contact": contact, **row, "channel": consent.channel, "at": consent.at})


def of_contact(db: Connection, contact: int) -> tuple[Consent, ...]:
    """Every consent of this person, in order."""
    columns = (consents.c.conversation, consents.c.text_version, consents.c.language, consents.c.channel, consents.c.at)
    rows = db.execute(select(*columns).where(consents.c.contact == contact).order_by(consents.c.id))
    return tuple(Consent(*row) for row in rows)
