"""Recordings that people sent are fetched from the provider, one after the other, and kept sealed."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any, Protocol

from bot.channels.base import Channel, SendFailed, SendUncertain
from bot.core.sounds import seconds
from bot.desk import Desk
from bot.faults import place
from bot.store import media
from bot.store.media import Due

_log = logging.getLogger(__name__)
_dice = SystemRandom()

LONGEST_CALL = 60.0  # seconds for one recording: 20 MB at 3 Mbit/s
LEASE = timedelta(minutes=2)  # longer than the longest call, so a killed worker's recording comes back once
TRIES = 16  # with these waits about a day: an outage at the provider is over by then
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=6)
HOLD = timedelta(minutes=1)  # the fault is in our own settings: ask again only now and then
REASON = 200  # characters of a reason that are kept


class Write(Protocol):
    """One transaction, beside everything else that goes on."""

    def __call__(self, change: Any, *given: object) -> Awaitable[Any]:  # noqa: ANN401 - any function of the store
        """What `change(db, *given)` returns."""
        ...


def backoff(tries: int) -> timedelta:
    """A random wait between half and all of 10, 20, 40 … seconds, at most 6 hours."""
    most = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(tries - 1, 16)))
    return most * (0.5 + _dice.random() / 2)


@dataclass
class Fetcher:
    """Fetches what is due on one channel. Any number may work at once: each recording is leased to one."""

    desk: Desk
    channel: Channel
    write: Write
    _held_until: datetime | None = None

    async def once(self) -> bool:
        """Fetch the recording that is due the longest. True where there may be more."""
        now = self.desk.now()
        if self._held_until is not None and now < self._held_until:
            return False
        due: Due | None = await self.write(media.due, self.desk.vault, self.channel.name, now, now + LEASE)
        if due is None:
            return False
        await self._fetch(due)
        return True

    async def _fetch(self, due: Due) -> None:
        try:
            sound = await asyncio.wait_for(self.channel.fetch(due.file), LONGEST_CALL)
        except SendFailed as failure:
            await self._failed(due, failure)
        except (SendUncertain, TimeoutError) as doubt:  # to ask twice for a recording does no harm
            await self._put_off(due, str(doubt) or "it took too long")
        except Exception as error:  # noqa: BLE001 - one recording must not keep the others back
            _log.error("a recording on %s broke its fetching: %s", self.channel.name, place(error))
            await self._put_off(due, place(error))
        else:
            await self.write(media.keep, self.desk.vault, due.id, sound, seconds(sound))

    async def _failed(self, due: Due, failure: SendFailed) -> None:
        """Wait as long as the provider says; where waiting cannot help, nobody tries any more."""
        wait = HOLD if failure.stops else failure.retry_after
        if wait is None:
            await self.write(media.give_up, due.id, str(failure)[:REASON])
            return
        if not failure.alone:
            self._held_until = self.desk.now() + wait
        await self._put_off(due, str(failure), wait, for_ever=failure.stops)

    async def _put_off(self, due: Due, why: str, wait: timedelta = timedelta(0), *, for_ever: bool = False) -> None:
        """Try again later, `for_ever` or until it was tried often enough."""
        if due.tries >= TRIES and not for_ever:
            await self.write(media.give_up, due.id, why[:REASON])
        else:
            later = self.desk.now() + max(wait, backoff(due.tries))
            await self.write(media.later, due.id, later, why[:REASON])
