"""The Telegram of the tests brings updates as Telegram does."""

import json
import time
from typing import Any

import pytest
from telegram import (
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)

from tests.providers.telegram import Telegram
from tests.providers.telegram_house import CHAT, HOOK, SECRET, TRAVEL, House, ask


def read_back(update: dict[str, Any]) -> Any:
    """The update as python-telegram-bot's type."""
    return Update.de_json(update, None)


def test_an_update_is_whole_and_carries_the_secret(telegram: Telegram, telegram_house: House) -> None:
    """python-telegram-bot reads every kind of update back."""
    ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=TRAVEL))
    telegram.receive_text(CHAT, "សួស្តី")
    telegram.start(CHAT, "wave-2")
    telegram.location(CHAT, 10.6, 103.5)
    telegram.contact(CHAT, "85512000001")
    telegram.receive(CHAT, sticker={"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1,
                                    "is_animated": False, "is_video": False})  # fmt: skip
    telegram.edited(CHAT, telegram.messages(CHAT)[2]["message_id"], "ជម្រាបសួរ")
    telegram.tap(CHAT, "ម៉ូតូ")
    telegram.tap(CHAT, "q1:foot", old=True)
    telegram.blocked(CHAT)
    telegram.unblocked(CHAT)
    text, start, place, card, sticker, edit, tap, old, kicked, back = map(read_back, telegram_house.updates)
    assert set(telegram_house.secrets) == {SECRET}
    assert text.message.text == "សួស្តី"
    assert start.message.text == "/start wave-2"
    assert start.message.entities[0].length == len("/start")
    assert place.message.location.longitude == 103.5
    assert card.message.contact.user_id == CHAT
    assert sticker.message.sticker.file_id == "s"
    assert edit.edited_message.text == "ជម្រាបសួរ"
    assert (tap.callback_query.data, tap.callback_query.message.text) == ("q1:moto", "?")
    assert (old.callback_query.data, old.callback_query.message.is_accessible) == ("q1:foot", False)
    assert (kicked.my_chat_member.new_chat_member.status, back.my_chat_member.new_chat_member.status) == (
        "kicked",
        "member",
    )
    assert all(text.update_id < later.update_id for later in (start, back))


def test_a_group_is_a_group(telegram: Telegram, telegram_house: House) -> None:
    """A chat with a negative id is no private one."""
    telegram.receive_text(-100123, "hello all")
    assert telegram_house.updates[0]["message"]["chat"]["type"] == "supergroup"


def test_a_tap_is_answered_and_knows_its_button(telegram: Telegram, telegram_house: House) -> None:
    """Taps find the newest button with that label or data, or that of one message; a wrong one tells what there is."""
    first = ask(telegram, lambda bot: bot.send_message(CHAT, "1", reply_markup=TRAVEL))
    ask(telegram, lambda bot: bot.send_message(CHAT, "2", reply_markup=TRAVEL))
    telegram.tap(CHAT, "On foot")
    telegram.tap(CHAT, "On foot", first.message_id)
    newest, named = (update["callback_query"] for update in telegram_house.updates)
    assert (newest["message"]["text"], named["message"]["text"]) == ("2", "1")
    ask(telegram, lambda bot: bot.answer_callback_query(newest["id"], "អរគុណ", show_alert=True))
    assert telegram.toasts(CHAT) == [("អរគុណ", True)]
    with pytest.raises(LookupError, match="On foot"):
        telegram.tap(CHAT, "By boat")


def test_a_reply_keyboard_writes_for_the_person(telegram: Telegram, telegram_house: House) -> None:
    """Its buttons send their label, and it stays until it is taken away."""
    keyboard = ReplyKeyboardMarkup([["១", "២"], ["រំលង"]])
    ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=keyboard))
    assert telegram.buttons(CHAT) == [["១", "២"], ["រំលង"]]
    telegram.tap(CHAT, "២")
    assert telegram_house.texts == ["២"]
    ask(telegram, lambda bot: bot.send_message(CHAT, "!", reply_markup=ReplyKeyboardRemove()))
    assert telegram.buttons(CHAT) == []


def test_a_refused_update_comes_again_and_holds_up_its_chat_alone(telegram: Telegram, telegram_house: House) -> None:
    """In one chat the order is kept, whatever it costs; the others go on."""
    telegram_house.answers, telegram_house.to = [(500, {}, b"")] * 3, '"text": "1"'
    first = telegram.receive_text(CHAT, "1")
    assert first.attempts[0] == 500
    telegram.receive_text(CHAT + 1, "other")
    telegram.receive_text(CHAT, "2")
    telegram.settle()
    assert first.attempts == [500, 500, 500, 200]
    assert [text for text in telegram_house.texts if text != "other"] == ["1"] * 4 + ["2"]
    assert telegram_house.texts.index("other") < 4


