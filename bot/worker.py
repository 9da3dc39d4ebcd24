"""What happens by itself: due messages are sent, the uncertain ones looked up, timers ring, old traces go."""

import asyncio
import logging
import secrets
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import SystemRandom
from typing import TypeVar

from bot import inbox
from bot.channels.base import Channel, Heard, Outbound, SendFailed, SendUncertain, Sent
from bot.core.pace import Pace
from bot.desk import Desk
from bot.faults import place
from bot.fetching import Fetcher
from bot.store import claims, contacts, conversations, inbound, leases, marks, outbound
from bot.store.claims import Claimed, Lease
from bot.store.database import DatabaseDown, Db
from bot.store.outbound import CALLBACK_PATIENCE

T = TypeVar("T")
_log = logging.getLogger(__name__)
_dice = SystemRandom()

BATCH = 20  # messages leased at once: as many as a pause or a stop can come too late for
AT_ONCE = 8  # calls in flight: more make the HTTP library slower, not faster
LEASE = timedelta(seconds=60)  # longer than the slowest call, so a killed worker's messages come back once
SENDER_LEASE = timedelta(seconds=15)  # one sender a channel; another takes over this long after it died
IDLE = 0.25  # seconds between two looks for work when nobody kicks
TICK = 1.0  # seconds between two looks at the timers
SWEEP = 10.0  # seconds between two looks for what was left behind
FETCH = 2.0  # seconds between two looks for recordings to fetch
RECOVER = 30.0  # seconds between two looks for what a provider could not bring us
MANY = 500  # ids in one question to the database
STILL_COMING = timedelta(seconds=30)  # so long a provider may be trying to bring a message itself (Twilio: 15 s)
OVERLAP = timedelta(hours=1)  # looked at again each time: what came late at the provider is not missed
TRIES = 8
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)
HOLD_CHANNEL = timedelta(minutes=1)  # the fault is in our own settings: ask again only now and then
FORGET_MESSAGES = timedelta(days=7)  # no provider repeats a message for so long (Telegram: 24 h)
REMEMBERED = FORGET_MESSAGES - timedelta(days=1)  # what is older may have been handled and its trace forgotten
FORGET_ORPHANS = timedelta(minutes=15)  # last words to people of whom nothing is kept


def backoff(attempt: int) -> timedelta:
    """Full jitter: a random wait up to 2, 4, 8 … seconds after the first, second, third try, at most 5 minutes."""
    most = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(attempt - 1, 16)))
    return most * _dice.random()


@dataclass
class Kick:
    """Wakes the sender from another thread: a reply need not wait for the next look."""

    _loop: asyncio.AbstractEventLoop | None = None
    _event: asyncio.Event | None = None

    def __call__(self) -> None:
        """There is something to send."""
        if self._loop is not None and self._event is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    def listen(self) -> None:
        """From now on kicks reach the loop that runs here."""
        self._loop, self._event = asyncio.get_running_loop(), asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Until somebody kicks, at most `seconds`."""
        if self._event is None:
            await asyncio.sleep(seconds)
            return
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return
        self._event.clear()


def batched(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`things` in their order, `size` at a time (itertools has it from Python 3.12 on)."""
    return (things[start : start + size] for start in range(0, len(things), size))


