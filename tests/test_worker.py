"""The worker: what goes first, how fast, what is tried again, what is looked up, and how it ends."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot import keyring
from bot.channels.base import Heard, Hook, Outbound, Report, Response, SendFailed, SendUncertain, Sent, Traits
from bot.core.content import Content
from bot.settings import Settings
from bot.store import contacts, leases, outbound
from bot.store.contacts import Person
from bot.store.migrations import upgrade
from bot.store.outbound import Message
from bot.wiring import build
from bot.worker import IDLE, LONGEST_WAIT, SENDER_LEASE, TRIES, Kick, Worker, backoff, run_in_thread

if TYPE_CHECKING:
    from threading import Thread

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
KEYS = keyring.new()
TRAITS = Traits(
    answers_in_response=False,
    counts_segments=False,
    buttons=False,
    has_callbacks=False,
    takes_media=False,
    per_second=10_000,
)


@dataclass
class Post:
    """A channel that keeps what it is given. `faults` are raised first, one a call; `found` is what a look-up finds."""

    name: str = "post"
    traits: Traits = TRAITS
    faults: list[Exception] = field(default_factory=list)
    found: Sent | Exception | None = None
    sent: list[tuple[str, float]] = field(default_factory=list)
    asked: int = 0

    async def send(self, outbound: Outbound) -> Sent:
        self.asked += 1
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((outbound.content.text, time.monotonic()))
        return Sent(f"trace {len(self.sent)}")

    async def find(self, outbound: Outbound, since: datetime) -> Sent | None:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    async def missed(self, since: datetime, now: datetime) -> Sequence[Heard]:
        return ()

    async def fetch(self, file: str) -> Any:
        raise AssertionError("nothing was recorded")

    async def close(self) -> None:
        self.closed = True

    def hear(self, hook: Hook) -> Sequence[Heard | Report]:
        return ()

    def respond(self, heard: Heard | None, replies: Sequence[Outbound]) -> Response:
        return Response()

    @property
    def texts(self) -> list[str]:
        return [said for said, _ in self.sent]


class Office:
    """A database, a clock that can be moved, a channel, and a worker that can be started."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(
            public_url="https://yobal.example",
            database_url=f"sqlite:///{folder / 'yobal.db'}",
            secret_key=KEYS.secret_key,
            vault_keys=KEYS.vault_keys,
            index_key=KEYS.index_key,
        )
        wiring = build(settings)
        upgrade(wiring.database)
        self.moved = timedelta()
        self.began = time.monotonic()
        self.desk = replace(wiring.desk, now=self.now)
        self.post = Post()
        self.worker = Worker(self.desk, (self.post,), Kick())
        self.threads: list[Thread] = []

    def now(self) -> datetime:
        return NOW + self.moved + timedelta(seconds=time.monotonic() - self.began)

    def person(self, number: int = 1) -> int:
        with self.desk.database.write() as db:
            return contacts.add(db, self.desk.vault, Person("post", f"address {number}", "en"), self.now()).id

    def queue(self, words: str, contact: int, kind: Any = "reply", **more: Any) -> int:
        message = Message("post", Content(words), kind, contact=contact, **more)
        with self.desk.database.write() as db:
            return outbound.queue(db, self.desk.vault, message, self.now()).id

    def work(self) -> None:
        self.threads.append(run_in_thread(self.worker))

    def rest(self) -> None:
        self.worker.stop.set()
        for thread in self.threads:
            thread.join(5)
            assert not thread.is_alive(), "a worker ends when it is told to"
        self.threads.clear()

    def again(self, **by: float) -> None:
        """Time passes, and a new worker looks at everything at once."""
        self.rest()
        self.moved += timedelta(**by)
        self.worker = Worker(self.desk, (self.post,), Kick())
        self.work()

    def states(self) -> list[str]:
        with self.desk.database.read() as db:
            return [row[0] for row in db.execute(text("SELECT state FROM outbound ORDER BY id"))]

    def held(self) -> int:
        """How many messages are leased and not begun."""
        leased = "SELECT count(*) FROM outbound WHERE state = 'pending' AND claimed_by IS NOT NULL"
        with self.desk.database.read() as db:
            return int(db.execute(text(leased)).scalar_one())

    def until(self, ready: Callable[[], object]) -> None:
        deadline = time.monotonic() + 5
        while not ready():
            assert time.monotonic() < deadline, (self.states(), self.post.texts)
            time.sleep(0.005)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.rest()
    office.desk.database.close()


