"""SMS by Twilio, from the phone to the database and back: replies in the response, and what becomes of them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.providers.twilio import STOPPED, Twilio
from tests.webhooks.whole.town import HOOK, SOK, Town, eventually

LOST = "SM" + "f" * 32  # a message that Twilio could not bring
GENDER = "You are:\n1 Woman\n2 Man\n3 Other\n0 Prefer not to say"
FIRST_QUESTION = ("yobal", "2", "1")  # English, agreed: where do you live?


def states(town: Town) -> list[str]:
    """What became of every message of ours, in order."""
    return [state for (state,) in town.rows("SELECT state FROM outbound ORDER BY id")]


def our_messages(twilio: Twilio) -> list[Any]:
    return [message for message in twilio.messages if message.direction != "inbound"]


def sent_by_api(town: Town) -> list[str]:
    return [message.text for message in town.twilio.messages if message.direction == "outbound-api"]


def tried(town: Town) -> int:
    """How often the API was asked to send."""
    return sum(call.operation == "CreateMessage" for call in town.twilio.calls)


def test_a_repeated_message_has_the_same_answer_and_changes_nothing(town: Town) -> None:
    """Byte for byte, however often; the answer is stored once."""
    town.says(*FIRST_QUESTION, "3")
    first = town.texts("3 1 7", sid="SM1")
    before = [town.count(table) for table in ("inbound", "outbound", "answers", "conversations")]
    form = town.twilio.messages[-2].inbound_form(None)
    bodies = {town.twilio.hooks.post(HOOK, form).body for _ in range(3)}
    assert len(bodies) == 1
    assert first.texts[0].encode() in bodies.pop()
    assert [town.count(table) for table in ("inbound", "outbound", "answers", "conversations")] == before


def test_an_answer_that_got_lost_on_its_way_comes_with_the_repeat(town: Town) -> None:
    """Twilio asks again where it heard nothing; the person sees the next question once."""
    town.says(*FIRST_QUESTION, "3")
    assert town.texts("3 1 7", lose=2).texts == (GENDER,)
    assert town.twilio.shown(SOK).count(GENDER) == 1
    assert town.values()["short1"] == "waste"


def test_the_second_of_two_quick_texts_is_no_answer_to_the_next_question(town: Town) -> None:
    """It was written before that question was seen: the clock at the hook tells."""
    town.says(*FIRST_QUESTION)
    town.clock.shift(-5)  # as if this request had begun before the one that is answered now
    town.says("3")
    assert town.values() == {}
    town.clock.shift(5)
    town.says("3")
    assert town.values() == {"district": "1802"}


# --- what becomes of a reply ---


def test_reports_settle_a_reply_and_only_move_up(town: Town) -> None:
    """In whatever order and however often they come."""
    town.says("yobal")
    (message,) = our_messages(town.twilio)
    assert states(town) == ["sending"]
    seen = []
    for status in ("sent", "delivered", "queued", "sent", "delivered"):
        assert town.twilio.report(message.sid, status) == 200
        seen.append(states(town)[0])
    assert seen == ["sent", "delivered", "delivered", "delivered", "delivered"]
    assert town.ask("SELECT trace FROM outbound") == message.sid


def test_a_reply_without_a_report_is_looked_up_and_found(town: Town) -> None:
    """It left, only the report did not come: nothing is sent again."""
    town.says("yobal")
    town.later(minutes=3)
    eventually(lambda: states(town) == ["sent"], "the reply was looked up")
    assert len(our_messages(town.twilio)) == 1
    assert town.ask("SELECT trace FROM outbound") == our_messages(town.twilio)[0].sid


def test_a_reply_that_never_left_is_sent_by_the_api_once(town: Town) -> None:
    """The answer to the webhook was lost for good: Twilio has no such message."""
    form = {"MessageSid": "SM1", "From": SOK, "To": town.twilio.numbers[0], "Body": "yobal", "NumMedia": "0"}
    assert town.twilio.hooks.post(HOOK, form).status == 200  # and nobody reads it
    assert town.twilio.shown(SOK) == []
    town.later(minutes=3)
    eventually(lambda: states(town) == ["sent"], "the reply was sent by the API")
    town.later(minutes=10)
    assert len(sent_by_api(town)) == len(town.twilio.shown(SOK)) == 1
    assert town.says("2")  # and the talk goes on


def test_the_same_words_once_sent_are_not_taken_for_those_that_were_lost(town: Town) -> None:
    """Each message at Twilio stands for one of ours."""
    town.says("yobal")
    (question,) = town.twilio.shown(SOK)
    form = {"MessageSid": "SM2", "From": SOK, "To": town.twilio.numbers[0], "Body": "?", "NumMedia": "0"}
    town.twilio.hooks.post(HOOK, form)  # the question again, lost
    town.later(minutes=3)
    eventually(lambda: states(town) == ["sent", "sent"], "both were settled")
    assert town.twilio.shown(SOK) == [question, question]


def test_what_twilio_could_not_bring_is_asked_for(town: Town) -> None:
    """It calls at most a few times; after that only its list has the message."""
    town.says(*FIRST_QUESTION)
    town.twilio.deliver()
    town.rest()
    with town.twilio.lock:
        town.twilio._take_in(SOK, "3", LOST, town.twilio.numbers[0])
    town.later(minutes=1)
    eventually(lambda: town.values() == {"district": "1802"}, "the lost message was taken in")
    eventually(lambda: sent_by_api(town), "and answered by the API")
    assert "3 numbers" in town.twilio.shown(SOK)[-1]
    assert town.twilio.receive(SOK, "3", LOST).texts == ()  # it comes after all: nothing more is said
    assert town.says("3 1 7") == GENDER


def test_an_old_text_found_late_does_not_answer_a_newer_question(town: Town) -> None:
    """The person has written it again meanwhile; what is found belongs to the question before."""
    town.says(*FIRST_QUESTION)
    town.rest()
    with town.twilio.lock:
        town.twilio._take_in(SOK, "3", LOST, town.twilio.numbers[0])
    town.clock.shift(20)
    town.says("3", "3 1 7")
    town.later(minutes=1)
    eventually(lambda: town.count("inbound") == 6, "the lost message was found")
    assert town.phase() == "asking"
    assert set(town.values()) == {"district", "short1", "short2", "short3"}


# --- leaving by the provider ---


def test_who_twilio_has_opted_out_is_not_written_to(towns: Callable[..., Town]) -> None:
    """OptOutType tells: nothing is said, for Twilio has answered, and a reminder does not come."""
    town = towns(twilio={"advanced_opt_out": True})
    town.says(*FIRST_QUESTION)
    assert town.says("STOP") == ""
    assert town.twilio.shown(SOK)[-1] == STOPPED
    town.later(days=2)
    assert town.ask("SELECT count(*) FROM contacts WHERE opted_out_at IS NOT NULL") == 1
    assert "You stopped at question 1 of" in town.says("START")
    assert town.ask("SELECT count(*) FROM contacts WHERE opted_out_at IS NOT NULL") == 0


@pytest.mark.parametrize("status", ["failed", "undelivered"])
def test_21610_in_a_report_is_an_opt_out(town: Town, status: Any) -> None:
    """The person stopped where we could not see it; START brings them back."""
    town.says(*FIRST_QUESTION)
    town.twilio.report(our_messages(town.twilio)[-1].sid, status, 21610)
    assert town.ask("SELECT count(*) FROM contacts WHERE opted_out_at IS NOT NULL") == 1
    said = len(town.twilio.shown(SOK))
    town.later(days=2)
    town.later(days=2)
    assert len(town.twilio.shown(SOK)) == said
    town.says("START")
    assert town.ask("SELECT count(*) FROM contacts WHERE opted_out_at IS NOT NULL") == 0


def test_21610_at_a_reminder_ends_the_reminding(town: Town) -> None:
    """Nothing is tried again, and it is no failure to be mended."""
    town.says(*FIRST_QUESTION)
    town.twilio.opted_out.add(SOK)
    town.later(days=1, minutes=1)
    eventually(lambda: "failed" in states(town), "the reminder was refused")
    town.later(days=3)
    assert tried(town) == 1


# --- trouble at the provider ---


@pytest.mark.parametrize("trouble", ["too-many", "server-error", "drop", "accept-then-drop", "slow"])
def test_a_message_by_the_api_arrives_once(town: Town, trouble: Any) -> None:
    """Whether it was refused, is in doubt, or left and nobody said so."""
    town.says(*FIRST_QUESTION)
    town.twilio.deliver()
    said = len(town.twilio.shown(SOK))
    town.twilio.fail(trouble, operation="CreateMessage", retry_after=1, seconds=0.5)
    town.later(days=1, minutes=1)
    eventually(lambda: len(states(town)) == 4 and states(town)[-1] != "sending" and tried(town), "it was tried")
    town.later(minutes=3)
    eventually(lambda: states(town)[-1] == "sent", "the reminder was sent")
    town.later(minutes=10)
    assert len(town.twilio.shown(SOK)) == said + 1