@dataclass
class Worker:
    """Sender and timers over a desk. `run` goes on until `stop` is set."""

    desk: Desk
    channels: Sequence[Channel]
    kick: Kick = field(default_factory=Kick)
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    stop: threading.Event = field(default_factory=threading.Event)

    async def run(self) -> None:
        """Work until told to stop; no error ends it."""
        self.kick.listen()
        tasks = [self._keep_at(Sender(self, channel).once, IDLE) for channel in self.channels]
        tasks += [
            self._keep_at(self._ring, TICK),
            self._keep_at(self._sweep, SWEEP),
            self._keep_at(self._recover, RECOVER),
        ]
        tasks += [self._keep_at(Fetcher(self.desk, each, self.write).once, FETCH) for each in self.channels]
        await asyncio.gather(*tasks)
        for channel in self.channels:
            await self._leave(channel)

    async def _leave(self, channel: Channel) -> None:
        """Let another worker send on the channel at once, not only when the lease has run out."""
        try:
            await self.write(leases.give_back, _lease_of(channel), self.holder)
        except DatabaseDown:
            _log.warning("the database cannot be reached: the lease on %s runs out by itself", channel.name)
        await channel.close()

    async def _keep_at(self, work: Callable[[], Awaitable[bool]], rest: float) -> None:
        """Do `work` again and again; at once while there is more of it, else after a rest or a kick."""
        while not self.stop.is_set():
            try:
                more = await work()
            except DatabaseDown:
                _log.warning("the database cannot be reached; trying again")
                more, rest_now = False, TICK
            except Exception as error:  # noqa: BLE001 - one bad row must not end the worker
                _log.error("the worker stumbled: %s", place(error))
                more, rest_now = False, TICK
            else:
                rest_now = rest
            if not more:
                await self.kick.wait(rest_now) if rest_now == IDLE else await self.rest(rest_now)

    async def rest(self, seconds: float) -> None:
        """Do nothing for so long, or until told to stop."""
        until = time.monotonic() + seconds
        while not self.stop.is_set() and (left := until - time.monotonic()) > 0:  # noqa: ASYNC110 - a thread's event
            await asyncio.sleep(min(IDLE, left))

    async def write(self, change: Callable[..., T], *given: object) -> T:
        """One transaction in a thread of its own, so that sending goes on meanwhile."""

        def transaction() -> T:
            with self.desk.database.write() as db:
                return change(db, *given)

        return await asyncio.to_thread(transaction)

    async def _ring(self) -> bool:
        """Timers that are due: each its own transaction. True where there may be more."""
        due = await self.write(conversations.waking, self.desk.now(), BATCH)
        for waking in due:
            await asyncio.to_thread(self._wake, waking)
        return len(due) == BATCH

    def _wake(self, waking: conversations.Waking) -> None:
        with self.desk.database.read() as db:
            found = contacts.reach(db, self.desk.vault, waking.contact)
        channel = next((each for each in self.channels if found and each.name == found.channel), None)
        if found is not None and channel is not None:
            inbox.wake(self.desk, channel, found.address, waking)

    async def _recover(self) -> bool:
        """Messages that a provider could not bring while we were away are taken in by the same way as all others."""
        for channel in self.channels:
            now = self.desk.now()
            since = await self.write(_mark, f"heard {channel.name}", now)
            try:
                missed = await channel.missed(max(since - OVERLAP, now - REMEMBERED), now)
            except SendUncertain:
                continue  # the provider cannot be asked now; the mark stays
            lost = [heard for heard in missed if heard.at <= now - STILL_COMING]
            for few in batched(lost, MANY):
                await asyncio.to_thread(self._take_in, channel, few)
            await self.write(marks.put, f"heard {channel.name}", now.isoformat(), now)
        return False

    def _take_in(self, channel: Channel, listed: Sequence[Heard]) -> None:
        """Nearly all that a provider lists is known: one look tells what is not."""
        with self.desk.database.read() as db:
            new = inbound.unheard(db, self.desk.vault, channel.name, [each.id for each in listed])
        for heard in listed:
            if heard.id in new:
                inbox.receive(self.desk, channel, heard, waits=False)

    async def _sweep(self) -> bool:
        """What was left behind by a crash is uncertain from now on, and what nobody needs any more goes."""
        now = self.desk.now()
        await self.write(claims.abandoned, now)
        await self.write(outbound.forget, now - FORGET_ORPHANS)
        await self.write(inbound.forget, now - FORGET_MESSAGES)
        for channel in self.channels:
            await Lookup(self, channel).once()
        return False


def _mark(db: Db, name: str, now: datetime) -> datetime:
    """Up to when the provider's list was read; from now on where it never was."""
    noted = marks.read(db, name)
    return datetime.fromisoformat(noted) if noted else now


def _lease_of(channel: Channel) -> str:
    """What the one sender of a channel holds."""
    return f"send {channel.name}"