# --- waiting ---


@given(st.integers(min_value=1, max_value=10_000))
def test_a_wait_before_trying_again_is_drawn_up_to_a_bound(attempt: int) -> None:
    """2, 4, 8 … seconds and five minutes at most: many that failed at once do not come again at once."""
    assert timedelta() <= backoff(attempt) <= min(LONGEST_WAIT, timedelta(seconds=2 ** min(attempt, 9)))


# --- order and pace ---


def test_replies_go_before_bulk(office: Office) -> None:
    """Somebody waits for a reply; nobody waits for a notice."""
    office.post.traits = replace(TRAITS, per_second=10)
    for number in range(3):
        office.queue(f"notice {number}", office.person(number), "bulk")
    office.queue("reply", office.person(9))
    office.queue("prompt", office.person(8), "prompt")
    office.work()
    office.until(lambda: len(office.post.sent) == 5)
    assert set(office.post.texts[:2]) == {"reply", "prompt"}


def test_one_persons_messages_keep_their_order(office: Office) -> None:
    """Each waits until the one before it is settled."""
    sok = office.person()
    for number in range(6):
        office.queue(str(number), sok)
    office.work()
    office.until(lambda: len(office.post.sent) == 6)
    assert office.post.texts == list("012345")


def test_a_channel_keeps_its_pace(office: Office) -> None:
    """Evenly: 20 a second are one every 50 ms, never all at once."""
    office.post.traits = replace(TRAITS, per_second=20)
    for number in range(6):
        office.queue(str(number), office.person(number))
    office.work()
    office.until(lambda: len(office.post.sent) == 6)
    times = [at for _, at in office.post.sent]
    assert times[-1] - times[0] >= 0.24


def test_one_person_is_written_to_slower_than_all(office: Office) -> None:
    """The next message to the same address waits, the others go on."""
    office.post.traits = replace(TRAITS, per_address=0.3)
    sok, dara = office.person(1), office.person(2)
    office.queue("first to Sok", sok)
    office.queue("second to Sok", sok)
    office.queue("to Dara", dara)
    office.work()
    office.until(lambda: len(office.post.sent) == 3)
    at = dict(office.post.sent)
    assert at["second to Sok"] - at["first to Sok"] >= 0.28
    assert abs(at["to Dara"] - at["first to Sok"]) < 0.2


def test_a_kick_spares_the_wait(office: Office) -> None:
    """What is queued while the worker rests goes out at once."""
    sok = office.person()
    office.work()
    time.sleep(0.6)
    took = []
    for number in range(4):
        office.queue(str(number), sok)
        began = time.monotonic()
        office.worker.kick()
        office.until(lambda: len(office.post.sent) == number + 1)  # noqa: B023 - it is waited for here
        took.append(time.monotonic() - began)
    assert min(took) < IDLE / 2


# --- refusals ---


def test_a_provider_that_asks_to_wait_is_left_in_peace(office: Office) -> None:
    """Nobody is written to on the channel meanwhile, and nothing is lost."""
    office.post.faults = [SendFailed("busy", retry_after=timedelta(seconds=0.6))]
    office.queue("first", office.person(1))
    office.work()
    office.until(lambda: office.post.asked == 1)
    office.queue("second", office.person(2))
    time.sleep(0.4)
    assert office.post.asked == 1
    office.again(minutes=5)
    office.until(lambda: sorted(office.post.texts) == ["first", "second"])


def test_the_rest_of_a_batch_waits_too(office: Office) -> None:
    """They were leased already; they are given back."""
    office.post.traits = replace(TRAITS, per_second=20)
    office.post.faults = [SendFailed("busy", retry_after=timedelta(seconds=30))]
    for number in range(10):
        office.queue(str(number), office.person(number))
    office.work()
    office.until(lambda: office.post.asked == 1)
    time.sleep(0.7)
    assert office.post.asked == 1
    assert office.states() == ["pending"] * 10


