"""The room of voices, over the whole house: who may listen, what they see of it, and what becomes of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import text
from time_machine import Traveller

from bot import doctor
from bot.store import answers, audit, contacts, conversations, media
from bot.store.answers import Answer
from bot.store.contacts import Person
from bot.store.conversations import Place
from bot.store.media import Medium
from bot.wiring import Wiring
from tests.providers.ogg import voice_note
from tests.webhooks.house import OURS, browser, house, signed_in
from webhooks.console.access import ROLES
from webhooks.console.voices import WRITERS

MORNING = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # half past eight in Cambodia
DEMO = {"demo": True, "public_url": "http://127.0.0.1:8000"}
ADDRESS = "resident-of-the-town"
QUESTION = "One thing the city should do to make your life better?"
SOUND = voice_note(7)
EACH_LANGUAGE = pytest.mark.parametrize("language", ["km", "en"])


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MORNING, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def demo(folder: Path, clock: Traveller) -> Iterator[Wiring]:
    """The demonstration, in which the sample is asked; its worker rests."""
    made = house(folder, **DEMO)
    yield made
    made.database.close()


def wish_path(wiring: Wiring) -> str:
    """Where the open question stands in the sample."""
    with wiring.database.read() as db:
        survey = wiring.desk.shelf.running(db)
    assert survey is not None
    return next(path for path in survey.form.questions if path.endswith("/open_wish"))


def spoken(wiring: Wiring, address: str = ADDRESS, *, fetched: bool = True, ref: str | None = None) -> int:
    """Somebody has answered the open question with their voice."""
    ref = ref or wish_path(wiring)
    vault, now = wiring.vault, wiring.now()
    with wiring.database.write() as db:
        person = contacts.add(db, vault, Person("simulator-telegram", address, "km"), now)
        kept = conversations.begin(db, vault, person.id, ("sihanoukville", "1"), now)
        conversations.save(db, vault, kept, Place({}, "asking", 1), now)
        given = Answer(ref, "open_wish", "1", "answered", "km", "simulator-telegram", now)
        answers.put(db, vault, kept.id, given)
        recording = media.add(db, vault, Medium(kept.id, ref, "voice", f"file of {address}"), now)
        if fetched:
            media.keep(db, vault, recording, SOUND, 7)
    return recording


def lost(wiring: Wiring, address: str = ADDRESS, why: str = "Telegram: file is too big") -> int:
    """A recording that could not be fetched."""
    recording = spoken(wiring, address, fetched=False)
    with wiring.database.write() as db:
        media.give_up(db, recording, why)
    return recording


def room(client: FlaskClient, language: str = "en") -> str:
    return client.get(f"/voices?lang={language}").text


def write(client: FlaskClient, recording: int, **form: str) -> str:
    """Press a button of a recording; the words of the page that follows."""
    answer = client.post(f"/voices/{recording}", data=form, headers=OURS)
    assert answer.status_code == 303
    return client.get(f"{answer.headers['Location']}&lang=en").text


def words(wiring: Wiring, address: str = ADDRESS) -> str | None:
    """What stands as the person's answer."""
    with wiring.database.read() as db:
        known = contacts.look(db, wiring.vault, "simulator-telegram", address)
        assert known is not None
        assert known.conversation is not None
        (given,) = answers.of_conversation(db, wiring.vault, known.conversation.id)
    return given.text


def deeds(wiring: Wiring) -> list[tuple[str, str, str]]:
    """What the audit has, but for signing in."""
    with wiring.database.read() as db:
        return [(deed.actor, deed.action, deed.subject) for deed in audit.latest(db)[::-1] if deed.action != "sign in"]


# --- Who may come in -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_write_down_may_listen(demo: Wiring, role: str) -> None:
    """Analysts, readers, the government's and auditors hear nobody, change nothing, and are not shown the way."""
    recording, client = spoken(demo), signed_in(demo, role)
    may = role in WRITERS
    assert client.get("/voices").status_code == (200 if may else 403)
    assert client.get(f"/voices/{recording}/sound").status_code == (200 if may else 403)
    assert client.post(f"/voices/{recording}", data={"words": "a road"}, headers=OURS).status_code == (
        303 if may else 403
    )
    for act in ("again", "let-go"):
        assert client.post(f"/voices/{act}", headers=OURS).status_code == (303 if may else 403)
    assert ('href="/voices"' in client.get("/today").text) == may
    assert (words(demo) == "a road") == may


