"""A whole Yobal over a database: the real wiring, web server and worker; only the providers are the tests' own."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from flask import Flask
from sqlalchemy import text
from time_machine import Traveller
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot import keyring
from bot.settings import Settings
from bot.store import answers, contacts
from bot.store.answers import Answer
from bot.store.contacts import Known
from bot.wiring import Wiring, build
from bot.worker import Worker, run_in_thread
from tests.providers.telegram import TOKEN as TELEGRAM_TOKEN
from tests.providers.telegram import Telegram
from tests.providers.telegram_webhook import Delivery
from tests.providers.twilio import ACCOUNT, NUMBER, TOKEN, Reception, Twilio
from webhooks import create_app

PUBLIC = "https://yobal.example"
HOOK = f"{PUBLIC}/hooks/twilio"
SECRET = "our-secret_1"
SOK = "+85512000001"  # a phone
DARA = 5_000_000_042  # a chat; more than 32 bits, as real ones may be
PATIENCE = 8.0  # seconds until something that must happen counts as not happening
KEYS = keyring.new()
SETTINGS = Settings(
    public_url=PUBLIC,
    secret_key=KEYS.secret_key,
    vault_keys=KEYS.vault_keys,
    index_key=KEYS.index_key,
    twilio_account_sid=ACCOUNT,
    twilio_auth_token=TOKEN,
    twilio_from=NUMBER,
    twilio_per_second=1000,
    telegram_token=TELEGRAM_TOKEN,
    telegram_secret=SECRET,
    telegram_per_second=1000,
    telegram_chat_gap=0,
    organiser="the province",
    contact="012 000 000",
    results_url=f"{PUBLIC}/results",
    helpline="117",
    child_helpline="1280",
)


def eventually(ready: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait until `ready()`; AssertionError that names `what` did not happen."""
    deadline = time.monotonic() + patience
    while not ready():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_: Any) -> None:
        """Requests are counted by the fakes."""


