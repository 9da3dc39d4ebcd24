"""Telegram, from the update to the database and back: buttons, links, voices, places, and who leaves."""

from typing import Any

import pytest

from bot import editions
from tests.webhooks.whole.conftest import MORNING
from tests.webhooks.whole.town import DARA, PUBLIC, SECRET, Town, eventually

BRIDGE = """
| survey |
| | type | name | label::English (en) | label::Khmer (km) |
| | text | why | Why does the bridge matter? | ហេតុអ្វីស្ពាននេះសំខាន់? |
| | geopoint | place | Where is it? | វានៅឯណា? |
| settings |
| | form_title | form_id | version | default_language | sms_keyword |
| | The bridge | bridge | 1 | Khmer (km) | bridge |
"""


def begun(town: Town, *answers: str) -> str:
    """Somebody who speaks English has agreed, and answered so far."""
    return town.writes("/start sihanoukville_en", "1", *answers)


def sent(town: Town) -> int:
    return sum(call.operation == "sendMessage" for call in town.telegram.calls)


def test_a_link_names_the_survey_and_the_language(town: Town) -> None:
    """Nobody who came by it is asked for the language."""
    assert "Yobal: what should Preah Sihanouk" in town.does(town.telegram.start(DARA, "sihanoukville_en"))
    assert "យោបល់៖" in town.does(town.telegram.start(4343, "sihanoukville_km"), 4343)


def test_a_repeated_update_changes_nothing(town: Town) -> None:
    """Neither a message nor a tap: our answer to Telegram may have been lost."""
    begun(town)
    written = town.telegram.receive_text(DARA, "3")
    town.all_sent()
    tapped = town.telegram.tap(DARA, town.button("Rubbish"))
    town.all_sent()
    before = town.telegram.shown(DARA), town.values(DARA), town.count("inbound")
    for delivery in (written, tapped, written):
        assert town.telegram.again(delivery.update["update_id"]).taken
        town.all_sent()
    assert (town.telegram.shown(DARA), town.values(DARA), town.count("inbound")) == before
    assert town.values(DARA) == {"district": "1802"}


def test_a_tap_on_an_old_question_changes_nothing_and_is_answered(town: Town) -> None:
    """The sign of waiting on the phone ends; the question that stands open stays as it is."""
    begun(town)
    first = town.telegram.messages(DARA)[-1]
    town.rest()  # the old buttons are still there: nobody has sent what closes them
    town.telegram.tap(DARA, town.button("Prey Nob"))
    town.telegram.tap(DARA, town.button("Koh Rong"))
    town.work()
    town.all_sent()
    assert town.values(DARA) == {"district": "1802"}
    answered = [
        call.params["callback_query_id"] for call in town.telegram.calls if call.operation == "answerCallbackQuery"
    ]
    assert len(set(answered)) == 2
    assert town.telegram.toasts(DARA) == [("This was answered already. Please use the newest buttons.", False)]
    assert town.telegram.messages(DARA)[-1]["message_id"] > first["message_id"]


def test_buttons_go_when_their_question_is_answered(town: Town) -> None:
    """What cannot be tapped any more cannot be tapped by mistake."""
    begun(town, "3")
    old = [message for message in town.telegram.messages(DARA)[:-1] if "reply_markup" in message]
    assert old == []


def test_several_choices_are_ticked_in_one_message(town: Town) -> None:
    """The message changes in place; the third tick is the answer."""
    begun(town, "3")
    before, plain = sent(town), town.button("Rubbish")
    town.taps("Rubbish", "Schools")
    assert sent(town) == before
    assert town.button("Rubbish") != plain
    town.taps("Clean water")
    assert [town.values(DARA)[f"short{place}"] for place in (1, 2, 3)] == ["waste", "school", "water"]


