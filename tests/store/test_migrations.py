"""Migrations lead to the tables of the code, from nothing and with data in them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, text

from bot.store import answers, contacts
from bot.store.columns import metadata
from bot.store.database import Database
from bot.store.migrations import is_current, upgrade
from tests.store.scene import SOK, VAULT, answer, begin, person, say, take


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    """Nobody can change a table and forget the migration."""
    with database.read() as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []


def test_the_migrations_make_the_same_partial_indexes(database: Database) -> None:
    """Which the comparison above does not look at."""
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    with database.read() as db:
        found = [index for table in metadata.tables for index in inspect(db).get_indexes(table)]
    partial = {index["name"] for index in found if any(key.endswith("_where") for key in index["dialect_options"])}
    assert partial == {index.name for index in indexes if index.dialect_options["sqlite"]["where"] is not None}


def test_an_empty_database_is_not_current_until_upgraded(empty: Database) -> None:
    """Health says no before the migrations and yes after."""
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)


def test_a_database_of_another_version_is_not_current(database: Database) -> None:
    """Code does not run on tables it was not written for."""
    with database.write() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not is_current(database)


def test_upgrading_again_changes_nothing(database: Database) -> None:
    """Data stays as it is and readable."""
    with database.write() as db:
        known = person(db)
        kept = begin(db, known.id, {"at": "/data/market"})
        answers.put(db, VAULT, kept.id, answer())
        take(db)
        say(db, known.id)
        before = counts(db)
    upgrade(database)
    with database.write() as db:
        assert counts(db) == before
        found = contacts.find(db, VAULT, "sms", SOK)
        assert found is not None
        assert found.conversation is not None
        assert found.conversation.place.state == {"at": "/data/market"}
        assert answers.of_conversation(db, VAULT, kept.id) == (answer(),)


def test_processes_that_start_together_upgrade_once(empty: Database) -> None:
    """The others wait and find it done."""
    with ThreadPoolExecutor(4) as processes:
        list(processes.map(upgrade, [empty] * 4))
    assert is_current(empty)


def test_a_migration_that_fails_leaves_nothing_half_done(empty: Database) -> None:
    """All or nothing, the tables themselves included."""
    with empty.write() as db:
        db.execute(text("CREATE TABLE marks (in_the_way integer)"))
    with pytest.raises(Exception, match="marks"):
        upgrade(empty)
    with empty.read() as db:
        assert inspect(db).get_table_names() == ["marks"]


def counts(db: Connection) -> dict[str, int]:
    tables = metadata.tables.items()
    return {name: db.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables}
