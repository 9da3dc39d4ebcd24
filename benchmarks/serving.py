"""How many texts a second the whole signed Twilio webhook answers, by web processes and threads of granian.

    python -m benchmarks.serving [--seconds 5] [--rounds 3] [--connections 16] [--postgres]

Every text is signed as Twilio signs, goes over loopback HTTP through `yobal serve`'s own server into a database of
its own, and is answered with TwiML. Each connection plays one resident after the other through the sample
consultation, the next text when the last is answered. All settings are measured in turn, `--rounds` times, so that
whatever else the machine does hits them alike; the table shows medians over the rounds.

Yobal's processes and the residents share the machine's cores. `--postgres` takes the PostgreSQL of the tests, which
does not wait for the disk: its figures can be compared with each other only.
"""

import argparse
import http.client
import itertools
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bot import editions, keyring
from bot.cli import service
from bot.settings import read_settings
from bot.store.migrations import upgrade
from bot.wiring import SAMPLE, Wiring, build
from tests.postgres import running

PUBLIC = "https://yobal.example"
TOKEN = "t" * 32
SENDER = "+12025550143"
PROCESSES, THREADS = (1, 2), (1, 2, 4, 8)
WARM_UP = 1.0  # seconds that are not counted: the first text of a process builds the survey
# One whole talk with the sample, in Khmer and in figures: three sittings, a correction and a misunderstanding.
GOODBYE = "yes"  # the last answer, by its label: nothing is left to say to it, so SMS says nothing
TALK = tuple(f"សួស្តី|1|1|1|៣ ១ ៧|*|3 1 7|1|34|1|5|8|ធ្វើលូ ទឹកជន់ចូលផ្ទះ|4|2|1|5 3 3|5 3 2|2|3|2|{GOODBYE}".split("|"))


@dataclass(frozen=True)
class Cell:
    """One setting of the server."""

    processes: int
    threads: int


@dataclass(frozen=True)
class Measured:
    """One round of one setting: texts a second, and the milliseconds until each was answered."""

    per_second: float
    p50: float
    p99: float


# --- The server ----------------------------------------------------------------------------------------------------


def serve(processes: int, threads: int) -> None:
    """`yobal serve` with another number of threads."""
    service.THREADS = threads
    settings = read_settings()
    assert settings.processes == processes
    service._listen(settings)  # noqa: SLF001 - the very server that is measured


def environment(folder: Path, port: int, cell: Cell, url: str) -> dict[str, str]:
    keys = keyring.kept_in(folder.parent)
    ours = {
        "PORT": str(port),
        "PROCESSES": str(cell.processes),
        "PUBLIC_URL": PUBLIC,
        "DATABASE_URL": url,
        "SECRET_KEY": keys.secret_key,
        "VAULT_KEYS": keys.vault_keys,
        "INDEX_KEY": keys.index_key,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": SENDER,
    }
    return {f"YOBAL_{name}": value for name, value in ours.items()}


def prepared(folder: Path, url: str) -> None:
    """A database with all tables and the sample published."""
    wiring: Wiring = build(read_settings(environment=environment(folder / "x", 0, Cell(1, 1), url)))
    upgrade(wiring.database)
    brought = editions.bring(wiring.database, SAMPLE.read_bytes(), SAMPLE.name, wiring.now(), publish=True)
    assert brought.name
    wiring.database.scrub()
    wiring.database.close()


