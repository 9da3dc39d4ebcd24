"""A Telegram for tests, on loopback: the Bot API, its webhook, and the people at the other end.

    with Telegram(service=app) as telegram:
        bot = Bot(TOKEN, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot")
        telegram.set_webhook("https://yobal.example/hooks/telegram", secret="...")
        telegram.start(4242, payload="wave-2")
        telegram.tap(4242, "Motorbike")
        assert telegram.shown(4242) == ["..."]

`python -m tests.providers.telegram --port 9411 --service http://127.0.0.1:8000` runs it as a process of its own,
driven by `Remote(url)`. (`-m`, since from its own folder this module would hide the real `telegram`.)
"""

import argparse
import itertools
import json
import random
import threading
import time
from collections import deque
from typing import Any
from urllib.parse import unquote, urlsplit
from wsgiref.types import WSGIApplication

from tests.providers.ogg import voice_note
from tests.providers.server import Answer, Call, Fake, Fault, Params, Request, Service, json_answer
from tests.providers.telegram_api import METHODS, BotApiError, body_params, method_problems, problems, read_params
from tests.providers.telegram_chats import BOT, Chats
from tests.providers.telegram_files import Files
from tests.providers.telegram_methods import DO
from tests.providers.telegram_webhook import MESSAGE_LIFE, TAP_LIFE, Delivery, Settings, Webhook

TOKEN = "7000000001:" + "T" * 35
PATIENCE = 20.0  # seconds for the first attempt at an update


