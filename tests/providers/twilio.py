"""A Twilio for tests, on loopback: the Messages API, its webhooks, and the phones at the other end.

    with Twilio(service=app, hook="https://yobal.example/hooks/twilio") as twilio:
        client.api.base_url = twilio.url
        twilio.receive("+85512000001", "START")
        assert twilio.shown("+85512000001") == ["..."]

`python -m tests.providers.twilio --port 9410 --service http://127.0.0.1:8000 --hook URL` runs it as a process
of its own, driven by `Remote(url)`. (`-m`, since from its own folder this module would hide the real `twilio`.)
"""

import argparse
import queue
import random
import re
import threading
import time
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from wsgiref.types import WSGIApplication

from tests.providers.server import Answer, Fake, Fault, Params, Request, Service, UnansweredError, json_answer
from tests.providers.twilio_api import REPEATABLE, RefusalError, check_answer, check_request, operation_of, unknown
from tests.providers.twilio_hooks import Hooks, Outcome
from tests.providers.twilio_message import FINAL, Message, Status
from tests.providers.twiml import Said, TwimlError, read_twiml

ACCOUNT = "AC" + "a" * 32
TOKEN = "b" * 32
NUMBER = "+12025550143"

Callbacks = Literal["by-hand", "at-once", "disorderly"]

_STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
_START = {"START", "YES", "UNSTOP"}
_HELP = {"HELP", "INFO"}
STOPPED = "You have stopped messages from this number. Reply START to get them again."  # the sense of Twilio's own
STARTED = "You will get messages from this number again. Reply STOP to stop them."

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
_LONGEST = 1600  # characters in a body


@dataclass(frozen=True, slots=True)
class Reception:
    """What became of an inbound message.

    `status` is our service's last answer (None: none came), `texts` what it said and was accepted, `attempts` how
    often it was asked.
    """

    sid: str
    status: int | None
    texts: tuple[str, ...]
    attempts: int