@dataclass
class Town:
    """The house, the ways to it, and its people: texts by `says`, Telegram by `writes` and `taps`."""

    wiring: Wiring = field(repr=False)
    twilio: Twilio
    telegram: Telegram
    clock: Traveller
    server: BaseWSGIServer
    workers: list[tuple[Worker, threading.Thread]] = field(default_factory=list, repr=False)
    wirings: list[Wiring] = field(default_factory=list, repr=False)

    # --- SMS ---

    def says(self, *texts: str, phone: str = SOK) -> str:
        """Text one after the other; what the phone showed after the last, "" for nothing."""
        received = [self.twilio.receive(phone, each) for each in texts]
        assert [each.status for each in received] == [200] * len(received)
        return "\n".join(received[-1].texts)

    def texts(self, text: str, phone: str = SOK, **more: Any) -> Reception:
        """Text once, with all that became of it."""
        return self.twilio.receive(phone, text, **more)

    # --- Telegram ---

    def writes(self, *texts: str, chat: int = DARA) -> str:
        """Write one after the other, each when the last was answered; what the bot's newest message says."""
        for each in texts:
            self._taken(self.telegram.receive_text(chat, each))
        return self.newest(chat)

    def taps(self, *buttons: str, chat: int = DARA) -> str:
        """Tap the button with these words on it, one after the other; what the bot's newest message says then."""
        for each in buttons:
            self._taken(self.telegram.tap(chat, self.button(each, chat)))
        return self.newest(chat)

    def button(self, words: str, chat: int = DARA) -> str:
        """The whole label of the newest button with these words on it."""
        labels = [label for row in self.telegram.buttons(chat) for label in row]
        found = next((label for label in labels if words in label), None)
        assert found, f"no button says {words!r}: {labels}"
        return found

    def does(self, delivery: Delivery, chat: int = DARA) -> str:
        """Anything else on Telegram; what the bot's newest message says then."""
        self._taken(delivery)
        return self.newest(chat)

    def newest(self, chat: int = DARA) -> str:
        """What the bot said last."""
        return ["", *self.telegram.shown(chat)][-1]

    def _taken(self, delivery: Delivery) -> None:
        self.telegram.settle()
        assert delivery.taken, delivery
        self.all_sent()

    # --- inside ---

    def all_sent(self, patience: float = PATIENCE) -> None:
        """Wait until nothing is left in the outbox that the worker should send now."""
        waiting = "SELECT count(*) FROM outbound WHERE NOT in_response AND state IN ('pending', 'sending')"
        eventually(lambda: not self.ask(waiting), "everything was sent", patience)

    def ask(self, question: str, **given: Any) -> Any:
        """One value of the database."""
        with self.wiring.database.read() as db:
            return db.execute(text(question), given).scalar()

    def rows(self, question: str, **given: Any) -> list[tuple[Any, ...]]:
        """What the database says."""
        with self.wiring.database.read() as db:
            return [tuple(row) for row in db.execute(text(question), given)]

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.ask(f"SELECT count(*) FROM {table}"))  # noqa: S608 - a table of ours

    def known(self, address: str | int = SOK) -> Known | None:
        """Whom we know by this address, and their conversation."""
        channel = "telegram" if isinstance(address, int) else "twilio"
        with self.wiring.database.read() as db:
            return contacts.look(db, self.wiring.vault, channel, str(address))

    def answers(self, address: str | int = SOK) -> dict[str, Answer]:
        """What is stored of a person, by the question's name."""
        known = self.known(address)
        if known is None or known.conversation is None:
            return {}
        with self.wiring.database.read() as db:
            kept = answers.of_conversation(db, self.wiring.vault, known.conversation.id)
        return {each.name: each for each in kept}

    def values(self, address: str | int = SOK) -> Mapping[str, Any]:
        """The answers of a person as plain values."""
        kept = self.answers(address).items()
        return {name: each.text if each.code is None else each.code for name, each in kept}

    def phase(self, address: str | int = SOK) -> str | None:
        """Where a person stands."""
        known = self.known(address)
        return known.conversation.place.phase if known and known.conversation else None

    # --- its workers and its clock ---

    def work(self, *, elsewhere: bool = False) -> Worker:
        """Start a worker, beside those that run; one `elsewhere` shares nothing but the database."""
        wiring = replace(self.wiring) if elsewhere else self.wiring
        self.wirings.append(wiring)
        worker = wiring.worker
        self.workers.append((worker, run_in_thread(worker)))
        return worker

    def rest(self) -> None:
        """End every worker as a deployment does."""
        for worker, _ in self.workers:
            worker.stop.set()
        for _, thread in self.workers:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a worker ends when it is told to"
        self.workers.clear()

    def later(self, **by: float) -> None:
        """Let so much time pass everywhere; a new worker then looks at everything at once."""
        self.rest()
        self.clock.shift(timedelta(**by))
        self.work()

    def close(self) -> None:
        """Be gone."""
        self.rest()
        self.server.shutdown()
        self.server.server_close()
        self.twilio.close()
        self.telegram.close()
        for wiring in {id(each): each for each in (self.wiring, *self.wirings)}.values():
            wiring.database.close()


def found(
    database_url: str, clock: Traveller, twilio: Mapping[str, Any] = MappingProxyType({}), **changes: Any
) -> Town:
    """A town over a database that has every table, with its worker at work.

    `twilio` is what its Twilio does otherwise, `changes` are settings.
    """
    server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True, request_handler=_Quiet)
    here = f"http://127.0.0.1:{server.server_port}"
    sms, bots = Twilio(here, hook=HOOK, **twilio), Telegram(here)
    bots.set_webhook(f"{PUBLIC}/hooks/telegram", SECRET)
    places: dict[str, Any] = {"database_url": database_url, "twilio_api_url": sms.url, "telegram_api_url": bots.url}
    wiring = build(replace(SETTINGS, **places, **changes))
    server.app = create_app(wiring)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    town = Town(wiring, sms, bots, clock, server)
    town.work()
    return town
