"""Those who run a consultation sign in with a link that works once."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.store import users
from bot.store.database import Database
from tests.store.scene import NOW

TOMORROW = NOW + timedelta(days=1)


def test_an_email_is_one_user_however_it_is_typed(database: Database) -> None:
    """A second is refused."""
    with database.write() as db:
        added = users.add(db, " Sophea@Example.org ", "organiser", NOW)
        assert users.find(db, "sophea@example.ORG") == added
        assert users.load(db, added.id) == added
        assert users.find(db, "dara@example.org") is None
        with pytest.raises(ValueError, match="is a user already"):
            users.add(db, "SOPHEA@example.org", "reader", NOW)
        assert users.everybody(db) == (added,)


def test_a_link_signs_in_once(database: Database) -> None:
    """And only who it was made for; the database does not hold it."""
    with database.write() as db:
        sophea, _ = users.add(db, "sophea@example.org", "organiser", NOW), users.add(db, "d@example.org", "reader", NOW)
        link = users.invite(db, sophea.id, TOMORROW)
        stored = db.execute(text("SELECT hash FROM sign_in_tokens")).scalar_one()
        assert link.encode() not in stored
        assert users.sign_in(db, link, NOW) == sophea
        assert users.sign_in(db, link, NOW) is None


def test_a_link_ends(database: Database) -> None:
    """By its time, by the user's being disabled; a guess opens nothing."""
    with database.write() as db:
        sophea = users.add(db, "sophea@example.org", "organiser", NOW)
        assert users.sign_in(db, users.invite(db, sophea.id, TOMORROW), TOMORROW) is None
        link = users.invite(db, sophea.id, TOMORROW)
        users.disable(db, sophea.id, NOW)
        assert users.sign_in(db, link, NOW) is None
        assert users.sign_in(db, users.invite(db, sophea.id, TOMORROW), NOW) is None
        assert users.sign_in(db, "", NOW) is None


def test_password_and_role_change(database: Database) -> None:
    """The hash is kept, and shown to nobody by accident."""
    with database.write() as db:
        sophea = users.add(db, "sophea@example.org", "reader", NOW)
        users.set_password(db, sophea.id, "$argon2id$v=19$secret")
        users.set_role(db, sophea.id, "organiser")
        found = users.load(db, sophea.id)
    assert found is not None
    assert (found.password, found.role) == ("$argon2id$v=19$secret", "organiser")
    assert "argon2id" not in repr(found)