class Telegram(Fake):
    """Telegram as one bot sees it.

    `service` is where the webhook's URL really leads. `second` is how long a second of its waiting lasts: with the
    default 0.01 an update that is refused comes again after 0, 20, 40, 80 … ms, and a tap is dropped after 1.5 s.
    `per_second` is how many messages a bot may send before it is told 429 (Telegram: about 30; None: any number).

    What a person does returns its Delivery after the first attempt to bring it to us.
    """

    def __init__(
        self,
        service: str | WSGIApplication | None = None,
        *,
        token: str = TOKEN,
        second: float = 0.01,
        per_second: int | None = None,
        port: int = 0,
    ) -> None:
        self.token, self.per_second = token, per_second
        self.chats, self.files = Chats(), Files()
        self.taps: dict[str, int] = {}  # open callback queries: id -> chat
        self.commands: dict[tuple[str, str], list[Params]] = {}
        self.webhook = Webhook(Service(service), self._execute, second)
        self._brought: dict[int, tuple[str, Params, float]] = {}  # all updates: their queue, themselves, their life
        self._sent: deque[float] = deque()
        self._update_ids = itertools.count(random.randrange(10**8, 10**9))
        super().__init__(port)

    def close(self) -> None:
        """Bring nothing and answer nothing any more."""
        self.webhook.close()
        super().close()

    def lead_to(self, service: str) -> None:
        """From now on the webhook leads to the server at this address."""
        self.webhook.lead_to(Service(service))

    # --- what people see ---

    def shown(self, chat: int) -> list[str]:
        """What the bot said in `chat`, in order, as it stands now: edited, without what was deleted."""
        with self.lock:
            return self.chats.meet(chat).shown

    def buttons(self, chat: int) -> list[list[str]]:
        """The labels of the newest buttons, row by row."""
        with self.lock:
            return self.chats.meet(chat).labels

    def toasts(self, chat: int) -> list[tuple[str, bool]]:
        """The words taps were answered with, and whether as an alert."""
        with self.lock:
            return list(self.chats.meet(chat).toasts)

    def messages(self, chat: int) -> list[Params]:
        """Everything in `chat`, as the API shows it."""
        with self.lock:
            return list(self.chats.meet(chat).messages.values())

    # --- what people do ---

    def receive(self, chat: int, **content: Any) -> Delivery:
        """Somebody sends a message with these fields."""
        with self.lock:
            there = self.chats.meet(chat)
            message = self.chats.add(there, there.user, content)
        return self._bring(f"chat {chat}", {"message": message}, MESSAGE_LIFE)

    def receive_text(self, chat: int, text: str) -> Delivery:
        """Somebody writes; a first word that begins with / is marked as a command."""
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        marked = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return self.receive(chat, text=text, **({"entities": marked} if len(command) > 1 else {}))

    def start(self, chat: int, payload: str = "") -> Delivery:
        """Somebody opens the bot, by a link with `payload` perhaps."""
        return self.receive_text(chat, f"/start {payload}".strip())

    def voice(self, chat: int, seconds: int = 3, *, size: int | None = None) -> Delivery:
        """Somebody sends a voice note of `seconds`, said to be of `size` bytes."""
        file = self.files.keep("voice", voice_note(seconds), size)
        return self.receive(chat, voice={**file, "duration": seconds, "mime_type": "audio/ogg"})

    def location(self, chat: int, latitude: float, longitude: float) -> Delivery:
        """Somebody shares a place."""
        return self.receive(chat, location={"latitude": latitude, "longitude": longitude})

    def contact(self, chat: int, phone: str, user: int | None = None) -> Delivery:
        """Somebody shares a contact: their own, or that of `user`."""
        card = {"phone_number": phone, "first_name": "Resident", "user_id": user or chat}
        return self.receive(chat, contact=card)

    def edited(self, chat: int, message_id: int, text: str) -> Delivery:
        """Somebody changes what they wrote."""
        with self.lock:
            message = self.chats.meet(chat).messages[message_id]
            message.update(text=text, edit_date=int(time.time()))
        return self._bring(f"chat {chat}", {"edited_message": message}, MESSAGE_LIFE)

    def tap(self, chat: int, button: str, message_id: int | None = None, *, old: bool = False) -> Delivery:
        """Somebody taps the newest button with this label or data, or the one under `message_id`.

        A button of the reply keyboard sends its label. `old`: Telegram has forgotten what the message said.
        Raises LookupError where there is no such button.
        """
        with self.lock:
            there = self.chats.meet(chat)
            pressed, message = there.button(button, message_id)
        if message is None:
            return self.receive_text(chat, pressed["text"])
        if old:
            message = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
        tap_id = str(random.randrange(10**17, 10**18))
        self.taps[tap_id] = chat
        query = {"id": tap_id, "from": there.user, "message": message, "chat_instance": str(-chat)}
        query["data"] = pressed["callback_data"]
        return self._bring(f"taps of {abs(chat)}", {"callback_query": query}, TAP_LIFE)

    def blocked(self, chat: int) -> Delivery:
        """Somebody blocks the bot."""
        return self._membership(chat, blocked=True)

    def unblocked(self, chat: int) -> Delivery:
        """Somebody takes it back."""
        return self._membership(chat, blocked=False)

    def again(self, update_id: int) -> Delivery:
        """An update that was taken is brought again, as when our answer to it got lost."""
        return self._push(*self._brought[update_id])

    def _membership(self, chat: int, *, blocked: bool) -> Delivery:
        member = {"user": BOT, "status": "member"}
        kicked = {"user": BOT, "status": "kicked", "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        with self.lock:
            there = self.chats.meet(chat)
            there.blocked = blocked
            change = {"chat": there.described, "from": there.user, "date": int(time.time())}
        change |= {"old_chat_member": old, "new_chat_member": new}
        return self._bring(f"chat {chat}", {"my_chat_member": change}, MESSAGE_LIFE)

    def _bring(self, key: str, change: Params, life: float) -> Delivery:
        """A new update, a whole one by the published description, on its way."""
        with self.lock:
            update = json.loads(json.dumps({"update_id": next(self._update_ids), **change}))
            if wrong := problems("Update", update):
                raise AssertionError(f"this fake would send what Telegram does not: {', '.join(map(str, wrong))}")
            self._brought[update["update_id"]] = key, update, life
        return self._push(key, update, life)

    def _push(self, key: str, update: Params, life: float) -> Delivery:
        delivery = self.webhook.push(key, update, life)
        if self.webhook.settings.url:
            self.webhook.wait(lambda: bool(delivery.attempts) or delivery.over, PATIENCE)
        return delivery

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until every update was taken or dropped. Raises TimeoutError."""
        self.webhook.wait(lambda: self.webhook.pending == 0, timeout)

    def set_webhook(self, url: str, secret: str | None = None) -> None:
        """What the bot itself does with setWebhook, for tests that are not about that."""
        self.webhook.set(Settings(url, secret))

    # --- the API ---

    def read(self, request: Request) -> tuple[str, Params, str]:
        """The method, its parameters and the chat it is about; a download is called `file`."""
        path = unquote(urlsplit(request.target).path)
        if path.startswith("/file/"):
            return "file", {"path": path}, ""
        method = path.rpartition("/")[2]
        try:
            params = read_params(method, request)
        except BotApiError:
            params = {}  # said again, and answered, where the call is carried out
        return method, params, str(params.get("chat_id", ""))

    def perform(self, operation: str, params: Params, request: Request) -> Answer:
        """Hold the call against the description, then do it."""
        path = unquote(urlsplit(request.target).path)
        try:
            self._authenticate(path)
            if operation == "file":
                return self._download(path.partition(f"{self.token}/")[2])
            read_params(operation, request)
            return json_answer(200, {"ok": True, "result": self._do(operation, params)})
        except BotApiError as error:
            return self._no(operation, error)

    def refuse(self, fault: Fault) -> Answer:
        """A fault in Telegram's words."""
        later = fault.retry_after
        return {
            "too-many": BotApiError(429, f"Too Many Requests: retry after {later}", retry_after=later),
            "blocked": BotApiError(403, "Forbidden: bot was blocked by the user"),
            "bad-request": BotApiError(400, "Bad Request: chat not found"),
        }.get(fault.kind, BotApiError(500, "Internal Server Error")).answer()

    def check_pace(self) -> None:
        """Raises the 429 that a bot gets which sends more than `per_second`."""
        now = time.monotonic()
        while self._sent and self._sent[0] < now - 1:
            self._sent.popleft()
        if self.per_second is not None and len(self._sent) >= self.per_second:
            raise BotApiError(429, "Too Many Requests: retry after 1", retry_after=1)
        self._sent.append(now)

    def _authenticate(self, path: str) -> None:
        if f"/bot{self.token}/" not in path:
            raise BotApiError(401, "Unauthorized")

    def _do(self, method: str, params: Params) -> Any:
        if method not in METHODS:
            raise BotApiError(404, "Not Found", malformed=True)
        wrong = method_problems(method, params)
        self.violations += [f"{method}: {problem}" for problem in wrong if problem.what == "unknown"]
        for problem in wrong:
            if problem.what != "unknown":
                raise problem.error()
        return DO[method](self, params)

    def _no(self, operation: str, error: BotApiError) -> Answer:
        if error.malformed:
            self.violations.append(f"{operation}: {error}")
        return error.answer()

    def _download(self, path: str) -> Answer:
        content = self.files.at(path)
        if content is None:
            raise BotApiError(404, "Not Found")
        return Answer(200, content, "application/octet-stream")

    def _execute(self, answer: Answer) -> None:
        """A method named in our service's answer to an update; what comes of it nobody is told."""
        try:
            params = body_params(answer.headers, answer.body)
        except BotApiError:
            return
        if (method := params.pop("method", None)) is None:
            return
        request = Request("POST", f"/bot{self.token}/{method}", {"Content-Type": "application/json"}, _bytes(params))
        if str(method).startswith("get") or method in ("setWebhook", "deleteWebhook", "close", "logOut"):
            self.violations.append(f"{method} cannot be called in the answer to an update")
            return
        with self.lock:
            done = self.perform(method, read_params(method, request), request)
            self.calls.append(Call(time.time(), method, params, done.status))


def _bytes(params: Params) -> bytes:
    return json.dumps(params).encode()


def main() -> None:
    """Run until killed."""
    options = argparse.ArgumentParser(description="A Telegram for tests, on loopback.")
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--service", help="where the service under test listens; else where the webhook points")
    options.add_argument("--token", default=TOKEN)
    options.add_argument("--second", type=float, default=1.0, help="how long a second of waiting lasts")
    with Telegram(**vars(options.parse_args())) as telegram:
        print(telegram.url, flush=True)  # noqa: T201  # who started it reads where it is
        threading.Event().wait()


if __name__ == "__main__":
    main()