def test_a_phone_that_is_off_holds_up_nobody_else(office: Office) -> None:
    """Its wait is its own."""
    office.post.faults = [SendFailed("off", retry_after=timedelta(minutes=30), alone=True)]
    office.queue("to a phone that is off", office.person(1))
    office.work()
    office.until(lambda: office.post.asked == 1)
    office.queue("to another", office.person(2))
    office.until(lambda: office.post.texts == ["to another"])
    office.again(minutes=31)
    office.until(lambda: len(office.post.sent) == 2)


def test_what_cannot_help_is_not_tried_again(office: Office) -> None:
    """A number that does not exist."""
    office.post.faults = [SendFailed("no such number")]
    office.queue("x", office.person())
    office.work()
    office.until(lambda: office.states() == ["failed"])
    office.again(hours=1)
    time.sleep(0.1)
    assert office.post.asked == 1


def test_even_what_could_help_is_given_up_in_the_end(office: Office) -> None:
    """After eight tries; whoever looks sees why."""
    office.post.faults = [SendFailed("busy", retry_after=timedelta(0), alone=True) for _ in range(TRIES)]
    office.queue("x", office.person())
    for tries in range(1, TRIES + 1):
        office.again(minutes=6)
        office.until(lambda: office.post.asked == tries)  # noqa: B023 - it is waited for here
    office.until(lambda: office.states() == ["failed"])
    with office.desk.database.read() as db:
        assert db.execute(text("SELECT error FROM outbound")).scalar_one() == "busy"


def test_who_blocked_us_is_not_written_to_unasked(office: Office) -> None:
    """What waits for them is withdrawn, but for what answers them."""
    sok = office.person()
    office.post.faults = [SendFailed("blocked", left=True)]
    office.queue("reply", sok)
    office.queue("reminder", sok, "prompt", due_at=NOW + timedelta(hours=1))
    office.work()
    office.until(lambda: office.states() == ["failed", "cancelled"])
    office.queue("an answer", sok, regardless=True)
    office.queue("a notice", sok, "bulk")
    office.again()
    office.until(lambda: office.states()[2:] == ["sent", "cancelled"])


def test_a_fault_of_our_own_settings_rests_the_channel(office: Office) -> None:
    """Nothing is lost by it: everything goes out once it is mended."""
    office.post.faults = [SendFailed("wrong token", stops=True)]
    office.queue("first", office.person(1))
    office.queue("second", office.person(2))
    office.work()
    office.until(lambda: office.post.asked >= 1)
    time.sleep(0.3)
    assert "failed" not in office.states()
    office.again(minutes=10)
    office.until(lambda: office.states() == ["sent", "sent"])


@pytest.mark.parametrize("kind", ["reply", "bulk"])
def test_nothing_goes_out_after_its_time(office: Office, kind: str) -> None:
    """Yesterday's question confuses more than silence."""
    office.queue("old", office.person(), kind, expires_at=NOW + timedelta(hours=1))
    office.again(hours=2)
    office.until(lambda: office.states() == ["expired"])
    assert office.post.asked == 0


# --- doubt ---


@pytest.mark.parametrize(
    ("kind", "found", "state", "calls"),
    [
        ("reply", Sent("known"), "sent", 1),  # it is there
        ("reply", None, "sent", 2),  # it surely is not: again
        ("reply", SendUncertain("nobody can tell"), "sent", 2),  # a question asked twice is harmless
        ("bulk", Sent("known"), "sent", 1),
        ("bulk", SendUncertain("nobody can tell"), "uncertain", 1),  # a notice twice is not: somebody must look
    ],
)
def test_what_is_in_doubt_is_looked_up(
    office: Office, kind: str, found: Sent | Exception | None, state: str, calls: int
) -> None:
    """The connection broke after the provider may have taken it."""
    office.post.faults, office.post.found = [SendUncertain("broken")], found
    office.queue("x", office.person(), kind)
    office.work()
    office.until(lambda: office.states() == ["uncertain"])
    office.again(minutes=3)
    office.until(lambda: office.states() == [state] and office.post.asked == calls)
    office.again(hours=1)
    time.sleep(0.1)
    assert office.post.asked == calls


