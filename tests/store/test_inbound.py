"""Each message is heard once, whatever a provider repeats."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from bot.store import answers, contacts, conversations, inbound
from bot.store.database import Database
from bot.store.inbound import Arrival, Fault
from tests.store.scene import DARA, NOW, SOK, VAULT, answer, arrival, begin, person, place, say, take


def test_a_repeat_is_known_and_gets_the_same_reply(database: Database) -> None:
    """What was said in the response comes again, in order; what went through the outbox does not."""
    with database.write() as db:
        taken, contact = take(db), person(db).id
        said = [say(db, contact, words, inbound=taken.id, in_response=True) for words in ("thanks", "next?")]
        say(db, contact, "by the outbox", inbound=taken.id)
        say(db, contact, "in another response", inbound=taken.id + 1, in_response=True)
        inbound.handled(db, VAULT, taken, contact)
    with database.write() as db:
        assert inbound.take(db, VAULT, arrival(), NOW) is None
        assert inbound.replies(db, VAULT, arrival()) == tuple(said)
        assert inbound.replies(db, VAULT, arrival(2)) == ()


def test_the_same_id_on_another_channel_is_another_message(database: Database) -> None:
    """Providers do not agree on their numbers."""
    with database.write() as db:
        take(db)
        assert inbound.take(db, VAULT, Arrival("telegram", "SM1", SOK), NOW) is not None


def test_a_message_that_fell_through_comes_as_new(database: Database) -> None:
    """Where the transaction failed, the provider's next try is the first."""
    with pytest.raises(ZeroDivisionError), database.write() as db:
        take(db).id / 0
    with database.write() as db:
        assert take(db).contact is None


def test_the_sender_is_known_by_their_address(database: Database) -> None:
    """A stranger has no contact; somebody known has, on their own channel only."""
    with database.write() as db:
        contact = person(db).id
        assert take(db, 1, SOK).contact == contact
        assert take(db, 2, DARA).contact is None
        other = inbound.take(db, VAULT, Arrival("telegram", "3", SOK), NOW)
    assert other is not None
    assert other.contact is None


def test_an_answer_costs_five_statements(database: Database) -> None:
    """Take, load, answer, reply, save: each more is a round trip for every message."""
    with database.write() as db:
        begin(db, person(db).id)
    with database.write() as db:
        statements: list[str] = []
        event.listen(db, "before_cursor_execute", lambda _c, _k, statement, *_: statements.append(statement))
        taken = take(db)
        assert taken.contact is not None
        known = contacts.load(db, VAULT, taken.contact)
        assert known.conversation is not None
        answers.put(db, VAULT, known.conversation.id, answer())
        said = say(db, known.id, "next?", kind="prompt", inbound=taken.id, in_response=True)
        conversations.save(db, VAULT, known.conversation, place(turn=2, prompt=said.id), NOW)
    assert [statement.split()[0] for statement in statements] == ["INSERT", "SELECT", "INSERT", "INSERT", "UPDATE"]


def test_what_could_not_be_handled_is_kept_sealed_until_looked_at(database: Database) -> None:
    """A repeat changes nothing; released, the message can be received anew."""
    with database.write() as db:
        first = inbound.quarantine(db, VAULT, arrival(), Fault("KeyError", '{"words": "my secret"}'), NOW)
        assert first is not None
        assert inbound.quarantine(db, VAULT, arrival(), Fault("KeyError", "again"), NOW) is None
        assert inbound.take(db, VAULT, arrival(), NOW) is None
    with database.write() as db:
        assert inbound.count_quarantined(db) == 1
        (kept,) = inbound.quarantined(db, VAULT)
        assert (kept.channel, kept.error, kept.raw) == ("sms", "KeyError", '{"words": "my secret"}')
        assert b"secret" not in db.execute(text("SELECT raw FROM inbound")).scalar_one()
        assert inbound.release(db, kept.id)
        assert not inbound.release(db, kept.id)
        assert take(db).id > first.id


def test_words_are_kept_only_when_given(database: Database) -> None:
    """Before consent nothing of a message stays but what tells a repeat."""
    with database.write() as db:
        silent, spoken = take(db, 1), take(db, 2)
        inbound.handled(db, VAULT, spoken, person(db).id, "ខ្ញុំសូមប្រាប់")
        raws = db.execute(text("SELECT raw FROM inbound ORDER BY id")).scalars().all()
        assert raws[0] is None
        assert VAULT.open("inbound.raw", spoken.key, raws[1]) == "ខ្ញុំសូមប្រាប់"
        assert silent.key != spoken.key


def test_what_no_provider_repeats_any_more_is_forgotten(database: Database) -> None:
    """Handled messages go after their time, quarantined ones stay."""
    with database.write() as db:
        take(db, 1)
        inbound.quarantine(db, VAULT, arrival(2), Fault("KeyError", "{}"), NOW)
        assert inbound.forget(db, NOW) == 0
        assert inbound.forget(db, NOW + timedelta(seconds=1)) == 1
        assert inbound.count_quarantined(db) == 1
        assert inbound.take(db, VAULT, arrival(1), NOW) is not None
