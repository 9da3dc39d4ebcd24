"""How Telegram brings updates to a bot: one after another within a chat, again until taken, and not for ever.

After WebhookActor and Client of tdlib/telegram-bot-api, the server's source.
"""

import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.providers.server import Answer, Params, Service, UnansweredError

MESSAGE_LIFE = 86_400  # seconds an update is kept
TAP_LIFE = 150
DEFAULT_CONNECTIONS = 40


@dataclass(slots=True)
class Delivery:
    """An update and its way to us: the statuses our service answered (None: none came)."""

    update: Params
    attempts: list[int | None] = field(default_factory=list)
    taken: bool = False
    dropped: bool = False

    @property
    def over(self) -> bool:
        """Whether it was taken or given up."""
        return self.taken or self.dropped


@dataclass(slots=True)
class Settings:
    """What setWebhook set."""

    url: str = ""
    secret_token: str | None = None
    max_connections: int = DEFAULT_CONNECTIONS
    allowed_updates: list[str] = field(default_factory=list)


class Webhook:
    """The queues of updates. `execute` carries out a method that an answer names; `second` is how long one lasts."""

    def __init__(self, service: Service, execute: Callable[[Answer], None], second: float) -> None:
        self.settings = Settings()
        self.last_error: tuple[int, str] | None = None
        self._service, self._execute, self._second = service, execute, second
        self._queues: dict[str, deque[tuple[Delivery, float]]] = {}
        self._busy: set[str] = set()  # queues that have a thread
        self._connections = threading.BoundedSemaphore(DEFAULT_CONNECTIONS)
        self._changed = threading.Condition()
        self._closed = False

    def lead_to(self, service: Service) -> None:
        """From now on the URL leads there."""
        self._service = service

    def set(self, settings: Settings, *, drop_pending: bool = False) -> None:
        """Bring updates to another place from now on, those that wait too."""
        with self._changed:
            self.settings = settings
            self._connections = threading.BoundedSemaphore(settings.max_connections)
            if drop_pending:
                for waiting in self._queues.values():
                    for delivery, _ in waiting:
                        delivery.dropped = True
                    waiting.clear()
            for key in self._queues:
                self._work(key)
            self._changed.notify_all()

    @property
    def pending(self) -> int:
        """How many updates wait."""
        with self._changed:
            return sum(map(len, self._queues.values()))

    def push(self, key: str, update: Params, life: float) -> Delivery:
        """Put an update at the end of the queue `key`; it is dropped when `life` seconds have not sufficed."""
        delivery = Delivery(update)
        kind = next(name for name in update if name != "update_id")
        with self._changed:
            if self.settings.allowed_updates and kind not in self.settings.allowed_updates:
                delivery.dropped = True
                return delivery
            self._queues.setdefault(key, deque()).append((delivery, time.monotonic() + life * self._second))
            self._work(key)
        return delivery

    def wait(self, ready: Callable[[], bool], timeout: float) -> None:
        """Wait until `ready()`, looked at after every attempt. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(ready, timeout):
                raise TimeoutError(f"{self.pending} updates wait; last error: {self.last_error}")

    def close(self) -> None:
        """Bring nothing any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _work(self, key: str) -> None:
        if key not in self._busy and self._queues[key] and self.settings.url and not self._closed:
            self._busy.add(key)
            threading.Thread(target=self._empty, args=(key,), daemon=True).start()

    def _empty(self, key: str) -> None:
        """Bring the updates of one queue, each until it is taken or too old."""
        failures = 0
        while (head := self._head(key)) is not None:
            delivery, deadline = head
            answer = self._attempt(delivery)
            failures = 0 if delivery.taken else failures + 1
            with self._changed:
                self._changed.notify_all()
                if not delivery.taken:
                    self._changed.wait_for(lambda: self._closed, self._pause(failures, answer, deadline))

    def _head(self, key: str) -> tuple[Delivery, float] | None:
        """The update to bring next; None when there is none or nowhere to bring it."""
        with self._changed:
            waiting = self._queues[key]
            while waiting and (waiting[0][0].over or waiting[0][1] < time.monotonic()):
                waiting[0][0].dropped = not waiting[0][0].taken
                waiting.popleft()
            self._changed.notify_all()
            if waiting and self.settings.url and not self._closed:
                return waiting[0]
            self._busy.discard(key)
            return None

    def _attempt(self, delivery: Delivery) -> Answer | None:
        answer, error = None, ""
        with self._connections:
            try:
                answer = self._service.post(
                    self.settings.url, self._headers(), json.dumps(delivery.update).encode(), 60
                )
            except UnansweredError as failure:
                error = "Read timeout expired" if failure.reached else "Connection refused"
            except Exception as failure:  # noqa: BLE001  # a WSGI application that raises is a server that says 500
                answer = Answer(500, repr(failure).encode())
        if answer is not None and not 200 <= answer.status < 300:
            error = f"Wrong response from the webhook: {answer.status} {HTTPStatus(answer.status).phrase}"
        if error:
            self.last_error = int(time.time()), error
        elif answer is not None and answer.body:
            self._execute(answer)
        with self._changed:
            delivery.attempts.append(answer.status if answer else None)
            delivery.taken = not error
        return answer

    def _headers(self) -> Mapping[str, str]:
        secret = self.settings.secret_token
        return {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})

    def _pause(self, failures: int, answer: Answer | None, deadline: float) -> float:
        """At once the first time, then 2, 4, 8 … seconds up to a random 60 to 120, or as our Retry-After says.

        Never beyond the update's end.
        """
        doubled = 0 if failures == 1 else min(2 ** min(failures - 1, 10), random.uniform(60, 120))
        asked = (answer.headers if answer else {}).get("Retry-After", "")
        pause = min(int(asked), 3600) if asked.isdigit() else doubled
        return max(0.0, min(pause * self._second, deadline - time.monotonic() + 0.001))
