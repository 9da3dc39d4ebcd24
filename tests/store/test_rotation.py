"""Keys rotate while everything goes on; afterwards the old key opens nothing, for nothing needs it."""

import pytest
from sqlalchemy import Connection, LargeBinary, select

from bot.store import answers, contacts, rotation
from bot.store.columns import metadata
from bot.store.database import Database
from bot.store.vault import Unreadable, Vault
from tests.store.scene import SOK
from tests.store.test_erasure import life

OLD, NEW, INDEX = bytes(range(32)), b"n" * 32, bytes(range(32, 64))
BOTH, ALONE = Vault({8: NEW, 7: OLD}, INDEX), Vault({8: NEW}, INDEX)


def test_after_a_rotation_the_new_key_is_enough(database: Database) -> None:
    """Page by page until there is nothing left to do; then every sealed value opens with the new key alone."""
    with database.write() as db:
        for n in range(5):
            life(db, f"+8551200000{n}", n)
    done: list[int] = []
    while not done or done[-1]:
        with database.write() as db:
            done.append(rotation.reseal(db, BOTH, limit=3))
    assert len(done) == 5
    with database.write() as db:
        found = contacts.find(db, ALONE, "sms", "+85512000003")
        assert found is not None
        assert found.conversation is not None
        assert answers.of_conversation(db, ALONE, found.conversation.id)[0].text == "wish of +85512000003"
        with pytest.raises(Unreadable):
            contacts.load(db, Vault({7: OLD}, INDEX), found.id)


def test_every_sealed_column_is_rotated(database: Database) -> None:
    """A new sealed column has to be thought of: no bytes sealed with the old key are left anywhere."""
    with database.write() as db:
        life(db, SOK, 1)
        assert sealed_with(db, 7)
        assert rotation.reseal(db, BOTH) > 0
        assert sealed_with(db, 7) == set()
        assert rotation.reseal(db, BOTH) == 0


def sealed_with(db: Connection, key: int) -> set[str]:
    """The columns in which something begins as values sealed with this key do."""
    found = set()
    for table in metadata.tables.values():
        for column in table.c:
            if isinstance(column.type, LargeBinary):
                values = db.execute(select(column).where(column.is_not(None))).scalars()
                found |= {f"{column}" for value in values if value[:2] == bytes((1, key))}
    return found