class Twilio(Fake):
    """Twilio as one account sees it.

    `hook` and `fallback` are the public URLs that are signed, overrides such as `#rc=3&rp=ct,rt,5xx` behind them;
    `service` is where they really lead. `alerts` are the entries of the debugger: (code, detail). `callbacks` says
    when a message's status callbacks go out: when the test calls `report` or `deliver`; at once and in order; or
    at once, shuffled, and one of them twice. `price` is what a segment costs, in US dollars.
    """

    def __init__(
        self,
        service: str | WSGIApplication | None = None,
        *,
        hook: str = "https://yobal.example/hooks/twilio",
        fallback: str = "",
        account: str = ACCOUNT,
        token: str = TOKEN,
        numbers: Sequence[str] = (NUMBER,),
        messaging_service: str | None = None,
        advanced_opt_out: bool = False,
        callbacks: Callbacks = "by-hand",
        price: float = 0.05,
        port: int = 0,
    ) -> None:
        self.hooks = Hooks(Service(service), token)
        self.hook, self.fallback = hook, fallback
        self.account, self.numbers, self.messaging_service = account, numbers, messaging_service
        self.advanced_opt_out, self.callbacks, self.price = advanced_opt_out, callbacks, price
        self.messages: list[Message] = []
        self.alerts: list[tuple[int, str]] = []
        self.opted_out: set[str] = set()
        self._due: queue.Queue[str] = queue.Queue()
        if callbacks != "by-hand":
            threading.Thread(target=self._report_due, daemon=True).start()
        super().__init__(port)

    def lead_to(self, service: str) -> None:
        """From now on the hook leads to the server at this address."""
        self.hooks = Hooks(Service(service), self.hooks.token)

    # --- the phones ---

    def shown(self, address: str) -> list[str]:
        """The texts the phone at `address` got, in order, Twilio's own about STOP and START among them."""
        with self.lock:
            return [message.text for message in self.messages if message.to == address and message.arrives]

    def receive(
        self, from_: str, body: str, sid: str | None = None, *, to: str | None = None, lose: int = 0, **extra: str
    ) -> Reception:
        """A person texts our number: the webhook is posted, and what it answers is done.

        With the `sid` of an earlier message that one is posted again. The first `lose` answers get lost on their
        way back and Twilio asks again (as it does where the hook's `rc` and `rp` say so). `extra` are more fields.
        """
        message, fresh = self._take_in(from_, body, sid, to or self.numbers[0])
        form = message.inbound_form(self.messaging_service) | (self._obey_keyword(message) if fresh else {}) | extra
        for _ in range(lose):
            self.hooks.post(self.hook, form)
        outcome = self._post_inbound(form)
        texts = () if outcome.alert or outcome.answer is None else self._follow(outcome.answer, message)
        status = outcome.answer.status if outcome.answer else None
        return Reception(message.sid, status, texts, lose + outcome.attempts)

    def _take_in(self, from_: str, body: str, sid: str | None, to: str) -> tuple[Message, bool]:
        """The inbound message, and whether it is new."""
        with self.lock:
            for message in self.messages:
                if message.sid == sid:
                    return message, False
            message = Message(self.account, from_, to, body, "inbound", "received")
            message.sid, message.sent = sid or message.sid, message.created
            self.messages.append(message)
            return message, True

    def _obey_keyword(self, heard: Message) -> dict[str, str]:
        """Do what Twilio itself does at STOP and START; what Advanced Opt-Out tells the webhook of it."""
        word, address = heard.text.strip().upper(), heard.from_ or ""
        kind = "STOP" if word in _STOP else "START" if word in _START else "HELP" if word in _HELP else ""
        if kind == "STOP" and address not in self.opted_out:
            self._say(heard, STOPPED)
            self.opted_out.add(address)
        if kind == "START" and address in self.opted_out:
            self.opted_out.discard(address)
            self._say(heard, STARTED)
        return {"OptOutType": kind} if kind and self.advanced_opt_out else {}

    def _post_inbound(self, form: dict[str, str]) -> Outcome:
        """The hook, and where it fails the fallback."""
        outcome = self.hooks.insist(self.hook, form)
        if outcome.alert and self.fallback:
            self.alerts.append(outcome.alert)
            error = {"ErrorCode": str(outcome.alert[0]), "ErrorUrl": self.hook.partition("#")[0]}
            second = self.hooks.insist(self.fallback, form | error)
            outcome = Outcome(second.answer, outcome.attempts + second.attempts, second.alert)
        if outcome.alert:
            self.alerts.append(outcome.alert)
        return outcome

    def _follow(self, answer: Answer, heard: Message) -> tuple[str, ...]:
        """Do what the TwiML says, once; what it does wrong is an alert and is not done."""
        try:
            said = read_twiml(answer)
        except TwimlError as error:
            self.alerts.append((error.code, str(error)))
            return ()
        return tuple(one.text for one in said if self._reply(one, heard))

    def _reply(self, said: Said, heard: Message) -> bool:
        callback = said.callback and urljoin(self.hook, said.callback)
        try:
            self._check_recipient(said.to or heard.from_, heard.to)
            _check_body(said.text)
            _check_callback(callback)
        except RefusalError as refusal:
            self.alerts.append((refusal.code, str(refusal)))
            return False
        self._say(heard, said.text, callback, said.to)
        return True

    def _say(self, heard: Message, text: str, callback: str | None = None, to: str | None = None) -> None:
        """A reply to `heard`, unless it is `to` somebody else."""
        message = Message(self.account, heard.to, to or heard.from_ or "", text, "outbound-reply", "queued")
        message.callback = callback
        self._accept(message)

    # --- status callbacks ---

    def report(self, sid: str, status: Status, error_code: int | None = None) -> int | None:
        """Move a message on to `status`, unless it is past it, and post the callback whatever came before.

        Returns our service's status, or None where the message asks for no callback or nobody answered.
        """
        with self.lock:
            message = next(message for message in self.messages if message.sid == sid)
            message.from_ = message.from_ or self.numbers[0]  # a messaging service chooses when it sends
            message.move(status, error_code, self.price)
        try:
            form = message.callback_form(status, error_code)
            return self.hooks.post(message.callback, form).status if message.callback else None
        except UnansweredError as error:
            self.alerts.append((11205, f"HTTP connection failure: {error}"))
            return None

    def deliver(self, *statuses: Status) -> None:
        """Report `statuses` ("sent", "delivered") of every message that has not come to its end, oldest first."""
        with self.lock:
            sids = [message.sid for message in self.messages if message.status not in FINAL]
        for sid in sids:
            for status in statuses or ("sent", "delivered"):
                self.report(sid, status)

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until the callbacks that go out by themselves are out. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while self._due.unfinished_tasks:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self._due.unfinished_tasks} messages wait for their callbacks")
            time.sleep(0.005)

    def _report_due(self) -> None:
        while True:
            sid = self._due.get()
            statuses: list[Status] = ["queued", "sent", "delivered"]
            if self.callbacks == "disorderly":
                statuses.append(random.choice(statuses))
                random.shuffle(statuses)
            for status in statuses:
                self.report(sid, status)
            self._due.task_done()

    # --- the API ---

    def read(self, request: Request) -> tuple[str, Params, str]:
        """The operation's name in the description, its parameters, and who it is to."""
        parts = urlsplit(request.target)
        sent = request.body.decode() if request.method == "POST" else parts.query
        listed = parse_qs(sent, keep_blank_values=True)
        params: Params = {name: all_ if name in REPEATABLE else all_[0] for name, all_ in listed.items()}
        return operation_of(request.method, parts.path), params, params.get("To", "")

    def perform(self, operation: str, params: Params, request: Request) -> Answer:
        """Hold the call against the description, then against the rules of the service; then do it."""
        try:
            self._authenticate(request)
            check_request(request)
            self.violations += [f"{operation}: no parameter {name}" for name in unknown(operation, params)]
            answer = self._done(operation, params, request)
        except RefusalError as refusal:
            if refusal.malformed:
                self.violations.append(f"{operation}: {refusal}")
            return refusal.answer()
        check_answer(request, answer)
        return answer

    def refuse(self, fault: Fault) -> Answer:
        """A fault in Twilio's words."""
        return {
            "too-many": RefusalError(20429, "Too Many Requests", 429),
            "blocked": RefusalError(21610, "Attempt to send to unsubscribed recipient"),
            "bad-request": RefusalError(21211, "Invalid 'To' Phone Number"),
        }.get(fault.kind, RefusalError(20500, "An internal server error has occurred", 500)).answer()

    def _authenticate(self, request: Request) -> None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        ours = f"/2010-04-01/Accounts/{self.account}/" in request.target
        if scheme != "Basic" or b64decode(secret).decode() != f"{self.account}:{self.hooks.token}" or not ours:
            raise RefusalError(20003, "Authenticate", 401)

    def _done(self, operation: str, params: Params, request: Request) -> Answer:
        if operation == "CreateMessage":
            return json_answer(201, self._create(params).resource())
        if operation == "ListMessage":
            return json_answer(200, self._page(params, request.target))
        message = self._find(urlsplit(request.target).path.rpartition("/")[2].removesuffix(".json"))
        if operation == "DeleteMessage":
            _check_ended(message)
            message.deleted = True
            return Answer(204)
        if operation == "UpdateMessage":
            _update(message, params)
        return json_answer(200, message.resource())

    def _create(self, params: Params) -> Message:
        sender, service = params.get("From"), params.get("MessagingServiceSid")
        self._check_sender(sender, service)
        self._check_recipient(params["To"], sender)
        _check_body(params.get("Body", ""))
        _check_callback(params.get("StatusCallback"))
        if not 1 <= int(params.get("ValidityPeriod", "36000")) <= 36000:
            raise RefusalError(90007, "Invalid validity period value", malformed=True)
        message = Message(self.account, sender, params["To"], params["Body"], "outbound-api", "queued")
        message.service, message.callback = service, params.get("StatusCallback")
        message.status = "scheduled" if "SendAt" in params else "accepted" if service else "queued"
        return self._accept(message)

    def _accept(self, message: Message) -> Message:
        with self.lock:
            self.messages.append(message)
        if self.callbacks != "by-hand":
            self._due.put(message.sid)
        return message

    def _check_sender(self, sender: str | None, service: str | None) -> None:
        if not sender and not service:
            raise RefusalError(21603, "A 'From' phone number is required.", malformed=True)
        if service and service != self.messaging_service:
            raise RefusalError(21701, f"The Messaging Service {service} does not exist.")
        if sender and not _E164.fullmatch(sender) and not _SENDER_NAME.fullmatch(sender):
            raise RefusalError(21212, f"The 'From' number {sender} is not a valid phone number or sender name.")
        if sender and _E164.fullmatch(sender) and sender not in self.numbers:
            raise RefusalError(21606, f"The 'From' phone number {sender} is not a number of your account.")

    def _check_recipient(self, to: str | None, sender: str | None) -> None:
        if not to or not _E164.fullmatch(to):
            raise RefusalError(21211, f"The 'To' number {to} is not a valid phone number.")
        if to == sender:
            raise RefusalError(21266, "'To' and 'From' number cannot be the same.")
        if to in self.opted_out:
            raise RefusalError(21610, "Attempt to send to unsubscribed recipient")

    def _find(self, sid: str) -> Message:
        for message in self.messages:
            if message.sid == sid and not message.deleted:
                return message
        raise RefusalError(20404, f"The requested resource {sid} was not found", 404)

    def _page(self, params: Params, target: str) -> Params:
        """A page of messages, newest first; the token is the last sid of the page before."""
        size, number = int(params.get("PageSize", "50")), int(params.get("Page", "0"))
        found = [message for message in reversed(self.messages) if message.matches(params)]
        sids = [message.sid for message in found]
        start = sids.index(params["PageToken"].removeprefix("PA")) + 1 if "PageToken" in params else number * size
        page = found[start : start + size]
        uri = _page_uri(params, target, size)
        more = start + size < len(found)
        return {
            "messages": [message.resource() for message in page],
            "uri": target,
            "first_page_uri": uri + "&Page=0",
            "next_page_uri": f"{uri}&Page={number + 1}&PageToken=PA{sids[start + size - 1]}" if more else None,
            "previous_page_uri": f"{uri}&Page={number - 1}" if number else None,
            "page": number,
            "page_size": size,
            "start": start,
            "end": start + len(page) - 1,
        }


