"""What breaks on our side: the database, the form, a talk that cannot be read. Nothing is lost, nobody is stuck."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import doctor, editions
from bot.store import inbound
from tests.webhooks.whole.conftest import MORNING
from tests.webhooks.whole.town import DARA, SOK, Town, eventually

FORM = """
| survey |
| | type | name | label::English (en) | label::Khmer (km) |
| | text | why | Why? | ហេតុអ្វី? |
| settings |
| | form_title | form_id | version | default_language | sms_keyword |
| | The bridge | bridge | 1 | Khmer (km) | bridge |
"""


@contextmanager
def database_away(town: Town, request: pytest.FixtureRequest) -> Iterator[None]:
    """Nobody reaches the database meanwhile."""
    if town.wiring.database.is_sqlite:
        town.wiring.database.close()
        file = Path(town.wiring.database.url.database or "")
        shutil.move(file, file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        shutil.move(file.with_suffix(".away"), file)
        return
    server = request.getfixturevalue("server")
    server.stop()
    yield
    server.start()


def test_while_the_database_is_down_the_providers_come_again(town: Town, request: pytest.FixtureRequest) -> None:
    """503, and the message is taken in when it comes again; the health page says that we are not ready."""
    town.says("yobal", "2", "1")
    town.writes("/start sihanoukville_en", "1")
    town.rest()
    with database_away(town, request):
        assert town.texts("3", sid="SM" + "1" * 32).status == 503
        delivery = town.telegram.receive_text(DARA, "3")
        assert delivery.attempts[0] == 503
        assert not town.wiring.ready()
    assert town.texts("3", sid="SM" + "1" * 32).status == 200
    town.telegram.settle()
    town.work()
    town.all_sent()
    assert town.values() == town.values(DARA) == {"district": "1802"}


def test_a_worker_outlives_its_database(town: Town, request: pytest.FixtureRequest) -> None:
    """It tries again until it is back, and nobody has to start it."""
    town.writes("/start sihanoukville_en")
    if town.wiring.database.is_sqlite:
        return  # a file does not go away from under an open connection
    with database_away(town, request):
        eventually(lambda: not town.wiring.ready(), "the database is away")
    eventually(town.wiring.ready, "the database is back")
    assert "Where do you live" in town.writes("1")


def spoil_the_talk(town: Town) -> None:
    """Whatever happened to the disk or the keys: this person's state cannot be opened any more."""
    with town.wiring.database.write() as db:
        db.execute(text("UPDATE conversations SET state = :state"), {"state": b"\x01 not what was sealed"})


def spoil_the_form(town: Town) -> None:
    """The stored form is damaged."""
    with town.wiring.database.write() as db:
        db.execute(text("UPDATE surveys SET document = :document"), {"document": '{"name": "sihanoukville"}'})
    town.wiring.desk.shelf._built.clear()


@pytest.mark.parametrize("spoil", [spoil_the_talk, spoil_the_form])
def test_a_message_that_breaks_its_handling_is_kept_and_answered_200(town: Town, spoil: Callable[[Town], None]) -> None:
    """Nothing of it is half done, the next one is not blocked, and the doctor lists it."""
    town.says("yobal", "2", "1")
    spoil(town)
    received = town.texts("my neighbour Vanna")
    assert (received.status, received.texts) == (200, ())
    assert town.rows("SELECT count(*) FROM answers") == [(0,)]
    with town.wiring.database.read() as db:
        (kept,) = inbound.quarantined(db, town.wiring.vault)
    assert "my neighbour Vanna" in kept.raw
    assert "Vanna" not in kept.error
    assert town.texts("again").status == 200
    lines = [each.line() for each in doctor.examine(town.wiring.settings)]
    assert any("2 messages could not be handled" in line for line in lines), lines


def test_a_repeated_message_that_breaks_is_kept_once(town: Town) -> None:
    """However often the provider brings it."""
    town.says("yobal", "2", "1")
    spoil_the_talk(town)
    for _ in range(3):
        town.texts("3", sid="SM" + "1" * 32)
    assert town.ask("SELECT count(*) FROM inbound WHERE state = 'quarantined'") == 1


def test_one_spoiled_talk_does_not_disturb_the_others(town: Town) -> None:
    """Neither in the inbox nor in the worker's timers."""
    town.says("yobal", "2", "1")
    spoil_the_talk(town)
    town.says("yobal", "2", "1", phone="+85512000002")
    town.twilio.deliver()
    town.later(days=1, minutes=1)
    eventually(lambda: len(town.twilio.shown("+85512000002")) == 3, "the other got a reminder")


def test_a_new_version_of_a_form_does_not_disturb_a_talk(town: Town) -> None:
    """Talks finish on the version they began with, new ones begin on the new."""
    editions.bring(town.wiring.database, FORM.encode(), "bridge.md", MORNING, publish=True)
    assert "Yobal" in town.says("bridge", "2")
    town.says("1")
    other = FORM.replace("Why?", "Why so?").replace("| 1 |", "| 2 |")
    editions.bring(town.wiring.database, other.encode(), "bridge.md", MORNING, publish=True)
    assert town.says("?").endswith("Why?")
    assert town.says("bridge", "2", "1", phone="+85512000002").endswith("Why so?")


def test_a_form_that_closes_lets_its_talks_end(town: Town) -> None:
    """Nobody new is asked."""
    town.says("yobal", "2", "1")
    with town.wiring.database.write() as db:
        db.execute(text("UPDATE surveys SET state = 'closed'"))
    town.says("3")
    assert town.values() == {"district": "1802"}
    assert "មិនមានការពិគ្រោះយោបល់" in town.says("yobal", phone="+85512000002")
    assert town.known(SOK) is not None
    assert town.known("+85512000002") is None


def test_nobody_new_is_kept_where_no_form_is_open(town: Town) -> None:
    """There is nothing to ask, so there is nothing to know."""
    with town.wiring.database.write() as db:
        db.execute(text("DELETE FROM surveys"))
    assert town.says("hello") != ""
    assert (town.count("contacts"), town.count("conversations")) == (0, 0)
