"""What the worker gets, when, in which order; and what becomes of it when the worker dies."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.store import claims, outbound
from bot.store.claims import Lease
from bot.store.database import Database
from tests.store.scene import DARA, NOW, SOK, SOON, VAULT, claim, hand_over, lease, person, say, texts

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def test_replies_overtake_bulk(database: Database) -> None:
    """Who talks to us does not wait until the broadcast is through."""
    with database.write() as db:
        sok, dara = person(db).id, person(db, DARA).id
        for n in range(3):
            say(db, person(db, f"+85512{n:06}").id, f"notice {n}", kind="bulk")
        say(db, dara, "reply")
        say(db, sok, "prompt", kind="prompt")
        assert texts(claim(db, limit=3)) == ["reply", "prompt", "notice 0"]
        assert texts(claim(db, limit=3)) == ["notice 1", "notice 2"]


def test_one_persons_messages_keep_their_order(database: Database) -> None:
    """The next goes only when the one before is with the provider."""
    with database.write() as db:
        sok, dara = person(db).id, person(db, DARA).id
        for words in ("one", "two", "three"):
            say(db, sok, words)
        say(db, dara, "uno")
        assert hand_over(db) == ["one", "uno"]
        assert hand_over(db) == ["two"]
        assert hand_over(db) == ["three"]


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["reply", "prompt", "bulk"])), max_size=12), st.integers(1, 5)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
def test_whatever_is_queued_all_goes_once_and_in_order(
    database: Database, queued: list[tuple[int, str]], limit: int
) -> None:
    """Each person gets their replies in order and their bulk in order, whatever stands between."""
    with database.write() as db:
        people = [person(db, f"+8551200000{n}").id for n in range(4)]
        wanted = [(people[who], kind == "bulk", str(n)) for n, (who, kind) in enumerate(queued)]
        for (who, _, words), (_, kind) in zip(wanted, queued, strict=True):
            say(db, who, words, kind=kind)
        went: list[str] = []
        while batch := hand_over(db, limit=3):
            went += batch
    assert sorted(went) == sorted(words for *_, words in wanted)
    for who in people:
        for bulk in (True, False):
            theirs = [words for each, is_bulk, words in wanted if (each, is_bulk) == (who, bulk)]
            assert [words for words in went if words in theirs] == theirs


def test_what_waits_for_a_retry_is_waited_for(database: Database) -> None:
    """A refused message keeps its place; bulk of the same person does not hold replies up."""
    with database.write() as db:
        sok = person(db).id
        first = say(db, sok, "one")
        say(db, sok, "two")
        (claimed,) = claim(db)
        claims.start(db, [claimed.id], lease(), NOW)
        assert outbound.retry(db, first.id, NOW + MINUTE, "429")
        assert claim(db) == ()
        assert hand_over(db, NOW + MINUTE) == ["one"]
        assert hand_over(db, NOW + MINUTE) == ["two"]
        bulk = say(db, sok, "notice", kind="bulk")
        claims.start(db, [claim(db)[0].id], lease(), NOW)
        outbound.retry(db, bulk.id, NOW + MINUTE, "429")
        say(db, sok, "reply")
        assert hand_over(db) == ["reply"]


def test_what_is_planned_for_later_holds_nothing_up(database: Database) -> None:
    """Friday's notice does not keep today's waiting, and itself waits for Friday."""
    friday = NOW + timedelta(days=3)
    with database.write() as db:
        sok = person(db).id
        say(db, sok, "on Friday", kind="bulk", due_at=friday)
        say(db, sok, "today", kind="bulk")
        assert hand_over(db) == ["today"]
        assert hand_over(db, friday - SECOND) == []
        assert hand_over(db, friday) == ["on Friday"]


def test_nothing_goes_while_an_earlier_one_is_in_doubt(database: Database) -> None:
    """Until it is known whether it left; given up on, it holds nothing up."""
    with database.write() as db:
        sok = person(db).id
        first = say(db, sok, "one")
        say(db, sok, "two")
        claims.start(db, [claim(db)[0].id], lease(), NOW)
        outbound.uncertain(db, first.id, "cut off", NOW + MINUTE)
        assert claim(db) == ()
        outbound.uncertain(db, first.id, "the provider cannot say", None)
        assert hand_over(db) == ["two"]


def test_a_message_out_of_date_dies(database: Database) -> None:
    """It is never sent; what comes after it is."""
    with database.write() as db:
        sok = person(db).id
        say(db, sok, "the market closes at noon", expires_at=NOW)
        say(db, sok, "still true", expires_at=NOW + SECOND)
        assert hand_over(db) == []
        assert hand_over(db) == ["still true"]
        assert db.execute(text("SELECT state FROM outbound ORDER BY id")).scalars().all() == ["expired", "sent"]


def test_a_lease_that_ran_out_goes_to_another(database: Database) -> None:
    """Who was too slow may not send any more, not even between."""
    with database.write() as db:
        queued = say(db, person(db).id, "one")
        assert texts(claim(db, holder="slow")) == ["one"]
        assert claim(db, holder="quick") == ()
        assert claims.start(db, [queued.id], lease("quick"), NOW) == frozenset()
        assert claims.start(db, [queued.id], lease("slow"), SOON) == frozenset()
        assert texts(claim(db, SOON, holder="quick")) == ["one"]
        assert claims.start(db, [queued.id], lease("slow", SOON + MINUTE), SOON) == frozenset()
        assert claims.start(db, [queued.id], lease("quick", SOON + MINUTE), SOON) == {queued.id}
        assert claims.start(db, [queued.id], lease("quick", SOON + MINUTE), SOON) == frozenset()


def test_what_was_only_claimed_is_given_back_unharmed(database: Database) -> None:
    """On a gentle end at once; what was begun is not given back."""
    with database.write() as db:
        ids = [say(db, person(db, address).id, address).id for address in (SOK, DARA)]
        claim(db)
        claims.start(db, ids[:1], lease(), NOW)
        claims.release(db, ids, "worker", NOW)
        claims.release(db, ids, "somebody else", NOW)
        assert texts(claim(db, holder="next")) == [DARA]


def test_what_a_dead_worker_had_begun_is_in_doubt(database: Database) -> None:
    """It is looked up, never blindly sent again; what it had only claimed simply goes again."""
    with database.write() as db:
        begun, claimed = (say(db, person(db, address).id, address) for address in (SOK, DARA))
        claim(db)
        claims.start(db, [begun.id], lease(), NOW)
    with database.write() as db:
        assert claims.abandoned(db, SOON - SECOND) == 0
        assert claims.abandoned(db, SOON) == 1
        assert [each.id for each in claim(db, SOON)] == [claimed.id]
        doubtful = claims.uncertain_due(db, VAULT, lease(until=SOON + MINUTE), SOON, 10)
        assert [(each.id, each.attempt, each.address) for each in doubtful] == [(begun.id, 1, SOK)]
        assert claims.uncertain_due(db, VAULT, lease("other", SOON + MINUTE), SOON, 10) == ()


def test_a_reply_in_the_response_without_a_callback_is_in_doubt_after_two_minutes(database: Database) -> None:
    """It counts as being handed over; a callback settles it, silence makes it be looked up."""
    with database.write() as db:
        silent, settled = (say(db, person(db, address).id, in_response=True) for address in (SOK, DARA))
        assert claim(db, NOW + MINUTE) == ()
        outbound.settle(db, outbound.News("sms", "sent", token=settled.token), NOW + MINUTE)
        assert claims.abandoned(db, NOW + 2 * MINUTE - SECOND) == 0
        assert claims.abandoned(db, NOW + 2 * MINUTE) == 1
        (doubtful,) = claims.uncertain_due(db, VAULT, lease(until=NOW + 3 * MINUTE), NOW + 2 * MINUTE, 10)
        assert (doubtful.token, doubtful.in_response) == (silent.token, True)
        assert outbound.retry(db, silent.id, NOW + 2 * MINUTE, "not at the provider")
        (again,) = claim(db, NOW + 2 * MINUTE)
        assert (again.attempt, again.handed_at) == (2, None)


@pytest.mark.parametrize(("unsent", "handed"), [(True, None), (False, NOW)])
def test_a_question_that_may_have_arrived_can_be_answered(database: Database, handed: object, *, unsent: bool) -> None:
    """Where a first try may have got through, words that come before the second are no accident."""
    with database.write() as db:
        queued = say(db, person(db).id, kind="prompt")
        claim(db)
        claims.start(db, [queued.id], lease(), NOW)
        outbound.retry(db, queued.id, NOW, "why", unsent=unsent)
        (again,) = claim(db, NOW + MINUTE)
    assert (again.handed_at, again.attempt) == (handed, 2)


def test_a_message_to_somebody_erased_meanwhile_goes_nowhere(database: Database) -> None:
    """It is cancelled, and does not stop the others."""
    with database.write() as db:
        sok, dara = person(db).id, person(db, DARA).id
        say(db, sok, "to Sok")
        say(db, dara, "to Dara")
        db.execute(text("DELETE FROM contacts WHERE id = :id"), {"id": sok})
        assert hand_over(db) == ["to Dara"]
        assert outbound.backlog(db, NOW).pending == 0


def test_each_channel_has_its_own_queue(database: Database) -> None:
    """A channel that is down does not hold up another."""
    with database.write() as db:
        say(db, person(db).id, "by SMS")
        say(db, person(db, "77", "telegram").id, "by Telegram", channel="telegram")
        assert texts(claim(db)) == ["by SMS"]
        telegram = claims.claim(db, VAULT, Lease("telegram", "worker", SOON), NOW, 10)
    assert texts(telegram) == ["by Telegram"]