def _page_uri(params: Params, target: str, size: int) -> str:
    filters = {name: value for name, value in params.items() if not name.startswith("Page")}
    return f"{urlsplit(target).path}?{urlencode({**filters, 'PageSize': size})}"


def _update(message: Message, params: Params) -> None:
    if "Status" in params:
        if message.status != "scheduled":
            raise RefusalError(30409, "This message cannot be canceled", 409)
        message.status = "canceled"
    if "Body" in params:
        _check_ended(message)
        if params["Body"]:
            raise RefusalError(20001, "A body can only be redacted, to the empty text.", malformed=True)
        message.body = ""


def _check_ended(message: Message) -> None:
    if message.status not in FINAL | {"sent"}:
        raise RefusalError(20009, "A message that is still in progress cannot be changed or deleted", 409)


def _check_body(body: str) -> None:
    if not body.strip():
        raise RefusalError(21602, "Message body is required.", malformed=True)
    if len(body) > _LONGEST:
        raise RefusalError(21617, "The concatenated message body exceeds the 1600 character limit.", malformed=True)


def _check_callback(url: str | None) -> None:
    """A host without underscores, and a scheme a callback can take."""
    parts = urlsplit(url or "https://none.example")
    if parts.scheme not in ("http", "https") or not parts.hostname or "_" in parts.hostname:
        raise RefusalError(21609, f"The 'StatusCallback' URL {url} is not a valid URL.", malformed=True)


def main() -> None:
    """Run until killed."""
    options = argparse.ArgumentParser(description="A Twilio for tests, on loopback.")
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--service", help="where the service under test listens; else where the hook points")
    options.add_argument("--hook", required=True, help="the public URL of the webhook")
    options.add_argument("--fallback", default="")
    options.add_argument("--callbacks", choices=("by-hand", "at-once", "disorderly"), default="at-once")
    options.add_argument("--token", default=TOKEN)
    with Twilio(**vars(options.parse_args())) as twilio:
        print(twilio.url, flush=True)  # noqa: T201  # who started it reads where it is
        threading.Event().wait()


if __name__ == "__main__":
    main()
