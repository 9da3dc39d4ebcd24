"""The fakes, each with a service that keeps what it is brought."""

import threading
from collections.abc import Callable, Iterator
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from tests.providers.telegram import Telegram
from tests.providers.telegram_house import CHAT, SECRET
from tests.providers.telegram_house import HOOK as TELEGRAM_HOOK
from tests.providers.telegram_house import House as TelegramHouse
from tests.providers.twilio import Twilio
from tests.providers.twilio_house import HOOK as TWILIO_HOOK
from tests.providers.twilio_house import House as TwilioHouse


@pytest.fixture(autouse=True)
def _future_retry_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns where RetryAfter still counts in whole seconds."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def telegram_house() -> TelegramHouse:
    return TelegramHouse()


@pytest.fixture
def telegram(telegram_house: TelegramHouse) -> Iterator[Telegram]:
    with Telegram(telegram_house) as telegram:
        telegram.set_webhook(TELEGRAM_HOOK, SECRET)
        telegram.start(CHAT)
        telegram_house.updates.clear()
        yield telegram


@pytest.fixture
def twilio_house() -> TwilioHouse:
    return TwilioHouse()


@pytest.fixture
def twilio(twilio_house: TwilioHouse) -> Iterator[Twilio]:
    with Twilio(twilio_house, hook=TWILIO_HOOK) as twilio:
        yield twilio


@pytest.fixture
def serve() -> Iterator[Callable[[TwilioHouse], str]]:
    """Puts a house behind a real HTTP server."""

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
            """Say nothing."""

    servers: list[WSGIServer] = []

    def serve(house: TwilioHouse) -> str:
        servers.append(make_server("127.0.0.1", 0, house, handler_class=Quiet))
        threading.Thread(target=servers[-1].serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
