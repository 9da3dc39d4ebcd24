"""Settings -> everything else: the one place that builds things."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from bot import inbox, keyring, voices
from bot.catalogs import catalogs
from bot.channels import CHANNELS
from bot.channels.base import Channel, Heard, Hook, Outbound, Report
from bot.core.conversation import Rules
from bot.core.hours import Hours
from bot.core.wording import Language
from bot.desk import Desk, Shelf
from bot.phrases import Facts
from bot.places import gazetteer
from bot.recorded import recorded
from bot.recordings import Recordings
from bot.settings import HOME, Settings, SettingsError, faults
from bot.store import audit, contacts, outbound, screens, surveys, users
from bot.store.audit import Deed
from bot.store.database import Database, DatabaseDown, open_database
from bot.store.migrations import is_current, upgrade
from bot.store.users import User
from bot.store.vault import Vault, open_vault
from bot.today import Today, today
from bot.voices import Queue
from bot.worker import Kick, Worker

SAMPLE = HOME / "config" / "surveys" / "sihanoukville.md"
SEED_BITS = 48  # stays exact in JSON
_QUIET = ("httpx", "httpcore", "telegram", "twilio", "sqlalchemy", "alembic")  # at INFO they log tokens and numbers


class NotReady(Exception):
    """Yobal must not start like this; the message says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Wiring:
    """The house, built from its settings; what `webhooks` and the commands ask for."""

    settings: Settings

    @property
    def public_url(self) -> str:
        """The address that providers call, without a slash at its end."""
        return self.settings.public_url

    @property
    def demo(self) -> bool:
        """Whether strangers may play residents here."""
        return self.settings.demo

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC)  # noqa: TID251 - the one place where the clock is read

    @cached_property
    def database(self) -> Database:
        """The database; nothing is opened before its first use. Raises NotReady."""
        try:
            return open_database(self.settings.database)
        except ValueError as error:
            raise NotReady(f"YOBAL_DATABASE_URL: {error}") from error

    @cached_property
    def vault(self) -> Vault:
        """What seals and opens personal data. Raises NotReady."""
        try:
            return open_vault(self.settings.vault_keys, self.settings.index_key)
        except ValueError as error:
            raise NotReady(str(error)) from error

    @cached_property
    def recordings(self) -> Recordings:
        """Questions read aloud by staff."""
        return Recordings(self.settings.folder / "media", self.database, self.now)

    @cached_property
    def kick(self) -> Kick:
        """Wakes the sender of this process, where there is one."""
        return Kick()

    @cached_property
    def desk(self) -> Desk:
        """What a message needs on its way."""
        return Desk(
            database=self.database,
            vault=self.vault,
            shelf=Shelf(self.settings.survey),
            rules=rules(self.settings),
            facts=lambda: facts(self.settings, self.now()),
            catalogs=catalogs("bot"),
            places=gazetteer(),
            now=self.now,
            seed=lambda: secrets.randbits(SEED_BITS),
            kick=self.kick,
        )

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """Every open channel by its name: those that the settings are complete for."""
        return {channel.name: channel for channel in _channels(self)}

    @property
    def worker(self) -> Worker:
        """A sender and its timers over this house."""
        return Worker(self.desk, tuple(self.channels.values()), self.kick)

    # --- for the hooks ---

    def receive(self, channel: Channel, heard: Heard) -> Sequence[Outbound]:
        """Take in one message; what the response must say."""
        return inbox.receive(self.desk, channel, heard)

    def settle(self, channel: Channel, report: Report) -> None:
        """Take in what became of an outbound message."""
        inbox.settle(self.desk, channel, report)

    def quarantine(self, channel: Channel, hook: Hook) -> None:
        """Keep a genuine request that could not be followed."""
        inbox.quarantine(self.desk, channel, hook)

    def ready(self) -> bool:
        """Whether the database answers and no migration is missing. Never raises."""
        try:
            return is_current(self.database)
        except DatabaseDown:
            return False

    # --- for the phones ---

    def screen(self, phone: str, after: int) -> Sequence[Mapping[str, object]]:
        """What has reached a simulated phone after the message `after`."""
        with self.database.read() as db:
            return [{"id": shown.id, **shown.content} for shown in screens.of_phone(db, phone, after)]

    def recorded(self, phone: str, language: Language) -> Mapping[str, object]:
        """What is recorded of a simulated phone, in words."""
        with self.database.read() as db:
            for name in _PHONES:
                known = contacts.look(db, self.vault, name, phone)
                if known is not None:
                    return recorded(self.desk, db, known, language)
        return {"answers": [], "phase": None, "language": None}

    # --- for those who work on the consultation ---

    @property
    def secret_key(self) -> str:
        """What signs the browser's cookie."""
        return self.settings.secret_key

    def sign_in(self, token: str) -> User | None:
        """Whom a link signs in; it is used up, and the audit tells of it."""
        with self.database.write() as db:
            found = users.sign_in(db, token, self.now())
            if found is not None:
                audit.add(db, Deed(found.email, "sign in", "console", self.now()))
            return found

    def user(self, id_: int) -> User | None:
        """Somebody of the console; None where they may not sign in any more."""
        with self.database.read() as db:
            found = users.load(db, id_)
        return None if found is None or found.disabled_at is not None else found

    def today(self) -> Today:
        """How the consultation stands."""
        with self.database.read() as db:
            return today(self.desk, db, self.channels)

    def voices(self, language: Language) -> Queue:
        """The recordings that wait for somebody to write them down."""
        with self.database.read() as db:
            return voices.queue(self.desk, db, language)

    def listen(self, voice: int, who: str) -> bytes | None:
        """What was recorded; the audit tells who has listened."""
        with self.database.write() as db:
            return voices.listen(self.desk, db, voice, who)

    def write_down(self, voice: int, words: str | None, who: str) -> bool:
        """What somebody has written down of a recording becomes the answer."""
        with self.database.write() as db:
            return voices.write_down(self.desk, db, voice, words, who)

    def fetch_voices_again(self, who: str) -> None:
        """Try all recordings anew that could not be fetched."""
        with self.database.write() as db:
            voices.fetch_again(self.desk, db, who)

    def let_voices_go(self, who: str) -> None:
        """Wait no more for recordings that could not be fetched."""
        with self.database.write() as db:
            voices.let_go(self.desk, db, who)