@contextmanager
def served(folder: Path, cell: Cell, url: str) -> Iterator[int]:
    """The port of a server with these settings; gone at the end."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.serving", "--serve", str(cell.processes), str(cell.threads)]
    given = os.environ | environment(folder, port, cell, url)
    process = subprocess.Popen(command, env=given, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_until_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server does not start")


# --- The residents -------------------------------------------------------------------------------------------------


def residents(lane: int) -> Iterator[Mapping[str, str]]:
    """The texts of one connection: resident after resident, each a whole talk."""
    for resident in itertools.count():
        phone = f"+8551{lane:02}{resident:06}"
        for number, words in enumerate(TALK, 1):
            sid = f"SM{lane:04x}{resident:08x}{number:020x}"
            yield {"MessageSid": sid, "From": phone, "To": SENDER, "Body": words, "NumMedia": "0"}


def converse(port: int, lane: int, begin: float, end: float, times: list[float]) -> None:
    """Text after text until `end`; the milliseconds of those sent after `begin` go to `times`."""
    validator = RequestValidator(TOKEN)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for form in residents(lane):
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": validator.compute_signature(f"{PUBLIC}/hooks/twilio", form),
        }
        body = urlencode(form)
        started = time.perf_counter()
        connection.request("POST", "/hooks/twilio", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        now = time.perf_counter()
        assert answer.status == http.HTTPStatus.OK, (answer.status, said)
        assert (b"<Message" in said) == (form["Body"] != GOODBYE), (form, said)
        if now >= end:
            return
        if started >= begin:
            times.append((now - started) * 1000)


def measured(port: int, connections: int, seconds: float) -> Measured:
    begin = time.perf_counter() + WARM_UP
    end, times = begin + seconds, [list[float]() for _ in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        lanes = [pool.submit(converse, port, lane, begin, end, times[lane]) for lane in range(connections)]
    for lane in lanes:
        lane.result()
    ordered = sorted(itertools.chain.from_iterable(times))
    return Measured(len(ordered) / seconds, statistics.median(ordered), ordered[len(ordered) * 99 // 100])


# --- All settings in turn --------------------------------------------------------------------------------------------


def databases(folder: Path, house: ExitStack, *, postgres: bool) -> Callable[[int], str]:
    """What gives each round a database of its own, by its number."""
    if postgres:
        server = house.enter_context(running())
        server.create("prepared")
        prepared(folder, server.url("prepared"))

        def fresh(number: int) -> str:
            server.create(f"round_{number}", template="prepared")
            return server.url(f"round_{number}")

    else:
        prepared(folder, f"sqlite:///{folder / 'prepared.sqlite'}")

        def fresh(number: int) -> str:
            file = folder / f"round_{number}.sqlite"
            shutil.copy(folder / "prepared.sqlite", file)
            return f"sqlite:///{file}"

    return fresh


def measure(given: argparse.Namespace) -> dict[Cell, list[Measured]]:
    cells = [Cell(processes, threads) for processes in PROCESSES for threads in THREADS]
    found: dict[Cell, list[Measured]] = {cell: [] for cell in cells}
    numbers = itertools.count()
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory(prefix="yobal-serving-")))
        fresh = databases(folder, house, postgres=given.postgres)
        for _ in range(given.rounds):
            for cell in cells:
                with served(folder / "x", cell, fresh(next(numbers))) as port:
                    found[cell].append(measured(port, given.connections, given.seconds))
    return found


def table(found: Mapping[Cell, list[Measured]]) -> Iterator[str]:
    yield "| web processes | threads in each | texts a second | p50 ms | p99 ms |"
    yield "|---:|---:|---:|---:|---:|"
    for cell, rounds in found.items():
        per_second, p50, p99 = (statistics.median(getattr(each, name) for each in rounds) for name in ORDER)
        low, high = min(each.per_second for each in rounds), max(each.per_second for each in rounds)
        yield f"| {cell.processes} | {cell.threads} | {per_second:.0f} ({low:.0f}-{high:.0f}) | {p50:.0f} | {p99:.0f} |"


ORDER = ("per_second", "p50", "p99")


def machine() -> str:
    model = next((line.partition(": ")[2] for line in _cpu() if line.startswith("model name")), platform.machine())
    parts = (f"Python {platform.python_version()}", f"granian {version('granian')}", f"SQLite {_sqlite()}")
    return f"{os.cpu_count()} cores ({model}), Linux {platform.release()}, {', '.join(parts)}"


def _cpu() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text("utf-8").splitlines() if file.exists() else []


def _sqlite() -> str:
    import sqlite3

    return sqlite3.sqlite_version


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--serve", type=int, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(*given.serve)
        return
    print(machine())
    print(f"load before: {os.getloadavg()[0]:.1f}")
    print(*table(measure(given)), sep="\n")


if __name__ == "__main__":
    main()
