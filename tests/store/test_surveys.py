"""A survey's life: draft, published, closed; a published version never changes."""

from datetime import timedelta

from bot.store import surveys
from bot.store.database import Database
from bot.store.surveys import Edition
from tests.store.scene import NOW

DRAFT = Edition("town-plan", "1", {"title": {"km": "ផែនការ", "en": "Plan"}, "n": [1, None]}, b"PK\x03\x04")
OTHER = Edition("town-plan", "1", {"title": {"km": "x", "en": "x"}}, b"")
LATER = NOW + timedelta(days=1)


def test_a_draft_may_be_replaced(database: Database) -> None:
    """Until it is published; it is not asked yet."""
    with database.write() as db:
        assert surveys.keep(db, OTHER, NOW)
        assert surveys.keep(db, DRAFT, NOW)
        assert surveys.load(db, "town-plan", "1") == DRAFT
        assert surveys.current(db, "town-plan") is None
        assert surveys.load(db, "town-plan", "2") is None


def test_a_published_version_never_changes(database: Database) -> None:
    """Neither by importing again nor by publishing again."""
    with database.write() as db:
        surveys.keep(db, DRAFT, NOW)
        assert surveys.publish(db, "town-plan", "1", NOW)
        assert not surveys.keep(db, OTHER, LATER)
        assert not surveys.publish(db, "town-plan", "1", LATER)
        assert surveys.current(db, "town-plan") == DRAFT
        (standing,) = surveys.standings(db)
    assert (standing.state, standing.published_at) == ("published", NOW)


def test_the_version_published_last_is_asked(database: Database) -> None:
    """Once it is closed, the one before is again, if it is open."""
    second = Edition("town-plan", "2", {}, b"")
    with database.write() as db:
        for edition, when in ((DRAFT, NOW), (second, LATER)):
            surveys.keep(db, edition, when)
            surveys.publish(db, "town-plan", edition.version, when)
        assert surveys.current(db, "town-plan") == second
        assert surveys.close(db, "town-plan", "2", LATER)
        assert not surveys.close(db, "town-plan", "2", LATER)
        assert surveys.current(db, "town-plan") == DRAFT
        assert [each.state for each in surveys.standings(db)] == ["published", "closed"]


def test_a_draft_cannot_be_closed_nor_nothing_published(database: Database) -> None:
    """Each step follows the one before."""
    with database.write() as db:
        surveys.keep(db, DRAFT, NOW)
        assert not surveys.close(db, "town-plan", "1", NOW)
        assert not surveys.publish(db, "town-plan", "9", NOW)


def test_what_a_version_changed_is_kept_with_it(database: Database) -> None:
    """A version that followed none says nothing."""
    second, changed = Edition("town-plan", "2", {}, b""), {"since": "1", "changes": [{"what": "question-gone"}]}
    with database.write() as db:
        for edition, what in ((DRAFT, None), (second, changed)):
            surveys.keep(db, edition, NOW)
            surveys.publish(db, "town-plan", edition.version, NOW, what)
        assert [each.changed for each in surveys.standings(db)] == [None, changed]


def test_of_each_survey_one_version_is_running(database: Database) -> None:
    """The same that `current` finds, whatever came in between."""
    others = (Edition("town-plan", "2", {}, b""), Edition("port", "1", {}, b""), Edition("port", "2", {}, b""))
    with database.write() as db:
        for hours, edition in enumerate((DRAFT, *others)):
            surveys.keep(db, edition, NOW)
            surveys.publish(db, edition.name, edition.version, NOW + timedelta(hours=hours))
        surveys.close(db, "port", "2", LATER)
        running = surveys.running(surveys.standings(db))
        assert {each.name: each.version for each in running} == {"port": "1", "town-plan": "2"}
