"""A person is found by their address, and loaded with where they stand."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.store import claims, contacts, conversations, do_not_contact, outbound
from bot.store.conversations import Prompted
from bot.store.database import Database
from bot.store.vault import Unreadable
from tests.store.scene import DARA, NOW, SOK, VAULT, begin, claim, hand_over, lease, person, place, say


def test_adding_somebody_twice_is_adding_them_once(database: Database) -> None:
    """Two first messages of one person make one contact."""
    with database.write() as db:
        first, again = person(db), person(db)
        assert (first.id, first.token) == (again.id, again.token)
        assert person(db, SOK, "telegram").id != first.id


def test_an_address_is_nowhere_in_the_clear(database: Database) -> None:
    """Who steals the database has no numbers, nor can they look one up."""
    with database.write() as db:
        person(db)
        row = db.execute(text("SELECT * FROM contacts")).one()
    assert SOK.encode() not in b"".join(bytes(each) for each in row if isinstance(each, bytes | memoryview))
    assert SOK not in [each for each in row if isinstance(each, str)]


def test_somebody_new_has_no_conversation(database: Database) -> None:
    """And can be written to."""
    with database.write() as db:
        known = contacts.load(db, VAULT, person(db).id)
    assert (known.conversation, known.opted_out_at, known.unreachable_at) == (None, None, None)
    assert (known.channel, known.language) == ("sms", "km")


def test_the_state_comes_back_as_it_was_saved(database: Database) -> None:
    """With the columns beside it, and the timer."""
    later = NOW + timedelta(hours=24)
    stands = place(
        state={"at": "/data/ឈ្មោះ", "path": [1, None]}, turn=5, last_turn=2**52, wake_at=later, wake_why="remind"
    )
    with database.write() as db:
        kept = begin(db, person(db).id)
        conversations.save(db, VAULT, kept, stands, NOW)
        found = contacts.find(db, VAULT, "sms", SOK)
    assert found is not None
    assert found.conversation is not None
    assert found.conversation.place == stands
    assert (found.conversation.survey, found.conversation.version) == ("town-plan", "1")
    assert found.conversation.prompt is None


def test_only_one_conversation_is_open_at_a_time(database: Database) -> None:
    """The database refuses the second; once the first is over it takes it, and that is the one that counts."""
    with database.write() as db:
        first = begin(db, person(db).id)
    with pytest.raises(IntegrityError), database.write() as db:
        begin(db, person(db).id)
    with database.write() as db:
        conversations.save(db, VAULT, first, place(over=True), NOW)
        known = contacts.load(db, VAULT, person(db).id)
        assert known.conversation is not None
        assert (known.conversation.id, known.conversation.place.over) == (first.id, True)
        second = begin(db, known.id)
        known = contacts.load(db, VAULT, known.id)
        assert known.conversation is not None
        assert (known.conversation.id, known.conversation.finished_at) == (second.id, None)


def test_what_became_of_the_open_question_is_told_with_it(database: Database) -> None:
    """Queued it is not yet with the person; from the moment it begins to leave, an answer can come."""
    with database.write() as db:
        contact = person(db).id
        kept = begin(db, contact)
        said = say(db, contact, "how do you travel?", kind="prompt")
        conversations.save(db, VAULT, kept, place(prompt=said.id), NOW)

        def prompt() -> Prompted | None:
            conversation = contacts.load(db, VAULT, contact).conversation
            return None if conversation is None else conversation.prompt

        assert prompt() == Prompted(said.id, "pending", None, None)
        later = NOW + timedelta(seconds=5)
        claim(db, later)
        claims.start(db, [said.id], lease(until=later + timedelta(seconds=10)), later)
        assert prompt() == Prompted(said.id, "sending", later, None)
        outbound.sent(db, said.id, "SM9", 1, later + timedelta(seconds=1))
        assert prompt() == Prompted(said.id, "sent", later, "SM9")


def test_opting_out_withdraws_what_waits_but_not_the_answer_to_it(database: Database) -> None:
    """STOP is confirmed; nothing else goes out, not even what is queued later, until START."""
    with database.write() as db:
        contact, other = person(db).id, person(db, DARA).id
        say(db, contact, "a notice", kind="bulk")
        say(db, other, "a notice to Dara", kind="bulk")
        contacts.opt_out(db, contact, NOW)
        say(db, contact, "you get no more messages", regardless=True)
        say(db, contact, "queued by mistake")
        assert hand_over(db) == ["you get no more messages", "a notice to Dara"]
        assert hand_over(db) == []
        contacts.opt_in(db, contact)
        say(db, contact, "welcome back")
        assert hand_over(db) == ["welcome back"]


def test_an_opt_out_between_claim_and_start_is_obeyed(database: Database) -> None:
    """Whoever says STOP while the worker has their message in hand does not get it."""
    with database.write() as db:
        contact = person(db).id
        say(db, contact, "a notice", kind="bulk")
        (claimed,) = claim(db)
    with database.write() as db:
        contacts.opt_out(db, contact, NOW)
    with database.write() as db:
        assert claims.start(db, [claimed.id], lease(), NOW) == frozenset()


def test_who_blocked_us_is_not_written_to_until_they_write(database: Database) -> None:
    """Being unreachable ends by itself; an opt-out does not."""
    with database.write() as db:
        contact = person(db).id
        contacts.unreachable(db, contact, NOW)
        say(db, contact, "into the void")
        assert hand_over(db) == []
        contacts.reachable(db, contact)
        say(db, contact, "hello again")
        assert hand_over(db) == ["hello again"]
        contacts.opt_out(db, contact, NOW)
        contacts.reachable(db, contact)
        assert contacts.load(db, VAULT, contact).opted_out_at == NOW


def test_the_language_follows_the_person(database: Database) -> None:
    """Once chosen it stands."""
    with database.write() as db:
        contacts.speak(db, person(db).id, "en")
        assert person(db).language == "en"


def test_an_address_moved_to_another_row_is_unreadable(database: Database) -> None:
    """Who can write to the database cannot redirect somebody's messages."""
    with database.write() as db:
        contact = person(db).id
        person(db, DARA)
        say(db, contact, "for Sok only")
        db.execute(text("UPDATE contacts SET address = (SELECT address FROM contacts WHERE id = 2) WHERE id = 1"))
        with pytest.raises(Unreadable, match=r"contacts\.address"):
            claim(db)