def test_a_tap_overtakes_the_messages_of_its_chat(telegram: Telegram, telegram_house: House) -> None:
    """Taps wait in a queue of their own."""
    ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=TRAVEL))
    telegram_house.answers = [(503, {"Retry-After": "60"}, b"")]
    text = telegram.receive_text(CHAT, "1")
    assert telegram.tap(CHAT, "On foot").attempts == [200]
    assert not text.taken
    telegram.settle()
    assert text.attempts == [503, 200]


def test_a_tap_is_dropped_after_150_seconds(telegram_house: House) -> None:
    """A message outlives an outage that a tap does not."""
    with Telegram(telegram_house, second=0.0005) as telegram:
        telegram.set_webhook(HOOK)
        telegram.start(CHAT)
        ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=TRAVEL))
        telegram_house.answers = [(500, {}, b"")] * 40
        tap, text = telegram.tap(CHAT, "On foot"), telegram.receive_text(CHAT, "1")
        telegram.webhook.wait(lambda: tap.over, 5)
        telegram_house.answers.clear()
        telegram.settle()
        assert (tap.taken, tap.dropped) == (False, True)
        assert text.taken


def test_our_retry_after_is_obeyed(telegram: Telegram, telegram_house: House) -> None:
    """A 503 that says when is asked again then."""
    telegram_house.answers = [(503, {"Retry-After": "10"}, b"")]
    began = time.monotonic()
    telegram.receive_text(CHAT, "1")
    telegram.settle()
    assert time.monotonic() - began >= 0.1
    assert telegram_house.texts == ["1", "1"]


def test_an_update_may_come_twice(telegram: Telegram, telegram_house: House) -> None:
    """When our answer gets lost the same update comes again, with the same id."""
    first = telegram.receive_text(CHAT, "1")
    telegram.again(first.update["update_id"])
    assert telegram_house.updates[0] == telegram_house.updates[1]


def test_updates_wait_for_a_webhook(telegram_house: House) -> None:
    """What comes before there is one is counted and brought later; kinds that were not asked for never come."""
    with Telegram(telegram_house) as telegram:
        telegram.receive_text(CHAT, "early")
        assert ask(telegram, lambda bot: bot.get_webhook_info()).pending_update_count == 1
        ask(telegram, lambda bot: bot.set_webhook(HOOK, allowed_updates=["message"]))
        telegram.settle()
        assert telegram.blocked(CHAT).dropped
        assert telegram_house.texts == ["early"]
        ask(telegram, lambda bot: bot.delete_webhook())
        waiting = telegram.receive_text(CHAT, "thrown away")
        ask(telegram, lambda bot: bot.set_webhook(HOOK, drop_pending_updates=True))
        telegram.settle()
        assert (waiting.dropped, telegram_house.texts) == (True, ["early"])


def test_the_last_error_is_told(telegram: Telegram, telegram_house: House) -> None:
    """The webhook's info says what went wrong with our service, answer or none."""
    telegram_house.answers = [(500, {}, b"")]
    telegram.receive_text(CHAT, "1")
    info = ask(telegram, lambda bot: bot.get_webhook_info())
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    with Telegram("http://127.0.0.1:9") as alone:  # the discard port: nobody listens
        alone.set_webhook(HOOK)
        assert alone.receive_text(CHAT, "1").attempts[0] is None
        assert ask(alone, lambda bot: bot.get_webhook_info()).last_error_message == "Connection refused"


def test_a_method_in_the_answer_is_done(telegram: Telegram, telegram_house: House) -> None:
    """What our service answers an update with is carried out, and nobody hears how it went."""
    ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=TRAVEL))
    said = {"method": "sendMessage", "chat_id": CHAT, "text": "in the answer"}
    wrong = {"method": "answerCallbackQuery", "callback_query_id": "0", "text": "too late"}
    telegram_house.answers = [(200, {}, json.dumps(answer).encode()) for answer in (said, wrong, {"method": "getMe"})]
    for text in "123":
        telegram.receive_text(CHAT, text)
    assert telegram.shown(CHAT) == ["?", "in the answer"]
    assert [(call.operation, call.status) for call in telegram.calls[-2:]] == [
        ("sendMessage", 200),
        ("answerCallbackQuery", 400),
    ]
    assert telegram.violations == ["getMe cannot be called in the answer to an update"]
