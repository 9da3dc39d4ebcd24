"""What both fakes share: a server on loopback that records calls and fails on demand, and its way to our service."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

from werkzeug.test import Client

Params = dict[str, Any]
FaultKind = Literal["too-many", "blocked", "bad-request", "server-error", "drop", "accept-then-drop", "slow"]


@dataclass(frozen=True, slots=True)
class Request:
    """What a client of the provider sent."""

    method: str
    target: str  # path and query, as they came
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider says to it; `status` decides."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(status: int, value: object, **headers: str) -> Answer:
    """`value` as JSON; `Retry_After` among the headers is written with its dash."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), headers=named)


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the provider. `status` is None where the connection was cut instead of an answer."""

    at: float  # seconds since the epoch
    operation: str
    params: Params
    status: int | None
    fault: FaultKind | None = None


@dataclass(slots=True)
class Fault:
    """What will go wrong, the next `times` times, with `operation` to `address` ("" means any)."""

    kind: FaultKind
    operation: str = ""
    address: str = ""
    times: int = 1
    retry_after: int = 1  # seconds, for too-many
    seconds: float = 1.0  # for slow

    def strikes(self, operation: str, address: str) -> bool:
        """Whether this call is one of those."""
        return self.times > 0 and self.operation in ("", operation) and self.address in ("", address)


class Fake:
    """A provider on 127.0.0.1, at `url`.

    `calls` is all it was asked, `violations` what no client that keeps to the published description would ask.

    Faults: `drop` cuts the connection before anything is done, `accept-then-drop` does it and cuts, `slow` does
    it and answers late; the others refuse as the provider does, and nothing is done.
    """

    def __init__(self, port: int = 0) -> None:
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.lock = threading.RLock()
        self._faults: list[Fault] = []
        self._stopped = threading.Event()
        self._server: _Server | None = None
        self._port = port
        self.up()

    # --- what a provider is ---

    def read(self, request: Request) -> tuple[str, Params, str]:
        """The operation asked for, its parameters, and the address it is about ("" for none)."""
        raise NotImplementedError

    def perform(self, operation: str, params: Params, request: Request) -> Answer:
        """Do it; called by one thread at a time."""
        raise NotImplementedError

    def refuse(self, fault: Fault) -> Answer:
        """The provider's words for `fault`."""
        raise NotImplementedError

    # --- what tests do with it ---

    @property
    def url(self) -> str:
        """Scheme, host and port; the same after `down` and `up`."""
        return f"http://127.0.0.1:{self._port}"

    def fail(self, kind: FaultKind, **where: Any) -> None:
        """Let something go wrong, once or `times` times; the fields of `Fault` say where. Earlier faults go first."""
        with self.lock:
            self._faults.append(Fault(kind, **where))

    def heal(self) -> None:
        """Forget all faults that have not struck yet."""
        with self.lock:
            self._faults.clear()

    def up(self) -> None:
        """Answer, again after `down`, with all that was known before."""
        self._stopped.clear()
        self._server = _Server(self, self._port)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def down(self) -> None:
        """Refuse all connections and cut those that are open."""
        self._stopped.set()
        if self._server is not None:
            self._server.end()
            self._server = None

    def close(self) -> None:
        """Be gone for good."""
        self.down()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- the way of one call ---

    def answer(self, request: Request) -> Answer | None:
        """The answer, or None where the connection is to be cut. Every call is recorded, whatever becomes of it."""
        operation, params, address = self.read(request)
        fault = self._strike(operation, address)
        kind = fault.kind if fault else None
        answer = self._carried_out(fault, operation, params, request)
        if kind == "accept-then-drop":
            answer = None
        with self.lock:
            self.calls.append(Call(time.time(), operation, params, answer.status if answer else None, kind))
        if fault and kind == "slow":
            self._stopped.wait(fault.seconds)
        return answer

    def _strike(self, operation: str, address: str) -> Fault | None:
        with self.lock:
            fault = next((fault for fault in self._faults if fault.strikes(operation, address)), None)
            if fault is not None:
                fault.times -= 1
            return fault

    def _carried_out(self, fault: Fault | None, operation: str, params: Params, request: Request) -> Answer | None:
        if fault is not None and fault.kind == "drop":
            return None
        if fault is not None and fault.kind not in ("slow", "accept-then-drop"):
            return self.refuse(fault)
        with self.lock:
            return self.perform(operation, params, request)

    def control(self, name: str, arguments: Params) -> Answer:
        """What a test in another process asks of this fake: a public method, or the value of an attribute."""
        attribute = getattr(self, name) if not name.startswith("_") else None
        value = attribute(*arguments["args"], **arguments["kwargs"]) if callable(attribute) else attribute
        return Answer(200, json.dumps(value, default=_plain, ensure_ascii=False).encode())


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return list(value) if isinstance(value, set | frozenset) else str(value)


