"""People own what they said: nothing before consent, silence after STOP, nothing left after ERASE."""

import pytest

from tests.webhooks.whole.town import DARA, SOK, Town, eventually

OF_PEOPLE = ("answers", "conversations", "consents", "contacts", "media")  # the tables that hold somebody's data
WORDS = "my neighbour Vanna burns rubbish"


def left(town: Town) -> dict[str, int]:
    """How many rows of people there are, table by table; those that are empty are left out."""
    counts = {table: town.count(table) for table in OF_PEOPLE}
    return {table: count for table, count in counts.items() if count}


def everything(town: Town) -> bytes:
    """Every byte of the columns that hold personal data."""
    columns = (("contacts", "address"), ("conversations", "state"), ("answers", "words"), ("inbound", "raw"))
    found = [row[0] for table, column in columns for row in town.rows(f"SELECT {column} FROM {table}")]  # noqa: S608
    found += [row[0] for row in town.rows("SELECT content FROM outbound")]
    return b"\n".join(bytes(each) for each in found if each is not None)


def test_nothing_is_stored_before_consent(town: Town) -> None:
    """But what holds the talk: no answer and no word of theirs."""
    town.says("yobal", "2", WORDS)
    assert left(town) == {"conversations": 1, "contacts": 1}
    assert town.ask("SELECT count(*) FROM inbound WHERE raw IS NOT NULL") == 0


def test_what_is_stored_is_sealed(town: Town) -> None:
    """Neither number nor words can be read in the database without the keys."""
    town.says("yobal", "2", "1", "3", "3 1 7", "1", "2", "1", "5", "6", WORDS)
    assert town.values()["open_wish"] == WORDS
    for secret in (SOK, SOK.removeprefix("+"), WORDS, "Vanna"):
        assert secret.encode() not in everything(town)


def test_who_does_not_agree_leaves_nothing_but_a_code(town: Town) -> None:
    """The code forbids writing to them; it is no number."""
    assert "We kept nothing" in town.says("yobal", "2", "2")
    assert left(town) == {}
    ((channel, code, reason),) = town.rows("SELECT channel, code, reason FROM do_not_contact")
    assert (channel, reason, len(bytes(code))) == ("twilio", "declined", 32)
    assert bytes(code) == town.wiring.vault.index("twilio", SOK)


@pytest.mark.parametrize("said", [("yobal", "2", "3"), ("yobal", "2", "1", "3", "3 1 7", "1", "16")])
def test_a_child_leaves_nothing_at_all(town: Town, said: tuple[str, ...]) -> None:
    """Whether they say so at once or by their age: no answer, no number, no code; and a helpline is named."""
    assert "1280" in town.says(*said)
    assert left(town) == {}
    assert town.count("do_not_contact") == 0
    assert town.rows("SELECT count(*) FROM inbound WHERE raw IS NOT NULL OR contact IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("word", ["STOP", "ឈប់", "chhop"])
def test_stop_is_answered_once_and_then_there_is_silence(town: Town, word: str) -> None:
    """Later words are no answers, no reminder comes, and START takes the talk up again."""
    town.says("yobal", "2", "1", "3")
    assert "we stopped" in town.says(word) or word == "STOP"  # at STOP Twilio itself has answered, and blocks us
    shown = len(town.twilio.shown(SOK))
    for text in ("3 1 7", "hello", "1"):
        assert town.says(text) == ""
    town.later(days=3)
    assert len(town.twilio.shown(SOK)) == shown
    assert town.values() == {"district": "1802"}
    assert "You stopped at question 2" in town.says("START")
    assert "3 numbers" in town.says("1")


def test_erase_is_asked_twice_and_leaves_nothing_but_the_code(town: Town) -> None:
    """Answers, words, number and talk are gone; the last words still reach the person."""
    town.says("yobal", "2", "1", "3", "3 1 7", "1", "2", "1", "5", "6", WORDS)
    assert "Erase all your answers?" in town.says("ERASE")
    assert town.values() != {}
    assert "Erased" in town.says("1")
    assert left(town) == {}
    assert town.rows("SELECT reason FROM do_not_contact") == [("erased",)]
    assert town.rows("SELECT action, subject FROM audit WHERE action = 'erase'") == [("erase", "erased")]
    assert town.ask("SELECT count(*) FROM inbound WHERE raw IS NOT NULL OR contact IS NOT NULL") == 0
    assert town.ask("SELECT count(*) FROM outbound WHERE contact IS NOT NULL") == 0
    town.later(minutes=20)
    eventually(lambda: town.count("outbound") == 0, "the last words are forgotten too")


def test_the_last_words_are_the_same_when_the_message_is_repeated(town: Town) -> None:
    """A repeat of the confirmation finds nobody, and says nothing else."""
    town.says("yobal", "2", "1", "3", "ERASE")
    first = town.texts("1", sid="SM" + "1" * 32)
    again = town.texts("1", sid="SM" + "1" * 32)
    assert first.texts == again.texts != ()
    assert left(town) == {}


def test_erase_on_telegram_leaves_nothing_either(town: Town) -> None:
    """The outbox speaks the last words to an address of nobody's."""
    town.writes("/start sihanoukville_en", "1", "3", "/erase")
    assert "Erased" in town.taps("Yes")
    assert left(town) == {}
    assert town.rows("SELECT channel, reason FROM do_not_contact") == [("telegram", "erased")]


def test_who_comes_back_by_themselves_may(town: Town) -> None:
    """To agree again lifts what forbade writing to them."""
    town.says("yobal", "2", "2")
    town.says("yobal", "2", "1", "3")
    assert (town.values(), town.count("do_not_contact")) == ({"district": "1802"}, 0)


def test_my_data_tells_everything_kept(town: Town) -> None:
    """By SMS only how much: anybody may hold the phone. On Telegram all of it."""
    town.says("yobal", "2", "1", "3")
    assert "Prey Nob" not in town.says("MY DATA")
    town.writes("/start sihanoukville_en", "1", "3")
    assert "Prey Nob" in town.writes("/mydata")
    assert town.values(DARA) == {"district": "1802"}
