"""A voice on its way: spoken on Telegram, fetched by the worker, written down in the console, found in an export."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot import exports, fetching
from bot.store import media
from bot.store.media import Backlog
from tests.providers.ogg import voice_note
from tests.webhooks.house import OURS, signed_in
from tests.webhooks.whole.town import DARA, Town, eventually

TO_THE_WISH = ("1", "1", "3", "3 1 7", "1", "2", "1", "5", "6")
FROM_THE_WISH = ("1", "2", "2", "1", "5 3 2", "2", "3", "10", "1")
WISH = "សូមធ្វើផ្លូវទៅសាលារៀន"


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker looks for recordings every 2 s: nobody has to wait for it here."""
    monkeypatch.setattr("bot.worker.FETCH", 0.02)


def speak(town: Town, chat: int = DARA) -> str:
    """Somebody answers the open question with their voice; Telegram's name of the recording."""
    town.does(town.telegram.start(chat), chat)
    town.writes(*TO_THE_WISH, chat=chat)
    delivery = town.telegram.voice(chat)
    town.does(delivery, chat)
    file: str = delivery.update["message"]["voice"]["file_id"]
    return file


def speak_alone(town: Town) -> None:
    """The same, while no worker works."""
    town.does(town.telegram.start(DARA))
    town.writes(*TO_THE_WISH)
    town.rest()
    assert town.telegram.voice(DARA).taken


def backlog(town: Town) -> Backlog:
    with town.wiring.database.read() as db:
        return media.backlog(db)


def is_here(town: Town) -> bool:
    return bool(town.ask("SELECT count(*) FROM media WHERE sound IS NOT NULL"))


def error(town: Town) -> str | None:
    found: str | None = town.ask("SELECT error FROM media")
    return found


def asked(town: Town, operation: str) -> int:
    return [call.operation for call in town.telegram.calls].count(operation)


def console(town: Town, role: str = "coder") -> FlaskClient:
    return signed_in(town.wiring, role)


def write_down(town: Town, words: str) -> None:
    """A coder writes down the only recording."""
    number = town.ask("SELECT id FROM media")
    assert console(town).post(f"/voices/{number}", data={"words": words}, headers=OURS).status_code == 303


def export(town: Town, folder: Path) -> dict[str, object]:
    """What an export has of the only submission."""
    assert exports.write(town.wiring.desk, "sihanoukville", "json", folder)[0] == 1
    (row,) = json.loads((folder / "sihanoukville.json").read_text("utf-8"))["submissions"]
    assert isinstance(row, dict)
    return row


def test_a_voice_becomes_words(town: Town, tmp_path: Path) -> None:
    """Who listens hears what was said; what they write is the answer, in the database and in every export."""
    speak(town)
    eventually(lambda: is_here(town), "the recording is fetched")
    number = town.ask("SELECT id FROM media")
    heard = console(town).get(f"/voices/{number}/sound")
    assert heard.data == voice_note(3)
    write_down(town, WISH)
    assert town.values(DARA)["open_wish"] == WISH
    assert export(town, tmp_path)["open_wish"] == WISH
    town.writes(*FROM_THE_WISH)
    assert town.phase(DARA) == "done"
    assert export(town, tmp_path)["open_wish"] == WISH


def test_the_words_stand_in_the_instance_too(town: Town, tmp_path: Path) -> None:
    """An ODK instance made before they were written down has only a name for the recording."""
    speak(town)
    town.writes(*FROM_THE_WISH)
    eventually(lambda: is_here(town), "the recording is fetched")
    for words in (None, WISH):
        if words is not None:
            write_down(town, words)
        count, folder = exports.write(town.wiring.desk, "sihanoukville", "xml", tmp_path / str(words))
        assert (count, folder is not None) == (1, True)
        (file,) = (tmp_path / str(words)).rglob("*.xml")
        assert (f"<open_wish>{WISH}</open_wish>" in file.read_text("utf-8")) == (words is not None)


def test_nothing_is_fetched_before_the_answer_is_kept(town: Town) -> None:
    """No call to anybody stands between the webhook and the commit: without a worker the recording waits."""
    speak_alone(town)
    assert (town.count("media"), asked(town, "getFile")) == (1, 0)