class Remote:
    """A fake in another process: every public method and attribute of it, called, with JSON for the result."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            body = json.dumps({"args": args, "kwargs": kwargs}).encode()
            reply = Service(self.url).post(f"{self.url}/_fake/{name}", {"Content-Type": "application/json"}, body)
            if reply.status != 200:
                raise RuntimeError(reply.body.decode())
            return json.loads(reply.body)

        return call


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: Fake, port: int) -> None:
        self.fake = fake
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def end(self) -> None:
        """Stop listening, and leave no connection open to be answered after all."""
        self.shutdown()
        self.server_close()
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer leaves in one piece
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle()

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self._answer(Request(self.command, self.path, dict(self.headers.items()), body))
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.content_type, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_DELETE = do_PUT = _handle  # noqa: N815  # the names BaseHTTPRequestHandler looks for

    def _answer(self, request: Request) -> Answer | None:
        try:
            if request.target.startswith("/_fake/"):
                return self.server.fake.control(request.target.removeprefix("/_fake/"), json.loads(request.body))
            return self.server.fake.answer(request)
        except Exception as error:  # noqa: BLE001  # the test that asked must see it
            self.server.fake.violations.append(f"the fake itself failed: {error!r}")
            return Answer(500, repr(error).encode(), "text/plain")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Calls are recorded, not printed."""


# --- the way to the service under test ---


class UnansweredError(Exception):
    """The service gave no answer: it was not reached, or (`reached`) it was and then did not speak in time."""

    def __init__(self, detail: str, *, reached: bool) -> None:
        super().__init__(detail)
        self.reached = reached


@dataclass(frozen=True, slots=True)
class Service:
    """The service under test: a WSGI application, a server's base URL, or None for wherever the public URL points.

    Whatever the place, it is told the public URL's host, as a reverse proxy would.
    """

    at: str | WSGIApplication | None = None

    def post(self, url: str, headers: Mapping[str, str], body: bytes, timeout: float = 15.0) -> Answer:
        """POST to `url`, without its fragment. Raises UnansweredError."""
        if callable(self.at):
            return _call(self.at, url, headers, body)
        parts = urlsplit(url)
        place = urlsplit(self.at or url)
        connection = HTTPConnection(place.hostname or "", place.port or 80, timeout=timeout)
        with contextlib.closing(connection), _or_unanswered(connection):
            target = f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}"
            connection.request("POST", target, body, {"Host": parts.netloc, **headers})
            reply = connection.getresponse()
            return _heard(reply.status, reply.read(), dict(reply.getheaders()))


def _call(app: WSGIApplication, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    parts = urlsplit(url)
    reply = Client(app).post(
        parts.path or "/",
        base_url=f"{parts.scheme}://{parts.netloc}",
        query_string=parts.query,
        headers=dict(headers),
        data=body,
    )
    return _heard(reply.status_code, reply.get_data(), dict(reply.headers.items()))


def _heard(status: int, body: bytes, headers: dict[str, str]) -> Answer:
    named = {name.title(): value for name, value in headers.items()}
    return Answer(status, body, named.get("Content-Type", ""), named)


@contextlib.contextmanager
def _or_unanswered(connection: HTTPConnection) -> Iterator[None]:
    try:
        yield
    except (OSError, HTTPException) as error:
        raise UnansweredError(repr(error), reached=connection.sock is not None) from error
