"""Migrations: `upgrade` brings a database to the newest tables, `is_current` says whether it has them."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.store.database import Database

_ONE_AT_A_TIME = 7_967_660_081_082  # PostgreSQL's advisory lock of this name; any number of our own will do


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the tables to version `to`, all or nothing; where they are, nothing happens. Raises DatabaseDown.

    Several processes may start at once: one does it, the others wait.
    """
    with database.write() as db:
        if not database.is_sqlite:
            db.execute(text("SET LOCAL statement_timeout = 0"))  # an index over a million rows takes its time
            db.execute(text("SET LOCAL lock_timeout = '60s'"))
            db.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _ONE_AT_A_TIME})
        config = _config()
        config.attributes["connection"] = db
        command.upgrade(config, to)


def is_current(database: Database) -> bool:
    """Whether the tables are those this code was written for. Raises DatabaseDown."""
    with database.read() as db:
        return MigrationContext.configure(db).get_current_revision() == _newest()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()
