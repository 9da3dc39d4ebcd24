"""Forms as they were imported. A draft may be replaced; a published version never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.store.tables import surveys

State = Literal["draft", "published", "closed"]
Changed = Mapping[str, Any]  # plain data, written once


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a survey: the compiled `document` and the `source` file it was read from."""

    name: str
    version: str
    document: Mapping[str, Any] = field(repr=False)
    source: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a version is in its life. `changed` is what it has otherwise than the version it followed, if any."""

    name: str
    version: str
    state: State
    created_at: datetime
    published_at: datetime | None
    closed_at: datetime | None
    changed: Changed | None = None


def keep(db: Connection, edition: Edition, now: datetime) -> bool:
    """Keep a draft, in place of an earlier draft of this version. False: it is published and stays as it is."""
    row = {"document": dict(edition.document), "source": edition.source, "state": "draft", "created_at": now}
    statement = insert(surveys)
    changed = {name: statement.excluded[name] for name in ("document", "source", "created_at")}
    kept = statement.on_conflict_do_update(
        index_elements=["name", "version"], set_=changed, where=surveys.c.state == "draft"
    ).returning(surveys.c.state)
    return db.execute(kept, {"name": edition.name, "version": edition.version, **row}).first() is not None


def publish(db: Connection, name: str, version: str, now: datetime, changed: Changed | None = None) -> bool:
    """People may be asked this version from now on; `changed` is kept with it. False: there is no such draft."""
    return _moved(db, (name, version), "draft", {"state": "published", "published_at": now, "changed": changed})


def close(db: Connection, name: str, version: str, now: datetime) -> bool:
    """Nobody new is asked this version. False: it was not published."""
    return _moved(db, (name, version), "published", {"state": "closed", "closed_at": now})


def _moved(db: Connection, which: tuple[str, str], before: State, after: Mapping[str, object]) -> bool:
    name, version = which
    one = update(surveys).where(surveys.c.name == name, surveys.c.version == version, surveys.c.state == before)
    return db.execute(one.values(**after)).rowcount == 1


def load(db: Connection, name: str, version: str) -> Edition | None:
    """One version, in whatever state."""
    return _edition(db.execute(_EDITION.where(surveys.c.name == name, surveys.c.version == version)).mappings().first())


def current(db: Connection, name: str) -> Edition | None:
    """The version that is asked now: the one published last and not closed."""
    open_now = _EDITION.where(surveys.c.name == name, surveys.c.state == "published")
    latest = open_now.order_by(surveys.c.published_at.desc(), surveys.c.version.desc()).limit(1)
    return _edition(db.execute(latest).mappings().first())


_EDITION = select(surveys.c.name, surveys.c.version, surveys.c.document, surveys.c.source)


def _edition(row: RowMapping | None) -> Edition | None:
    return None if row is None else Edition(**row)


def standings(db: Connection) -> tuple[Standing, ...]:
    """Every version of every survey, by name and age."""
    times = (surveys.c.created_at, surveys.c.published_at, surveys.c.closed_at)
    columns = (surveys.c.state, *times, surveys.c.changed)
    rows = select(surveys.c.name, surveys.c.version, *columns).order_by(surveys.c.name, surveys.c.created_at)
    return tuple(Standing(*row) for row in db.execute(rows))


def running(among: Iterable[Standing]) -> tuple[Standing, ...]:
    """Of each survey the version that is asked now, as `current` finds it; none of those that are closed."""
    published = [each for each in among if each.state == "published"]
    in_turn = sorted(published, key=lambda each: (each.published_at or each.created_at, each.version))
    return tuple({each.name: each for each in in_turn}.values())