_PHONES = ("simulator-sms", "simulator-telegram")


def build(settings: Settings) -> Wiring:
    """The house. In the demonstration it brings its own keys and words. Raises NotReady outside it."""
    _quieten()
    if settings.demo:
        return Wiring(_demonstration(settings))
    found = faults(settings)
    if found:
        raise NotReady("Yobal does not start like this:\n" + "\n".join(f"- {fault}" for fault in found))
    wiring = Wiring(settings)
    wiring.vault, wiring.database  # noqa: B018 - a key or an address that cannot be read is said now, not at a message
    return wiring


def _quieten() -> None:
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _demonstration(settings: Settings) -> Settings:
    """Keys of its own, and words where the organiser's are missing: nothing said has a hole in it."""
    keys = keyring.kept_in(settings.folder)
    return replace(
        settings,
        secret_key=settings.secret_key or keys.secret_key,
        vault_keys=settings.vault_keys or keys.vault_keys,
        index_key=settings.index_key or keys.index_key,
        organiser=settings.organiser or "Yobal (demo)",
        contact=settings.contact or "012 000 000",
        results_url=settings.results_url or f"{settings.public_url}/",
        helpline=settings.helpline or "117",
        child_helpline=settings.child_helpline or "1280",
    )


def rules(settings: Settings) -> Rules:
    """What a step needs of the settings."""
    return Rules(
        hours=Hours(settings.opens, settings.closes, settings.holidays),
        remind_after=timedelta(hours=settings.remind_after_hours),
        expire_after=timedelta(days=settings.expire_after_days),
    )


def facts(settings: Settings, now: datetime) -> Facts:
    """What the organiser's settings put into Yobal's own words; nothing is said with a hole in it."""
    return Facts(
        organiser=settings.organiser or "Yobal",
        contact=settings.contact or settings.public_url,
        results_url=settings.results_url or settings.public_url,
        helpline=settings.helpline or settings.contact or settings.public_url,
        child_helpline=settings.child_helpline or settings.contact or settings.public_url,
        keep_until=(now + timedelta(days=settings.keep_days)).date(),
    )


def _channels(wiring: Wiring) -> Sequence[Channel]:
    given = {name: make(wiring) for name, make in _MAKERS.items()}
    built: list[Channel] = []
    for name, arguments in given.items():
        if arguments is not None:
            try:
                built.append(CHANNELS[name](**arguments))
            except ValueError as error:
                raise SettingsError(f"{name}: {error}") from error
    return built


def _twilio(wiring: Wiring) -> dict[str, Any] | None:
    settings = wiring.settings
    if not settings.twilio_account_sid:
        return None
    return {
        "account": settings.twilio_account_sid,
        "tokens": [token for token in (settings.twilio_auth_token, settings.twilio_auth_token_old) if token],
        "sender": settings.twilio_from,
        "public_url": settings.public_url,
        "known": lambda sid: _is_known(wiring, "twilio", sid),
        "api_url": settings.twilio_api_url,
        "per_second": settings.twilio_per_second,
    }


def _is_known(wiring: Wiring, channel: str, trace: str) -> bool:
    with wiring.database.read() as db:
        return outbound.has_trace(db, channel, trace)


def _telegram(wiring: Wiring) -> dict[str, Any] | None:
    settings = wiring.settings
    if not settings.telegram_token:
        return None
    return {
        "token": settings.telegram_token,
        "secret": settings.telegram_secret,
        "api_url": settings.telegram_api_url,
        "recording": wiring.recordings.find,
        "keep": wiring.recordings.keep,
        "per_second": settings.telegram_per_second,
        "per_address": settings.telegram_chat_gap,
    }


def _phone(wiring: Wiring) -> dict[str, Any] | None:
    if not wiring.demo:
        return None
    return {"allowed": True, "deliver": lambda message: _show(wiring, message)}


def _show(wiring: Wiring, message: Outbound) -> None:
    with wiring.database.write() as db:
        content = message.content.to_json() | {"closes": message.closes is not None}
        screens.show(db, message.address, {"content": content}, wiring.now())


_MAKERS = {"twilio": _twilio, "telegram": _telegram, "simulator-sms": _phone, "simulator-telegram": _phone}


def prepare(wiring: Wiring) -> None:
    """Bring the database up to date; the demonstration also gets the sample consultation, published."""
    upgrade(wiring.database)
    if wiring.demo:
        _publish_sample(wiring, SAMPLE)


def _publish_sample(wiring: Wiring, file: Path) -> None:
    """The sample as it stands in config/: imported anew only where it has changed, as a version of its own."""
    from bot import editions

    with wiring.database.read() as db:
        running = surveys.current(db, wiring.settings.survey)
    if running is None or running.source != file.read_bytes():
        editions.bring(wiring.database, file.read_bytes(), file.name, wiring.now(), publish=True)
