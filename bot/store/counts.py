"""How many people are how far: numbers alone, never who."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from bot.core.wording import Language
from bot.store.tables import consents, contacts, conversations


@dataclass(frozen=True, slots=True)
class Talks:
    """How many conversations on one channel, in one language, began, came to a consent, and are over."""

    channel: str
    language: Language
    begun: int
    consented: int
    finished: int


_agreed = select(consents.c.conversation).distinct().subquery()
_BY_GROUP = (
    select(
        contacts.c.channel,
        contacts.c.language,
        func.count(),
        func.count(_agreed.c.conversation),
        func.count(conversations.c.finished_at),
    )
    .select_from(conversations)
    .join(contacts, contacts.c.id == conversations.c.contact)
    .outerjoin(_agreed, _agreed.c.conversation == conversations.c.id)
    .where(conversations.c.survey == bindparam("survey"))
    .group_by(contacts.c.channel, contacts.c.language)
    .order_by(contacts.c.channel, contacts.c.language)
)


def by_group(db: Connection, survey: str) -> tuple[Talks, ...]:
    """The conversations about every version of `survey`, by channel and language.

    Who declined or was erased is in none of them: nothing is kept of them. Those that closed after a long
    silence count as finished.
    """
    return tuple(Talks(*row) for row in db.execute(_BY_GROUP, {"survey": survey}))