@pytest.mark.parametrize("fault", ["too-many", "server-error", "drop", "accept-then-drop"])
@pytest.mark.parametrize("operation", ["getFile", "file"])
def test_a_fault_at_the_provider_only_delays(town: Town, fault: str, operation: str) -> None:
    """The reason is kept while it waits, and is gone when it is here."""
    town.telegram.fail(fault, operation=operation)  # type: ignore[arg-type] # one of the fake's kinds
    speak(town)
    eventually(lambda: error(town), "the first try fails")
    assert backlog(town) == Backlog(1, 0)
    town.later(minutes=2)
    eventually(lambda: is_here(town), "the recording is fetched")
    assert error(town) is None


def test_it_is_tried_for_about_a_day() -> None:
    """Longer than an outage at the provider lasts; nobody is asked more than once in five seconds."""
    waits = [fetching.backoff(tries) for tries in range(1, fetching.TRIES)]
    assert timedelta(hours=12) < sum(waits, timedelta()) < timedelta(hours=30)
    assert min(waits) >= timedelta(seconds=5)


def test_what_never_comes_is_given_up_with_its_reason(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many tries; somebody can have it tried anew."""
    monkeypatch.setattr("bot.fetching.TRIES", 3)
    town.telegram.fail("server-error", operation="getFile", times=3)
    speak(town)
    for tries in (1, 2, 3):
        eventually(lambda: town.ask("SELECT tries FROM media") == tries and error(town), "a try fails")  # noqa: B023 - called at once
        town.later(hours=7)
    assert backlog(town) == Backlog(0, 1)
    assert "Telegram" in (error(town) or "")
    assert asked(town, "getFile") == 3
    assert console(town).post("/voices/again", headers=OURS).status_code == 303
    eventually(lambda: is_here(town), "it is tried anew")


def test_a_file_too_big_is_given_up_at_once(town: Town) -> None:
    """Asking again cannot help; the ones after it are fetched all the same."""
    town.does(town.telegram.start(DARA))
    town.writes(*TO_THE_WISH)
    town.does(town.telegram.voice(DARA, size=20_000_001))
    eventually(lambda: backlog(town) == Backlog(0, 1), "it is given up")
    assert "too big" in (error(town) or "")
    assert asked(town, "getFile") == 1
    speak(town, 77)
    eventually(lambda: is_here(town), "the next one is fetched")


def test_a_wrong_token_is_waited_for(towns: Callable[..., Town]) -> None:
    """The fault is ours to mend: no recording is lost by it, however long that takes."""
    town = towns()
    speak_alone(town)
    wrong = towns(telegram_token="7000000001:" + "X" * 35)
    eventually(lambda: error(town), "the wrong token is told")
    assert backlog(town) == Backlog(1, 0)
    wrong.rest()
    wrong.telegram.violations.clear()
    town.telegram.violations.clear()
    town.later(hours=12)
    eventually(lambda: is_here(town), "the right token fetches it")


def test_another_answer_takes_the_voice_away(town: Town) -> None:
    """Who goes back and writes instead has not said it: nobody hears it, and no late words replace theirs."""
    speak(town)
    eventually(lambda: is_here(town), "the recording is fetched")
    number = town.ask("SELECT id FROM media")
    town.writes("BACK", "a market hall")
    assert town.count("media") == 0
    assert console(town).get(f"/voices/{number}/sound").status_code == 404
    console(town).post(f"/voices/{number}", data={"words": "too late"}, headers=OURS)
    assert town.values(DARA)["open_wish"] == "a market hall"


def test_the_newest_voice_is_the_answer(town: Town) -> None:
    """Who goes back and speaks again has one recording, not two."""
    first = speak(town)
    town.writes("BACK")
    town.does(town.telegram.voice(DARA, 5))
    assert town.count("media") == 1
    sealed, token = town.rows("SELECT file, token FROM media")[0]
    assert town.wiring.vault.open("media.file", token, sealed) != first
    eventually(lambda: town.ask("SELECT seconds FROM media") == 5, "the new one is fetched")


def test_the_erased_leave_no_voice(town: Town) -> None:
    """Neither the sound nor what was written down of it."""
    speak(town)
    eventually(lambda: is_here(town), "the recording is fetched")
    write_down(town, WISH)
    town.writes("ERASE", "1")
    assert town.count("media") == town.count("answers") == 0


def test_no_log_of_the_worker_holds_the_token(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """It is in the address of every file."""
    town.telegram.fail("server-error", operation="file")
    speak(town)
    eventually(lambda: error(town), "the first try fails")
    secret = town.wiring.settings.telegram_token
    assert secret not in caplog.text + (error(town) or "")