@dataclass
class Sender:
    """Sends what is due on one channel, at its pace; one sender a channel over all machines."""

    worker: Worker
    channel: Channel
    _held_until: float = 0.0
    _mine: bool = False

    def __post_init__(self) -> None:
        self._pace = Pace(self.channel.traits.per_second)
        self._later: dict[str, float] = {}  # address -> when the next message may go there

    async def once(self) -> bool:
        """Lease a batch and send it. True where there may be more."""
        if self._is_held() or not await self._is_mine():
            return False
        desk, now = self.worker.desk, self.worker.desk.now()
        lease = Lease(self.channel.name, self.worker.holder, now + LEASE)
        deadline = time.monotonic() + LEASE.total_seconds() / 2
        claimed = await self.worker.write(claims.claim, desk.vault, lease, now, BATCH)
        if not claimed:
            return False
        await _at_most(AT_ONCE, (self._paced(each, lease, deadline) for each in claimed))
        return True

    async def _is_mine(self) -> bool:
        """Is this the channel's one sender? The lease in the database says so."""
        before, self._mine = self._mine, await self.worker.write(self._take_lease)
        if self._mine and not before:
            now, channel = self.worker.desk.now(), self.channel.name
            await self.worker.write(leases.inherit, channel, self.worker.holder, now)
        return self._mine

    def _take_lease(self, db: Db) -> bool:
        now = self.worker.desk.now()
        return leases.take(db, _lease_of(self.channel), self.worker.holder, now + SENDER_LEASE, now)

    async def _paced(self, claimed: Claimed, lease: Lease, deadline: float) -> None:
        """One message in its turn; the intent is committed just before the call."""
        await self.worker.rest(self._wait_for(claimed))
        if self._is_held() or time.monotonic() >= deadline or self.worker.stop.is_set():
            await self.worker.write(claims.release, [claimed.id], lease.holder, self.worker.desk.now())
        elif await self.worker.write(self._begin, claimed):
            await self._send(claimed)

    def _begin(self, db: Db, claimed: Claimed) -> bool:
        """May this message go now? A slow batch outlasts the sender's lease, so that is renewed with each message."""
        now, holder = self.worker.desk.now(), self.worker.holder
        if not self._take_lease(db):
            claims.release(db, [claimed.id], holder, now)
            return False
        return claimed.id in claims.start(db, [claimed.id], Lease(self.channel.name, holder, now + LEASE), now)

    def _wait_for(self, claimed: Claimed) -> float:
        """Seconds until this message may go: the channel's pace, and the person's."""
        now = time.monotonic()
        wait = self._pace.wait(now)
        gap = self.channel.traits.per_address
        if gap:
            start = max(now + wait, self._later.get(claimed.address, 0.0))
            self._later = {to: when for to, when in self._later.items() if when > now}
            self._later[claimed.address] = start + gap
            wait = start - now
        return wait

    async def _send(self, claimed: Claimed) -> None:
        write, now = self.worker.write, self.worker.desk.now
        try:
            sent = await self.channel.send(_outbound(claimed))
        except SendFailed as failure:
            await self._refused(claimed, failure)
        except SendUncertain as doubt:
            await write(outbound.uncertain, claimed.id, _short(doubt), now() + CALLBACK_PATIENCE)
        else:
            await write(outbound.sent, claimed.id, sent.trace, sent.segments, now())

    async def _refused(self, claimed: Claimed, failure: SendFailed) -> None:
        """It surely never left: again later, or never."""
        write, now = self.worker.write, self.worker.desk.now()
        if failure.left and claimed.contact is not None:
            await write(contacts.unreachable, claimed.contact, now)
        if failure.stops:
            _log.error(
                "%s: the provider refuses our settings; the channel rests. yobal doctor says more", self.channel.name
            )
        wait = HOLD_CHANNEL if failure.stops else failure.retry_after
        if wait is None or (claimed.attempt >= TRIES and not failure.stops):
            await write(outbound.failed, claimed.id, _short(failure), now)
            return
        if not failure.alone:
            self._held_until = time.monotonic() + wait.total_seconds()
        await write(outbound.retry, claimed.id, now + max(wait, backoff(claimed.attempt)), _short(failure))

    def _is_held(self) -> bool:
        """Has the provider asked for a rest that is not over?"""
        return time.monotonic() < self._held_until


@dataclass
class Lookup:
    """Settles what is uncertain by asking the provider, where the provider can be asked."""

    worker: Worker
    channel: Channel

    async def once(self) -> None:
        """Look up each uncertain message that is due."""
        desk, now = self.worker.desk, self.worker.desk.now()
        lease = Lease(self.channel.name, self.worker.holder, now + LEASE)
        for claimed in await self.worker.write(claims.uncertain_due, desk.vault, lease, now, BATCH):
            await self._settle(claimed)

    async def _settle(self, claimed: Claimed) -> None:
        """Found: sent. Surely not there: again. Not to be known: a question is asked again, a notice is left."""
        write, desk = self.worker.write, self.worker.desk
        try:
            sent = await self.channel.find(_outbound(claimed), claimed.handed_at or claimed.queued_at)
        except SendUncertain as doubt:
            await self._in_doubt(claimed, doubt)
        except SendFailed as failure:
            later = desk.now() + (failure.retry_after or CALLBACK_PATIENCE)
            await write(outbound.uncertain, claimed.id, _short(failure), later)
        else:
            await self._known(claimed, sent)

    async def _known(self, claimed: Claimed, sent: Sent | None) -> None:
        now = self.worker.desk.now()
        if sent is not None:
            await self.worker.write(outbound.sent, claimed.id, sent.trace, sent.segments, now)
        else:
            await self.worker.write(outbound.retry, claimed.id, now, "it never left: sent again")

    async def _in_doubt(self, claimed: Claimed, doubt: SendUncertain) -> None:
        """A question asked twice is harmless: the tap on it names it. A notice twice is not."""
        now = self.worker.desk.now()
        if claimed.kind == "bulk":
            await self.worker.write(outbound.uncertain, claimed.id, _short(doubt), None)
            return

        def again(db: Db) -> bool:
            return outbound.retry(db, claimed.id, now, "nobody knows whether it left: asked again", unsent=False)

        await self.worker.write(again)


def _outbound(claimed: Claimed) -> Outbound:
    return Outbound(claimed.token, claimed.address, claimed.content, claimed.attempt, claimed.closes)


def _short(error: Exception) -> str:
    """An error's words for the ledger: ours, without the provider's copy of the message."""
    return str(error)[:200]


async def _at_most(limit: int, works: Iterable[Awaitable[None]]) -> None:
    """All of `works`, no more than `limit` at a time."""
    places = asyncio.Semaphore(limit)

    async def one(work: Awaitable[None]) -> None:
        async with places:
            await work

    await asyncio.gather(*(one(work) for work in works))


def run_in_thread(worker: Worker) -> threading.Thread:
    """The worker beside the web server, in the same process: for one small machine."""
    thread = threading.Thread(target=lambda: asyncio.run(worker.run()), name="yobal-worker", daemon=True)
    thread.start()
    return thread