def test_a_provider_that_cannot_be_asked_now_is_asked_later(office: Office) -> None:
    """The message stays in doubt until then."""
    office.post.faults = [SendUncertain("broken")]
    office.post.found = SendFailed("busy", retry_after=timedelta(minutes=1))
    office.queue("x", office.person(), "bulk")
    office.work()
    office.until(lambda: office.states() == ["uncertain"])
    office.again(minutes=3)
    office.post.found = Sent("known")
    office.again(minutes=3)
    office.until(lambda: office.states() == ["sent"])


# --- several workers ---


def test_only_who_holds_the_lease_sends(office: Office) -> None:
    """The other waits until the lease is given back or has run out."""
    with office.desk.database.write() as db:
        assert leases.take(db, "send post", "another", office.now() + SENDER_LEASE, office.now())
    office.queue("x", office.person())
    office.work()
    time.sleep(0.4)
    assert office.post.asked == 0
    office.again(seconds=SENDER_LEASE.total_seconds() + 1)
    office.until(lambda: office.post.texts == ["x"])


def test_a_slow_batch_does_not_outlast_its_lease(office: Office) -> None:
    """Twenty messages at one a second take longer than a lease: each renews it."""
    office.post.traits = replace(TRAITS, per_second=8)
    for number in range(6):
        office.queue(str(number), office.person(number))
    office.work()
    seen = []
    for count in (1, 3, 5):
        office.until(lambda: office.post.asked >= count)  # noqa: B023 - it is waited for here
        with office.desk.database.read() as db:
            seen.append(db.execute(text("SELECT until FROM leases WHERE name = 'send post'")).scalar_one())
    assert seen == sorted(set(seen))


def test_who_has_lost_the_lease_gives_the_rest_of_the_batch_back(office: Office) -> None:
    """Another sends now; two at once would be twice as fast as the provider allows."""
    office.post.traits = replace(TRAITS, per_second=5)
    for number in range(8):
        office.queue(str(number), office.person(number))
    office.work()
    office.until(lambda: office.post.asked == 1)
    with office.desk.database.write() as db:
        db.execute(text("UPDATE leases SET holder = 'another'"))
    time.sleep(0.8)
    assert office.post.asked <= 2
    office.until(lambda: office.held() == 0)


def test_what_a_dead_sender_left_behind_goes_on(office: Office) -> None:
    """What it had not begun goes out at once; what it had begun is looked up, for it may have left."""
    far = office.now() + timedelta(minutes=1)
    waiting, begun = office.queue("not begun", office.person(1)), office.queue("begun", office.person(2))
    with office.desk.database.write() as db:
        mine = {"far": f"{far:%Y-%m-%d %H:%M:%S.%f}", "holder": "dead"}
        claimed = "UPDATE outbound SET claimed_by = :holder, due_at = :far"
        db.execute(text(f"{claimed} WHERE id = :id"), {**mine, "id": waiting})
        sending = f"{claimed}, state = 'sending', attempt = 1, handed_at = :far WHERE id = :id"
        db.execute(text(sending), {**mine, "id": begun})
    office.post.found = Sent("known")
    office.work()
    office.until(lambda: office.states() == ["sent", "sent"])
    assert office.post.texts == ["not begun"]


def test_a_worker_ends_at_once_and_leaves_nothing_behind(office: Office) -> None:
    """What it had leased is free, and so is its place."""
    office.post.traits = replace(TRAITS, per_second=2)
    for number in range(5):
        office.queue(str(number), office.person(number))
    office.work()
    office.until(lambda: office.post.asked == 1)
    began = time.monotonic()
    office.rest()
    assert time.monotonic() - began < 3
    with office.desk.database.read() as db:
        assert db.execute(text("SELECT count(*) FROM leases")).scalar_one() == 0
    assert office.held() == 0


def test_an_unforeseen_error_does_not_end_the_worker(office: Office) -> None:
    """One bad message is looked at later; the next one goes."""
    office.post.faults = [RuntimeError("unforeseen")]
    office.queue("bad", office.person(1))
    office.work()
    office.until(lambda: office.post.asked == 1)
    office.queue("good", office.person(2))
    office.until(lambda: office.post.texts == ["good"])


def test_a_kick_without_a_worker_is_nothing() -> None:
    """A web process without a sender kicks too."""
    kick = Kick()
    kick()
    asyncio.run(asyncio.wait_for(kick.wait(0.001), 1))
