"""How many people are how far, on both databases."""

from sqlalchemy import Connection

from bot.core.wording import Language
from bot.store import consents, contacts, conversations, counts
from bot.store.consents import Consent
from bot.store.contacts import Person
from bot.store.counts import Talks
from bot.store.database import Database
from bot.store.erasure import Wish, erase
from tests.store.scene import NOW, VAULT, place


def resident(
    db: Connection,
    name: str,
    *,
    channel: str = "sms",
    language: Language = "km",
    consents_: int = 0,
    over: bool = False,
) -> int:
    """Somebody in the town plan's survey; their number. A consent may be given anew: `consents_` times."""
    known = contacts.add(db, VAULT, Person(channel, name, language), NOW)
    kept = conversations.begin(db, VAULT, known.id, ("town-plan", "1"), NOW)
    conversations.save(db, VAULT, kept, place(phase="done" if over else "asking", over=over), NOW)
    for _ in range(consents_):
        consents.add(db, known.id, Consent(kept.id, "town-plan 1", language, channel, NOW))
    return known.id


def test_nobody_is_counted_before_the_first(database: Database) -> None:
    """An empty consultation has no groups."""
    with database.read() as db:
        assert counts.by_group(db, "town-plan") == ()


def test_people_are_counted_by_channel_and_language(database: Database) -> None:
    """Each conversation once, however often its person agreed."""
    with database.write() as db:
        resident(db, "1")
        resident(db, "2", consents_=1)
        resident(db, "3", consents_=2, over=True)
        resident(db, "4", language="en", consents_=1)
        resident(db, "5", channel="telegram", consents_=1, over=True)
        assert counts.by_group(db, "town-plan") == (
            Talks("sms", "en", begun=1, consented=1, finished=0),
            Talks("sms", "km", begun=3, consented=2, finished=1),
            Talks("telegram", "km", begun=1, consented=1, finished=1),
        )


def test_another_survey_counts_for_itself(database: Database) -> None:
    """What is asked elsewhere is not mixed in."""
    with database.write() as db:
        resident(db, "1")
        assert counts.by_group(db, "market") == ()


def test_who_was_erased_is_in_no_count(database: Database) -> None:
    """Nothing is kept of them, not even that they had begun."""
    with database.write() as db:
        gone = resident(db, "1", consents_=1, over=True)
        resident(db, "2")
        erase(db, VAULT, gone, Wish("erased", keep_code=True), NOW)
        assert counts.by_group(db, "town-plan") == (Talks("sms", "km", 1, 0, 0),)
