"""A service under test, as Telegram's webhook meets it, and python-telegram-bot's way to the fake."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)

from tests.providers.telegram import TOKEN, Telegram

CHAT = 5_000_000_042  # more than 32 bits, as real ones may be
HOOK = "https://yobal.example/hooks/telegram"
SECRET = "a-secret_1"
TRAVEL = InlineKeyboardMarkup(
    [[InlineKeyboardButton("ម៉ូតូ", callback_data="q1:moto"), InlineKeyboardButton("On foot", callback_data="q1:foot")]]
)

Answers = list[tuple[int, dict[str, str], bytes]]


class House:
    """A service under test, as a WSGI application: keeps what it was brought, and says what it is told to say.

    `answers` are for updates that hold the text `to`, one each; to all others it says 200.
    """

    def __init__(self) -> None:
        self.answers: Answers = []
        self.to = ""
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []

    def hear(self, secret: str | None, body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.secrets.append(secret)
        self.updates.append(json.loads(body))
        return self.answers.pop(0) if self.answers and self.to in body.decode() else (200, {}, b"")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        status, headers, said = self.hear(environ.get("HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN"), body)
        start_response(f"{status} .", [("Content-Type", "application/json"), *headers.items()])
        return [said]

    @property
    def texts(self) -> list[str]:
        """What people wrote, as it came."""
        return [update["message"]["text"] for update in self.updates if "message" in update]


def ask(telegram: Telegram, call: Callable[[Bot], Awaitable[Any]], token: str = TOKEN) -> Any:
    """What the bot of python-telegram-bot makes of a call."""

    async def run() -> Any:
        async with Bot(token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot") as bot:
            return await call(bot)

    return asyncio.run(run())