def test_nobody_else_hears_anything(demo: Wiring) -> None:
    """Not even in the demonstration, and not by a form on another site."""
    recording = spoken(demo)
    stranger = browser(demo)
    assert stranger.get("/voices").status_code == stranger.get(f"/voices/{recording}/sound").status_code == 401
    foreign = signed_in(demo).post(
        f"/voices/{recording}", data={"words": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert words(demo) is None


# --- What they see ------------------------------------------------------------------------------------------------


def test_a_recording_is_told_without_whose_it_is(demo: Wiring) -> None:
    """The question, the language, when and how long; no address, no name of a file, no number of a person."""
    recording = spoken(demo)
    page = room(signed_in(demo))
    for told in (QUESTION, "ខ្មែរ", "24 November 2026, 08:30", "Length 0:07", "1 recording waits"):
        assert told in page
    assert f'src="/voices/{recording}/sound"' in page
    for hidden in (ADDRESS, "file of", "simulator-telegram"):
        assert hidden not in page


@EACH_LANGUAGE
def test_the_room_speaks_the_readers_language(demo: Wiring, language: str) -> None:
    """The question too, and the sample's Khmer is told to be a draft."""
    spoken(demo)
    page = room(signed_in(demo), language)
    assert (QUESTION in page) == (language == "en")
    assert ("អ្វីដែលគេនិយាយ" in page) == (language == "km")
    assert "sample, Khmer not yet reviewed" in page


def test_the_oldest_is_first(demo: Wiring, clock: Traveller) -> None:
    """Whoever has waited longest is heard first."""
    first = spoken(demo)
    clock.shift(3600)
    second = spoken(demo, "another-resident")
    assert re.findall(r'src="/voices/(\d+)/sound"', room(signed_in(demo))) == [str(first), str(second)]


def test_what_is_not_here_yet_cannot_be_written_down(demo: Wiring) -> None:
    """It says so, and offers no field: nobody writes down what they have not heard."""
    spoken(demo, fetched=False)
    page = room(signed_in(demo))
    assert "still being fetched" in page
    assert "<textarea" not in page


def test_a_question_that_is_gone_has_its_name(demo: Wiring) -> None:
    """A recording is heard even where its form knows the question no more."""
    spoken(demo, ref="/data/another_wish")
    assert ">another_wish</h2>" in room(signed_in(demo))


@EACH_LANGUAGE
def test_an_empty_room_teaches(demo: Wiring, language: str) -> None:
    """What would come here, and in the demonstration how to try it."""
    page = room(signed_in(demo), language)
    assert {"km": "គ្មានសារជាសំឡេងរង់ចាំទេ", "en": "No recording waits"}[language] in page
    assert '/#telegram"' in page


def test_a_real_house_sends_nobody_to_the_phones(real: Wiring) -> None:
    """There are none."""
    page = room(signed_in(real))
    assert "No recording waits" in page
    assert "#telegram" not in page


def test_every_field_has_its_name(demo: Wiring) -> None:
    """Each recording, field and button is told apart by those who only hear the page."""
    for number in range(3):
        spoken(demo, f"resident-{number}-here")
    page = room(signed_in(demo))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for pointer in ("for", "aria-labelledby", "aria-describedby"):
        assert set(re.findall(rf'\b{pointer}="([^"]+)"', page)) <= set(ids)
    assert len(re.findall(r'<audio [^>]*aria-label="Recording \d"', page)) == 3
    assert len(re.findall(r'<label for="words-', page)) == 3


# --- Listening ----------------------------------------------------------------------------------------------------


def test_a_recording_is_heard_and_kept_nowhere(demo: Wiring) -> None:
    """Unsealed on its way only; no cache keeps it, and a browser takes it for a sound or for nothing."""
    heard = signed_in(demo, "coder").get(f"/voices/{spoken(demo)}/sound")
    assert heard.data == SOUND
    assert heard.headers["Content-Type"] == "audio/ogg"
    assert heard.headers["Cache-Control"] == "no-store"
    assert heard.headers["X-Content-Type-Options"] == "nosniff"


def test_one_can_go_back_in_a_recording(demo: Wiring) -> None:
    """A player asks for any part of it."""
    part = signed_in(demo).get(f"/voices/{spoken(demo)}/sound", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, SOUND[100:200])


@pytest.mark.parametrize("fetched", [True, False])
def test_there_is_nothing_to_hear_where_nothing_is(demo: Wiring, *, fetched: bool) -> None:
    """Neither of a number nobody has, nor of what has not been fetched; and the audit tells of no listening."""
    number = spoken(demo, fetched=fetched) + (1 if fetched else 0)
    assert signed_in(demo).get(f"/voices/{number}/sound").status_code == 404
    assert deeds(demo) == []


def test_every_listening_is_told(demo: Wiring, clock: Traveller) -> None:
    """Who, which and when, never what; the parts of one listening once, a later one again."""
    recording = spoken(demo)
    client = signed_in(demo, "coder")
    for part in ("bytes=0-99", "bytes=100-199"):
        client.get(f"/voices/{recording}/sound", headers={"Range": part})
    signed_in(demo, "owner").get(f"/voices/{recording}/sound")
    clock.shift(11 * 60)
    client.get(f"/voices/{recording}/sound", headers={"Range": "bytes=5-"})
    heard = ("listen", f"recording {recording}")
    coder, owner = "coder@yobal.example", "owner@yobal.example"
    assert deeds(demo) == [(coder, *heard), (owner, *heard), (coder, *heard)]


# --- Writing down -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("សូមធ្វើផ្លូវទៅសាលារៀន", "សូមធ្វើផ្លូវទៅសាលារៀន"),
        ("  a road\r\nto school ", "a road\nto school"),
        ("a\x00b\x0bc", "a\ufffdb\ufffdc"),  # what no export may hold
        ("<b>road</b> & more", "<b>road</b> & more"),
        ("ក" * 5000, "ក" * 4000),
    ],
)
def test_what_is_written_down_is_the_answer(demo: Wiring, written: str, kept: str) -> None:
    """With who wrote it; the recording waits no more, and the audit has no word of it."""
    recording, client = spoken(demo), signed_in(demo, "coder")
    assert "your words are the answer now" in write(client, recording, words=written)
    assert words(demo) == kept
    assert "No recording waits" in room(client)
    assert deeds(demo) == [("coder@yobal.example", "write down", f"recording {recording}")]
    with demo.database.read() as db:
        assert db.execute(text("SELECT written_by FROM media")).scalar_one() == "coder@yobal.example"


