"""One transaction to write, one to read; whatever keeps the database from serving is told as DatabaseDown."""

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store import contacts, conversations
from bot.store.database import Database, DatabaseDown, open_database
from tests.postgres import Server
from tests.store.scene import NOW, SOK, VAULT, begin, person


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("mysql://host/yobal", "mysql is not a database Yobal knows"),
    ],
)
def test_a_database_we_cannot_use_is_refused(url: str, complaint: str) -> None:
    """The message says what to give instead."""
    with pytest.raises(ValueError, match=complaint):
        open_database(url)


def test_a_fault_undoes_all_of_it(database: Database) -> None:
    """Nothing of a transaction stays when anything in it fails."""
    with pytest.raises(ZeroDivisionError), database.write() as db:
        person(db).id / 0
    with database.write() as db:
        assert contacts.find(db, VAULT, "sms", SOK) is None


def test_who_reads_cannot_write(database: Database) -> None:
    """A page that only shows cannot change anything by mistake."""
    with pytest.raises((DBAPIError, DatabaseDown)), database.read() as db:
        person(db)


def test_times_keep_their_zone(database: Database) -> None:
    """A time without a zone is refused; others come back as the same moment, in UTC."""
    with database.write() as db:
        with pytest.raises(Exception, match="names no time zone"):
            conversations.waking(db, NOW.replace(tzinfo=None), 1)
        contacts.opt_out(db, person(db).id, NOW)
        known = contacts.find(db, VAULT, "sms", SOK)
    assert known is not None
    assert known.opted_out_at == NOW
    assert known.opted_out_at is not None
    assert str(known.opted_out_at.tzinfo) == "UTC"


def test_errors_do_not_repeat_what_people_said(database: Database) -> None:
    """An error's text names the rule that was broken, not the values."""
    with database.write() as db:
        contact = begin(db, person(db).id).id
    with pytest.raises(IntegrityError) as error, database.write() as db:
        conversations.begin(db, VAULT, contact, ("their secret", "1"), NOW)
    assert "conversations" in str(error.value)
    assert "their secret" not in str(error.value)


def test_no_text_is_too_strange_to_store(database: Database) -> None:
    """NUL and half a sign, which the databases refuse, lose only themselves."""
    with database.write() as db:
        kept = conversations.begin(db, VAULT, person(db).id, ("a\0b", "\ud83dក"), NOW)
        names = db.execute(text("SELECT survey, version FROM conversations WHERE id = :id"), {"id": kept.id}).one()
    assert tuple(names) == ("a\ufffdb", "?ក")


def test_a_forked_process_opens_its_own_connections(database: Database) -> None:
    """A server that forks after the first use shares no connection with its children."""
    with database.write() as db:
        person(db)
    child = os.fork()
    if child == 0:
        try:
            with database.write() as db:
                contacts.opt_out(db, 1, NOW)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with database.write() as db:
        known = contacts.find(db, VAULT, "sms", SOK)
    assert known is not None
    assert known.opted_out_at == NOW


def test_sqlite_keeps_what_it_committed_when_the_power_goes(sqlite: Database) -> None:
    """The log, a sync at each commit, no orphans, and erased bytes overwritten."""
    with sqlite.write() as db:
        settings = {
            name: db.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    """Neither the database nor its log can be read by others on the machine."""
    fresh = open_database(f"sqlite:///{tmp_path / 'private.db'}")
    with fresh.write() as db:
        db.execute(text("CREATE TABLE x (y)"))
        rights = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("private.db*")}
    fresh.close()
    assert set(rights.values()) == {0o600}
    assert "private.db-wal" in rights


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("lock_timeout", "5s"),
        ("statement_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "15s"),
        ("transaction_isolation", "read committed"),
        ("TimeZone", "UTC"),
    ],
)
def test_postgresql_gives_up_before_the_provider_does(postgresql: Database, setting: str, value: str) -> None:
    """No lock and no statement lasts longer than Twilio waits."""
    with postgresql.write() as db:
        assert db.exec_driver_sql(f"SHOW {setting}").scalar() == value


def test_a_database_that_is_not_there_is_down(tmp_path: Path) -> None:
    """No folder, no server: the same word for both, and no other error."""
    for url in (f"sqlite:///{tmp_path}/none/yobal.db", f"postgresql://yobal@/yobal?host={tmp_path}"):
        with pytest.raises(DatabaseDown), open_database(url).write():
            pass


def test_a_database_that_is_none_is_down(tmp_path: Path) -> None:
    """A file of something else is not touched."""
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"JFIF" * 1000)
    with pytest.raises(DatabaseDown), open_database(f"sqlite:///{file}").write():
        pass
    assert file.read_bytes() == b"JFIF" * 1000


def test_a_full_disk_is_down_and_loses_nothing(sqlite: Database) -> None:
    """What was committed stays and can be read; what does not fit is refused."""
    with sqlite.write() as db:
        contact = person(db).id
        pages = db.exec_driver_sql("PRAGMA page_count").scalar()
        db.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DatabaseDown), sqlite.write() as db:
        begin(db, contact, {"long": "x" * 100_000})
    with sqlite.read() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM contacts").scalar() == 1


@pytest.mark.usefixtures("hurry")
def test_sqlite_held_by_another_process_is_down(sqlite: Database) -> None:
    """A writer waits its time, then gives up."""
    other = open_database(str(sqlite.url))
    with sqlite.write(), pytest.raises(DatabaseDown), other.write():
        pass
    with other.write() as db:
        person(db)
    other.close()


@pytest.mark.usefixtures("hurry")
def test_one_writer_at_a_time_in_a_process(sqlite: Database) -> None:
    """A second writer waits for the first, and not for ever."""
    told: list[str] = []

    def wait_in_vain() -> None:
        try:
            with sqlite.write():
                told.append("in")
        except DatabaseDown as down:
            told.append(str(down))

    with sqlite.write():
        second = threading.Thread(target=wait_in_vain)
        second.start()
        second.join()
    assert told == ["another writer of this process held the database for 0.05 seconds"]


@pytest.mark.parametrize(
    "sentence",
    [
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)",
    ],
)
def test_postgresql_that_breaks_off_is_down_for_once(postgresql: Database, sentence: str) -> None:
    """A lost connection or a statement that took too long: the transaction is told so, the next one works."""
    with pytest.raises(DatabaseDown), postgresql.write() as db:
        db.exec_driver_sql(sentence)
    with postgresql.write() as db:
        person(db)


def test_postgresql_locked_for_too_long_is_down(postgresql: Database) -> None:
    """Whoever holds a contact for too long does not hold the next webhook with it."""
    with postgresql.write() as db:
        contact = person(db).id
    with postgresql.write() as db:
        contacts.lock(db, contact)
        with pytest.raises(DatabaseDown), postgresql.write() as second:
            lock_in_a_hurry(second, contact)


def lock_in_a_hurry(db: Connection, contact: int) -> None:
    db.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
    contacts.lock(db, contact)


def test_a_server_that_ended_is_noticed_before_a_message_is_lost(postgresql: Database, server: Server) -> None:
    """A connection that died between two uses is replaced unseen; without a server the database is down."""
    with postgresql.write() as db:
        person(db)
    server.stop()
    try:
        with pytest.raises(DatabaseDown), postgresql.write():
            pass
    finally:
        server.start()
    with postgresql.write() as db:
        assert contacts.find(db, VAULT, "sms", SOK) is not None