def test_a_state_changed_in_the_database_is_unreadable(database: Database) -> None:
    """Nothing is guessed from it."""
    with database.write() as db:
        contact = person(db).id
        begin(db, contact)
        db.execute(text("UPDATE conversations SET token = :token"), {"token": bytes(16)})
        with pytest.raises(Unreadable, match=r"conversations\.state"):
            contacts.load(db, VAULT, contact)


def test_do_not_contact_outlives_the_contact(database: Database) -> None:
    """It is found by the address alone, and lifted only by the person."""
    with database.write() as db:
        assert not do_not_contact.holds(db, VAULT, "sms", SOK)
        for reason in ("declined", "again"):
            do_not_contact.add(db, VAULT, "sms", SOK, (reason, NOW))
        assert do_not_contact.holds(db, VAULT, "sms", SOK)
        assert not do_not_contact.holds(db, VAULT, "sms", DARA)
        do_not_contact.lift(db, VAULT, "sms", SOK)
        assert not do_not_contact.holds(db, VAULT, "sms", SOK)


def test_timers_ring_when_due_until_the_step_is_saved(database: Database) -> None:
    """Oldest first; a timer set anew or unset is void, and so is one of a conversation that is over."""
    with database.write() as db:
        kept = []
        for number, hours in enumerate((3, 1, 2, 9)):
            kept.append(begin(db, person(db, f"+8551200000{number}").id))
            timer = place(turn=number, wake_at=NOW + timedelta(hours=hours), wake_why="remind")
            conversations.save(db, VAULT, kept[-1], timer, NOW)
        noon = NOW + timedelta(hours=4)
        assert [(each.turn, each.why) for each in conversations.waking(db, noon, 10)] == [
            (n, "remind") for n in (1, 2, 0)
        ]
        assert len(conversations.waking(db, noon, 2)) == 2
        conversations.save(db, VAULT, kept[1], place(turn=7), NOW)
        conversations.finish(db, kept[2].id, NOW)
        assert [each.conversation for each in conversations.waking(db, noon, 10)] == [kept[0].id]


def test_a_contact_can_be_locked_only_while_they_are_there(database: Database) -> None:
    """Nobody is handled who is gone."""
    with database.write() as db:
        assert contacts.lock(db, person(db).id)
        assert not contacts.lock(db, 999)
