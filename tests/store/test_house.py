"""Small things kept for the house: simulated screens, notes of Yobal's own, who did what."""

from datetime import timedelta

from bot.store import audit, marks, screens
from bot.store.audit import Deed
from bot.store.database import Database
from tests.store.scene import NOW


def test_a_screen_shows_what_came_since(database: Database) -> None:
    """In order, each phone its own; a new phone is empty, and its numbers go on."""
    with database.write() as db:
        first = screens.show(db, "012", {"text": "សួស្តី", "buttons": [["a", "1"]]}, NOW)
        screens.show(db, "077", {"text": "other"}, NOW)
        second = screens.show(db, "012", {"text": "two"}, NOW)
        shown = screens.of_phone(db, "012")
        assert [(each.id, each.content["text"]) for each in shown] == [(first, "សួស្តី"), (second, "two")]
        assert [each.id for each in screens.of_phone(db, "012", after=first)] == [second]
        screens.clear(db, "012")
        assert screens.of_phone(db, "012") == ()
        assert screens.show(db, "012", {}, NOW) > second
        assert len(screens.of_phone(db, "077")) == 1


def test_a_mark_is_moved(database: Database) -> None:
    """The last word stands."""
    with database.write() as db:
        assert marks.read(db, "read up to") is None
        for value in ("SM1", "SM2"):
            marks.put(db, "read up to", value, NOW)
        assert marks.read(db, "read up to") == "SM2"


def test_the_audit_tells_the_latest_first(database: Database) -> None:
    """As many as wanted."""
    deeds = [Deed("sophea@example.org", "publish", f"town-plan {n}", NOW + timedelta(hours=n)) for n in range(3)]
    with database.write() as db:
        for deed in deeds:
            audit.add(db, deed)
        assert audit.latest(db, 2) == (deeds[2], deeds[1])
