"""Many at once: PostgreSQL with its row locks, SQLite with one writer at a time."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

from sqlalchemy import func, select

from bot.store import answers, claims, contacts, conversations, inbound, leases, outbound
from bot.store.database import Database
from bot.store.tables import outbound as messages
from tests.store.scene import DARA, NOW, SOK, SOON, VAULT, answer, arrival, begin, lease, person, place, say, take

Result = TypeVar("Result")
CROWD = 8


def together(act: Callable[[int], Result], crowd: int = CROWD) -> list[Result]:
    """What each of `crowd` threads brings that start at the same moment."""
    start = Barrier(crowd)

    def begin_together(number: int) -> Result:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(crowd) as threads:
        return list(threads.map(begin_together, range(crowd)))


def step(database: Database, number: int) -> None:
    """One message of Sok's: an answer, a reply, and the conversation one turn further."""
    with database.write() as db:
        taken = inbound.take(db, VAULT, arrival(number), NOW)
        if taken is None:
            return
        known = person(db) if taken.contact is None else contacts.load(db, VAULT, taken.contact)
        if taken.contact is None:
            inbound.handled(db, VAULT, taken, known.id)
        kept = known.conversation or begin(db, known.id, {"heard": []})
        heard = [*kept.place.state.get("heard", []), number]
        said = say(db, known.id, str(len(heard)), inbound=taken.id, in_response=True)
        answers.put(db, VAULT, kept.id, answer(f"/data/q{len(heard)}", raw=str(number)))
        conversations.save(db, VAULT, kept, place(state={"heard": heard}, turn=len(heard), prompt=said.id), NOW)


def test_eight_at_once_on_one_contact_lose_no_answer(database: Database) -> None:
    """Each message is one step, and each step sees what the one before has left; repeats change nothing."""
    with database.write() as db:
        begin(db, person(db).id, {"heard": []})
    numbers = [n for n in range(1, 25) for _ in range(2)]
    with ThreadPoolExecutor(CROWD) as threads:
        list(threads.map(lambda number: step(database, number), numbers))
    with database.write() as db:
        found = contacts.find(db, VAULT, "sms", SOK)
        assert found is not None
        assert found.conversation is not None
        stands = found.conversation.place
        assert sorted(stands.state["heard"]) == list(range(1, 25))
        assert stands.turn == 24
        given = {each.ref: each.raw for each in answers.of_conversation(db, VAULT, found.conversation.id)}
        assert given == {f"/data/q{n}": str(raw) for n, raw in enumerate(stands.state["heard"], start=1)}
        assert outbound.backlog(db, NOW).sending == 24


def test_a_first_message_that_comes_eight_times_is_one(database: Database) -> None:
    """One contact, one step, one reply."""
    together(lambda _: step(database, 1))
    with database.write() as db:
        found = contacts.find(db, VAULT, "sms", SOK)
        assert found is not None
        assert found.conversation is not None
        assert found.conversation.place.state == {"heard": [1]}
        assert len(inbound.replies(db, VAULT, arrival(1))) == 1
        assert outbound.backlog(db, NOW).sending == 1


def test_eight_first_messages_of_one_person_make_one_contact(database: Database) -> None:
    """Nobody is two people because they wrote twice."""
    together(lambda number: step(database, number))
    with database.write() as db:
        found = contacts.find(db, VAULT, "sms", SOK)
        assert found is not None
        assert found.conversation is not None
        assert sorted(found.conversation.place.state["heard"]) == list(range(CROWD))


def test_no_two_workers_ever_have_the_same_message(database: Database) -> None:
    """All is claimed, nothing twice."""
    with database.write() as db:
        for n in range(60):
            say(db, person(db, f"+85512{n:06}").id, str(n), kind="bulk")

    def work(number: int) -> list[int]:
        got: list[int] = []
        for _ in range(60):
            with database.write() as db:
                batch = [each.id for each in claims.claim(db, VAULT, lease(f"worker {number}"), NOW, 3)]
                got += claims.start(db, batch, lease(f"worker {number}"), NOW)
        return got

    counts = Counter(id_ for got in together(work, 4) for id_ in got)
    assert len(counts) == 60
    assert set(counts.values()) == {1}


def test_a_claim_does_not_wait_for_another(postgresql: Database) -> None:
    """What one worker has in hand the next passes over, and a person's next message with it."""
    with postgresql.write() as db:
        sok, dara = person(db).id, person(db, DARA).id
        for who, words in ((sok, "one"), (sok, "two"), (dara, "uno")):
            say(db, who, words)
    with postgresql.write() as first, postgresql.write() as second:
        one = claims.claim(first, VAULT, lease("a"), NOW, 1)
        two = claims.claim(second, VAULT, lease("b"), NOW, 10)
    assert [each.content.text for each in one + two] == ["one", "uno"]


def test_a_worker_waits_for_an_opt_out_that_is_under_way(postgresql: Database) -> None:
    """Once STOP is being handled nothing is begun for that person before it is decided."""
    with postgresql.write() as db:
        sok = person(db).id
        queued = say(db, sok, kind="bulk")
        claims.claim(db, VAULT, lease(), NOW, 1)

    def begin_sending() -> frozenset[int]:
        with postgresql.write() as db:
            return claims.start(db, [queued.id], lease(), NOW)

    with ThreadPoolExecutor(1) as worker:
        with postgresql.write() as db:
            take(db)
            sending = worker.submit(begin_sending)
            wait_until_somebody_waits(postgresql)
            contacts.opt_out(db, sok, NOW)
        assert sending.result() == frozenset()


def wait_until_somebody_waits(database: Database) -> None:
    """Until a backend of this server stands before a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with database.write() as db:
        while not db.exec_driver_sql(waiting).scalar():
            db.exec_driver_sql("SELECT pg_stat_clear_snapshot()")


def test_a_reply_can_be_queued_while_a_broadcast_refers_to_the_person(postgresql: Database) -> None:
    """The lock on a contact lets others refer to them."""
    with postgresql.write() as db:
        kept = begin(db, person(db).id)
    with postgresql.write() as one, postgresql.write() as other:
        take(one)
        other.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
        say(other, 1, "notice", kind="bulk")
        other.exec_driver_sql("SELECT 1 FROM contacts WHERE id = 1 FOR KEY SHARE")
        answers.put(other, VAULT, kept.id, answer())
    with postgresql.read() as db:
        assert db.execute(select(func.count()).select_from(messages)).scalar_one() == 1


def test_one_of_many_gets_the_lease(database: Database) -> None:
    """One sender a channel; who has it keeps it, the others get it once it has run out or is given back."""

    def take_it(number: int, now: timedelta = timedelta()) -> bool:
        with database.write() as db:
            return leases.take(db, "send sms", f"worker {number}", SOON + now, NOW + now)

    (holder,) = [number for number, got in enumerate(together(take_it)) if got]
    other = (holder + 1) % CROWD
    assert take_it(holder)
    assert not take_it(other)
    assert take_it(other, SOON - NOW)
    assert not take_it(holder)
    with database.write() as db:
        leases.give_back(db, "send sms", f"worker {holder}")
    assert not take_it(holder)
    with database.write() as db:
        leases.give_back(db, "send sms", f"worker {other}")
    assert take_it(holder)
