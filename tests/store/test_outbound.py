"""What becomes of a message only moves up, in whatever order the news comes."""

from datetime import timedelta
from itertools import permutations
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.core.content import Button, Content
from bot.store import claims, outbound
from bot.store.database import Database
from bot.store.outbound import Backlog, Message, News, Settled
from tests.store.scene import DARA, NOW, SOK, VAULT, claim, hand_over, lease, person, say, texts

Status = Literal["sent", "delivered", "read", "failed"]
STATUSES: tuple[Status, ...] = ("sent", "failed", "delivered", "read")


def state(db: Connection, id_: int) -> str:
    return str(db.execute(text("SELECT state FROM outbound WHERE id = :id"), {"id": id_}).scalar_one())


def report(db: Connection, token: str, status: Status) -> Settled | None:
    return outbound.settle(db, News("sms", status, token=token), NOW)


@pytest.mark.parametrize("order", list(permutations(STATUSES)))
def test_reports_in_any_order_end_alike(sqlite: Database, order: tuple[Status, ...]) -> None:
    """The furthest a message is known to have come is what stands: proof of arrival outranks a failure."""
    with sqlite.write() as db:
        queued = say(db, person(db).id, in_response=True)
        for n, status in enumerate(order, start=1):
            assert report(db, queued.token, status) == Settled(queued.id, 1)
            assert state(db, queued.id) == max(order[:n], key=STATUSES.index)


@given(st.lists(st.sampled_from(STATUSES), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_no_report_moves_a_message_back(database: Database, order: list[Status]) -> None:
    """Repeats and late ones change nothing."""
    ranks = ["sending", *STATUSES]
    with database.write() as db:
        queued = say(db, person(db).id, in_response=True)
        reached = ["sending"]
        for status in order:
            report(db, queued.token, status)
            reached.append(state(db, queued.id))
    assert [ranks.index(each) for each in reached] == sorted(ranks.index(each) for each in reached)


def test_a_report_sooner_than_our_own_mark_stands(database: Database) -> None:
    """A "delivered" may come before the worker has written "sent"."""
    with database.write() as db:
        queued = say(db, person(db).id)
        claimed = claim(db)
        claims.start(db, [queued.id], lease(), NOW)
        report(db, queued.token, "delivered")
        outbound.sent(db, claimed[0].id, "SM9", 2, NOW)
        assert state(db, queued.id) == "delivered"
        assert not outbound.retry(db, queued.id, NOW, "timeout")
        assert not outbound.uncertain(db, queued.id, "timeout", NOW)
        row = db.execute(text("SELECT trace, billed FROM outbound")).one()
    assert tuple(row) == ("SM9", 2)


def test_a_message_is_found_by_our_token_or_the_providers_id(database: Database) -> None:
    """And by neither where it is not ours, be it nonsense."""
    with database.write() as db:
        queued = say(db, person(db).id)
        hand_over(db)
        found = Settled(queued.id, 1)
        assert outbound.settle(db, News("sms", "read", trace=f"trace-{queued.id}"), NOW) == found
        assert outbound.settle(db, News("telegram", "read", trace=f"trace-{queued.id}"), NOW) is None
        for token in ("", "zz", "00", "0" * 32, "\0", "១"):
            assert report(db, token, "delivered") is None
        assert outbound.settle(db, News("sms", "read"), NOW) is None
        assert outbound.settle(db, News("sms", "read", trace="\0\ud83d"), NOW) is None


def test_a_message_never_sent_that_was_delivered_is_not_sent_again(database: Database) -> None:
    """A late report overtakes a retry that was planned too soon."""
    with database.write() as db:
        queued = say(db, person(db).id)
        claim(db)
        claims.start(db, [queued.id], lease(), NOW)
        assert outbound.retry(db, queued.id, NOW, "not found at the provider")
        report(db, queued.token, "delivered")
        assert claim(db) == ()


def test_content_and_address_go_out_as_they_were_queued(database: Database) -> None:
    """Buttons, voice and all; to the contact's address or to the one given."""
    content = Content("តើអ្នកធ្វើដំណើរ?", (Button("ម៉ូតូ", "1:moto"),), voice="file", replaces=True)
    with database.write() as db:
        contact = person(db, DARA).id
        outbound.queue(db, VAULT, Message("sms", content, "prompt", contact=contact), NOW)
        outbound.queue(db, VAULT, Message("sms", Content("bye"), "reply", address=SOK), NOW)
        first, second = claim(db)
    assert (first.content, first.address, first.contact) == (content, DARA, contact)
    assert (second.content, second.address, second.contact) == (Content("bye"), SOK, None)


def test_a_message_needs_somebody_to_go_to(database: Database) -> None:
    """Neither contact nor address is a mistake of ours."""
    with database.write() as db, pytest.raises(ValueError, match="address"):
        say(db, None)


def test_a_message_that_closes_buttons_knows_the_message_they_are_on(database: Database) -> None:
    """Known only once that was sent, which the order of a person's messages makes sure."""
    with database.write() as db:
        contact = person(db).id
        asked = say(db, contact, "pick", kind="prompt")
        say(db, contact, "picked", closes=asked.id)
        assert hand_over(db) == ["pick"]
        (second,) = claim(db)
    assert (second.content.text, second.closes) == ("picked", f"trace-{asked.id}")


def test_a_provider_id_is_taken_once(database: Database) -> None:
    """A look-up must not take an earlier, equal message for the one in doubt."""
    with database.write() as db:
        queued = say(db, person(db).id)
        hand_over(db)
        assert outbound.has_trace(db, "sms", f"trace-{queued.id}")
        assert not outbound.has_trace(db, "telegram", f"trace-{queued.id}")
        assert not outbound.has_trace(db, "sms", "trace-0")


def test_a_refused_message_stays_refused_with_its_reason(database: Database) -> None:
    """It is not tried again."""
    with database.write() as db:
        queued = say(db, person(db).id)
        claim(db)
        claims.start(db, [queued.id], lease(), NOW)
        outbound.failed(db, queued.id, "21211 invalid number", NOW)
        assert state(db, queued.id) == "failed"
        assert claim(db, NOW + timedelta(days=1)) == ()


def test_the_backlog_says_what_stands_open(database: Database) -> None:
    """How many, and how old the oldest that should have gone."""
    with database.write() as db:
        assert outbound.backlog(db, NOW) == Backlog(0, 0, 0, None)
        contact = person(db).id
        say(db, contact, in_response=True)
        say(db, contact)
        say(db, contact, kind="bulk", due_at=NOW - timedelta(minutes=5))
        say(db, contact, kind="bulk", due_at=NOW + timedelta(minutes=5))
        doubtful = say(db, contact, in_response=True)
        outbound.uncertain(db, doubtful.id, "cut off", None)
        assert outbound.backlog(db, NOW) == Backlog(3, 1, 1, NOW - timedelta(minutes=5))


def test_last_words_to_strangers_are_forgotten(database: Database) -> None:
    """Of people we keep nothing of, the outbox keeps nothing either."""
    with database.write() as db:
        say(db, None, "everything of you is gone", address=SOK)
        say(db, person(db, DARA).id, "stays")
        assert outbound.forget(db, NOW) == 0
        assert outbound.forget(db, NOW + timedelta(seconds=1)) == 1
        assert texts(claim(db)) == ["stays"]