def test_an_edited_message_does_not_change_an_answer(town: Town) -> None:
    """And the person is told how to."""
    begun(town)
    written = town.telegram.receive_text(DARA, "3")
    town.all_sent()
    said = town.does(town.telegram.edited(DARA, written.update["message"]["message_id"], "1"))
    assert "does not change your answer" in said
    assert town.values(DARA) == {"district": "1802"}


def test_who_blocks_the_bot_is_left_in_peace_until_they_come_back(town: Town) -> None:
    """No reminder is tried; unblocking takes up the talk where it was."""
    begun(town, "3")
    assert town.telegram.blocked(DARA).taken
    before = sent(town)
    town.later(days=2)
    town.later(days=2)
    assert (sent(town), town.phase(DARA)) == (before, "stopped")
    assert "You stopped at question" in town.does(town.telegram.unblocked(DARA))
    assert town.taps("Continue") == town.telegram.shown(DARA)[-1]
    assert "3 numbers" in town.newest()


def test_a_block_that_nobody_told_us_of_is_found_by_sending(town: Town) -> None:
    """403: what waits is withdrawn, nothing is tried again; who writes can be written to."""
    begun(town)
    town.telegram.fail("blocked", operation="sendMessage")
    town.telegram.receive_text(DARA, "3")
    town.all_sent()
    assert town.ask("SELECT count(*) FROM contacts WHERE unreachable_at IS NOT NULL") == 1
    assert "You are" in town.writes("3 1 7")
    assert town.ask("SELECT count(*) FROM contacts WHERE unreachable_at IS NOT NULL") == 0


def test_a_voice_note_answers_the_open_question_and_is_kept_sealed(town: Town) -> None:
    """Where the file lies at Telegram is personal data."""
    begun(town, "3", "3 1 7", "1", "2", "1", "5", "6")
    delivery = town.telegram.voice(DARA)
    said = town.does(delivery)
    assert "we will listen to it" in said
    file = delivery.update["message"]["voice"]["file_id"]
    ((kind, token, sealed),) = town.rows("SELECT kind, token, file FROM media")
    assert (kind, town.wiring.vault.open("media.file", token, sealed)) == ("voice", file)
    assert file.encode() not in bytes(sealed)
    assert "open_wish" in town.values(DARA)


def test_a_place_is_answered_by_sharing_it(town: Town) -> None:
    """One key asks the phone for it."""
    editions.bring(town.wiring.database, BRIDGE.encode(), "bridge.md", MORNING, publish=True)
    town.writes("/start bridge_en", "1", "people cross it every day")
    assert "Where is it?" in town.newest()
    town.does(town.telegram.location(DARA, 10.627, 103.522))
    assert town.values(DARA)["place"].split()[:2] == ["10.627", "103.522"]
    assert town.values(DARA)["why"] == "people cross it every day"


@pytest.mark.parametrize("trouble", ["too-many", "server-error", "drop"])
def test_a_question_arrives_whatever_goes_wrong(town: Town, trouble: Any) -> None:
    """Refused, cut off or in doubt: it is asked again, once."""
    begun(town)
    town.telegram.fail(trouble, operation="sendMessage")
    assert town.telegram.receive_text(DARA, "3").taken
    eventually(lambda: any(call.fault for call in town.telegram.calls), "it was tried")
    town.later(minutes=3)
    eventually(lambda: "3 numbers" in town.newest(), "the question came after all")
    town.later(minutes=10)
    assert sum("3 numbers" in said for said in town.telegram.shown(DARA)) == 1
    assert "You are" in town.writes("3 1 7")


def test_what_telegram_brings_late_is_taken_in_its_order(town: Town) -> None:
    """While we were away two messages were written: the second is no answer to the question after."""
    begun(town)
    town.telegram.set_webhook("")
    town.telegram.receive_text(DARA, "3")
    town.telegram.receive_text(DARA, "3")
    town.telegram.set_webhook(f"{PUBLIC}/hooks/telegram", SECRET)
    town.telegram.settle()
    town.all_sent()
    assert town.values(DARA) == {"district": "1802"}
    assert "3 numbers" in town.newest()