def test_what_cannot_be_understood_is_set_aside(demo: Wiring) -> None:
    """It waits no more, and no words stand in for it, whatever stood in the field."""
    recording, client = spoken(demo), signed_in(demo)
    assert "set aside" in write(client, recording, words="half a wo", unclear="yes")
    assert words(demo) is None
    assert "No recording waits" in room(client)
    assert deeds(demo) == [("organiser@yobal.example", "set aside", f"recording {recording}")]


@pytest.mark.parametrize("form", [{}, {"words": ""}, {"words": " \r\n\t"}])
def test_nothing_written_is_nothing_saved(demo: Wiring, form: dict[str, str]) -> None:
    """The recording still waits."""
    recording, client = spoken(demo), signed_in(demo)
    page = write(client, recording, **form)
    assert "nothing was saved" in page
    assert f'src="/voices/{recording}/sound"' in page
    assert (words(demo), deeds(demo)) == (None, [])


def test_who_comes_second_is_told(demo: Wiring) -> None:
    """Two had the page open; the first words stand."""
    recording = spoken(demo)
    write(signed_in(demo, "coder"), recording, words="first")
    assert "Somebody was quicker" in write(signed_in(demo, "owner"), recording, words="second")
    assert words(demo) == "first"
    assert len(deeds(demo)) == 1


def test_an_address_of_ones_own_making_says_nothing(demo: Wiring) -> None:
    """Only what the room itself tells is told."""
    page = signed_in(demo).get("/voices?lang=en&done=<b>pay</b>").text
    assert "pay" not in page
    assert 'role="status"' not in page


# --- What could not be fetched ------------------------------------------------------------------------------------


def test_what_could_not_be_fetched_can_be_tried_anew(demo: Wiring) -> None:
    """With the reasons; it waits again then."""
    lost(demo)
    client = signed_in(demo)
    page = room(client)
    assert "1 recording could not be fetched" in page
    assert "file is too big" in page
    assert client.post("/voices/again", headers=OURS).status_code == 303
    assert "still being fetched" in room(client)
    assert deeds(demo) == [("organiser@yobal.example", "fetch again", "1 recordings")]


def test_what_could_not_be_fetched_can_be_let_go(demo: Wiring) -> None:
    """Nobody has to look at it for ever; with nothing to do nothing is told."""
    lost(demo)
    client = signed_in(demo)
    for _ in range(2):
        client.post("/voices/let-go", headers=OURS)
    assert "could not be fetched" not in room(client)
    assert deeds(demo) == [("organiser@yobal.example", "let go", "1 recordings")]


# --- Elsewhere ----------------------------------------------------------------------------------------------------


def test_today_says_what_waits(demo: Wiring) -> None:
    """To everybody the count, to those who may write it down the way."""
    spoken(demo)
    lost(demo, "another-resident")
    page = signed_in(demo, "reader").get("/today?lang=en").text
    assert "<dt>Recordings to be written down</dt><dd>1</dd>" in page
    assert "<dt>Recordings that could not be fetched</dt><dd>1</dd>" in page
    assert "Listen and write down" not in page
    assert "Listen and write down" in signed_in(demo, "coder").get("/today?lang=en").text


def test_the_doctor_says_what_waits(demo: Wiring) -> None:
    """What waits is well; what could not be fetched is to be mended, and why."""
    spoken(demo)
    lost(demo, "another-resident")
    found = {finding.what: finding.well for finding in doctor.examine(demo.settings)}
    assert found["recordings to be written down: 1 (in the console, at /voices)"]
    assert not found["recordings that could not be fetched: 1 (Telegram: file is too big)"]
