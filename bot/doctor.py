"""What is wrong with this installation, and what to do about it."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.base import SendFailed, SendUncertain
from bot.channels.telegram import Telegram
from bot.settings import Settings, SettingsError, faults
from bot.store import inbound, media, outbound, surveys
from bot.store.database import DatabaseDown, clock
from bot.store.media import Backlog
from bot.store.migrations import is_current
from bot.store.vault import Unreadable
from bot.wiring import NotReady, Wiring, build

SKEW = timedelta(seconds=30)  # half of what a lease lasts
LATE = timedelta(minutes=5)  # a due message that waits longer has no sender


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, and what to do where it is not well."""

    well: bool
    what: str
    cure: str = ""

    def line(self) -> str:
        """The finding as it is printed."""
        mark = "ok  " if self.well else "MEND"
        return f"{mark}  {self.what}" + (f"\n      -> {self.cure}" if self.cure else "")


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; what cannot be looked at is a finding too."""
    found = [] if settings.demo else [Finding(False, fault) for fault in faults(settings)]
    if found:
        return found
    try:
        wiring = build(settings)
        with closing(wiring.database):
            return [Finding(True, "settings"), *_words(settings), *_database(wiring), *_channels(wiring)]
    except (NotReady, SettingsError) as error:
        return [Finding(False, str(error))]


def _database(wiring: Wiring) -> Iterator[Finding]:
    try:
        if not is_current(wiring.database):
            yield Finding(False, "the database's tables are not up to date", "run: yobal db upgrade")
            return
        yield Finding(True, f"database ({'SQLite' if wiring.database.is_sqlite else 'PostgreSQL'})")
        yield _clock(wiring)
        yield from _contents(wiring)
    except DatabaseDown as error:
        yield Finding(
            False, f"the database cannot be reached: {error}", "is it running, and is YOBAL_DATABASE_URL right?"
        )


def _clock(wiring: Wiring) -> Finding:
    """The clock of this machine beside the database's: leases and timers need them to agree."""
    apart = abs(clock(wiring.database) - wiring.now())
    cure = "set both machines by NTP" if apart > SKEW else ""
    return Finding(apart <= SKEW, f"clock: {apart.total_seconds():.0f} s from the database's", cure)


def _contents(wiring: Wiring) -> Iterator[Finding]:
    with wiring.database.read() as db:
        running = surveys.current(db, wiring.settings.survey)
        backlog = outbound.backlog(db, wiring.now())
        quarantined = inbound.count_quarantined(db)
        yield from _quarantine(wiring, db, quarantined)
        voices, reasons = media.backlog(db), media.reasons(db)
    if running is None:
        yield Finding(
            False, f"no survey {wiring.settings.survey!r} is published", "run: yobal survey import FILE, publish"
        )
    else:
        yield Finding(True, f"survey {running.name}, version {running.version}, is asked")
    late = backlog.oldest is not None and wiring.now() - backlog.oldest > LATE
    waiting = f"{backlog.pending} messages wait, {backlog.sending} under way"
    yield Finding(not late, waiting, "nobody sends them: is a worker running (yobal worker)?" if late else "")
    if backlog.uncertain:
        yield Finding(
            False, f"of {backlog.uncertain} messages nobody knows whether they left", "the worker looks them up"
        )
    yield from _voices(voices, reasons)


def _voices(backlog: Backlog, reasons: Iterable[str]) -> Iterator[Finding]:
    if backlog.waiting:
        yield Finding(True, f"recordings to be written down: {backlog.waiting} (in the console, at /voices)")
    if backlog.lost:
        what = f"recordings that could not be fetched: {backlog.lost} ({'; '.join(reasons)})"
        yield Finding(False, what, "in the console, at /voices, have them fetched again or wait no more for them")


def _quarantine(wiring: Wiring, db: object, count: int) -> Iterator[Finding]:
    if not count:
        return
    try:
        reasons = sorted({each.error for each in inbound.quarantined(db, wiring.vault)})  # type: ignore[arg-type] # an open connection
    except Unreadable:
        reasons = ["they cannot be opened with these keys"]
    yield Finding(False, f"{count} messages could not be handled: {'; '.join(reasons)}", "they are kept; report this")


def _channels(wiring: Wiring) -> Iterator[Finding]:
    names = sorted(wiring.channels)
    if not names:
        cure = "set YOBAL_TWILIO_ACCOUNT_SID and its fellows, or YOBAL_TELEGRAM_TOKEN (docs/operate.md)"
        yield Finding(False, "no channel is open: nobody can write to us", cure)
        return
    yield Finding(True, f"channels: {', '.join(names)}")
    telegram = wiring.channels.get("telegram")
    if isinstance(telegram, Telegram):
        yield asyncio.run(_telegram(telegram, f"{wiring.public_url}/hooks/telegram"))


async def _telegram(channel: Telegram, expected: str) -> Finding:
    """What Telegram itself says of the webhook."""
    try:
        health = await channel.health()
    except (SendFailed, SendUncertain) as error:
        return Finding(False, f"Telegram cannot be asked: {error}", "is the machine online, and the token right?")
    finally:
        await channel.close()
    if health.url != expected:
        return Finding(False, f"Telegram calls {health.url or 'nobody'}", "run: yobal telegram set-webhook")
    if health.last_error:
        return Finding(False, f"Telegram: {health.last_error}; {health.pending} updates wait", "mend what it says")
    return Finding(True, f"Telegram calls us; {health.pending} updates wait")


def _words(settings: Settings) -> Iterator[Finding]:
    """What Yobal says in the organiser's name: without these it names its own address instead."""
    names = ("organiser", "contact", "results_url", "child_helpline")
    missing = [f"YOBAL_{name.upper()}" for name in names if not getattr(settings, name)]
    if missing and not settings.demo:
        yield Finding(
            False, f"words are missing: {', '.join(missing)}", "people are told them: set them before you ask anybody"
        )
