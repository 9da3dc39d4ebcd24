"""Every event in words: in both languages, on both kinds of phone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import pytest

from bot import helps
from bot.catalogs import catalogs
from bot.chat import SAMPLE
from bot.core import events as ev
from bot.core.content import Button, Content
from bot.core.conversation.kinds import NEVER
from bot.core.questions import KINDS
from bot.core.questions.base import Reason
from bot.core.segments import segments
from bot.core.wording import LANGUAGES, Language
from bot.phrases import Voice, speak

CHOICES = (ev.Offered("1", "water", "Clean water", "Water"), ev.Offered("2", "waste", "Rubbish, beach", "-"))
PROMPT = ev.Prompt(
    ("/data/q",), "select_one", "What matters?", "Matters?", choices=CHOICES, skippable=True, turn=7, n=2, total=9
)
SAID: Sequence[ev.Event] = (  # one of each that is heard of
    ev.Asked(PROMPT),
    ev.Toggled(replace(PROMPT, several=True, picked=("2",))),
    ev.Answered("/data/q", "q", "select_one", "water", "watr", "Clean water", guessed=True),
    ev.Passed("/data/q", "q", "invalid", 3),
    ev.Noted(("A note.",)),
    ev.NotUnderstood("select_one", Reason.NOT_A_CHOICE, (), 1, "0"),
    ev.Violated("", 1, "0"),
    ev.MustAnswer(""),
    ev.GentleAsk(2, 3),
    ev.SwitchOffered("en"),
    ev.Declined(),
    ev.UnderAge(),
    ev.Informed(),
    ev.Helped(),
    ev.NothingOpen(),
    ev.NothingOpen(unfinished=True),
    ev.NoSurvey(),
    ev.MyData((("Where?", "Ream"),)),
    ev.PartEnded(5, 8),
    ev.Paused(),
    ev.ResumeOffered(3, 9, 8),
    ev.Reminded(5, 8),
    ev.Completed("part"),
    ev.OptedOut(),
    ev.OptedOut(kept=False),
    ev.OptedIn(),
    ev.EraseAsked(8),
    ev.EraseDropped(),
    ev.Erased(),
    ev.NothingHeld(),
    ev.EditIgnored(),
    ev.GaveUp(),
)
UNSAID: Sequence[ev.Event] = (
    ev.Answered("/data/q", "q", "select_one", "water", "1", "Clean water"),
    ev.Passed("/data/q", "q", "skipped"),
    ev.Passed("/data/q", "q", "not_askable"),
    ev.OptedOut(silent=True),
    ev.Cleared("/data/q", "q"),
    ev.LanguageChosen("en"),
    ev.Consented("en"),
    ev.Stale(),
    ev.TooEarly(),
    ev.Expired(),
    ev.Submitted("uuid:1", "<data/>"),
)
KHMER = re.compile("[\u1780-\u17ff]")
LATIN = re.compile("[A-Za-z]{3,}")
AS_IT_IS = {"Yobal", "ENGLISH", "Twilio", "Telegram", "sample", "https", "yobal", "example", "results"}
OTHERS = (ev.Asked, ev.Toggled, ev.Noted, ev.MyData, ev.Answered, ev.SwitchOffered)  # they quote the form


def voice(language: Language = "en", phone: str = "sms") -> Voice:
    return Voice(language, catalogs("bot"), SAMPLE, None, sms=phone == "sms", buttons=phone == "telegram")


def said(event: ev.Event, language: Language = "en", phone: str = "sms") -> Content | None:
    return next(iter(speak((event,), voice(language, phone))), None)


def text_of(event: ev.Event, language: Language = "en", phone: str = "sms") -> str:
    content = said(event, language, phone)
    return content.text if content else ""


# --- Every event ----------------------------------------------------------------------------------------------


def test_no_event_is_forgotten_here() -> None:
    """Each kind of event is in one of the two tables."""
    assert {type(event) for event in (*SAID, *UNSAID)} == set(get_args(ev.Event))


@pytest.mark.parametrize("phone", ["sms", "telegram"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", SAID, ids=lambda event: type(event).__name__)
def test_every_event_has_its_words(event: ev.Event, language: Language, phone: str) -> None:
    """Whole, with every fact put in, and with buttons only where the phone has them."""
    content = said(event, language, phone)
    assert content is not None
    assert content.text
    assert not re.search("[{}]", content.text)
    assert phone == "telegram" or not content.buttons


@pytest.mark.parametrize("event", UNSAID, ids=lambda event: type(event).__name__)
def test_what_goes_without_saying_costs_nothing(event: ev.Event) -> None:
    """An exact answer is not said back; a stale button says nothing in the chat."""
    assert speak((event,), voice()) == ()


OWN = [event for event in SAID if not isinstance(event, OTHERS)]


@pytest.mark.parametrize("event", OWN, ids=lambda event: type(event).__name__)
def test_khmer_is_spoken_in_khmer(event: ev.Event) -> None:
    """No English word is left in Yobal's own Khmer, and none is left untranslated."""
    for phone in ("sms", "telegram"):
        text = text_of(event, "km", phone)
        assert KHMER.search(text)
        assert set(LATIN.findall(text)) <= AS_IT_IS


@pytest.mark.parametrize("event", OWN, ids=lambda event: type(event).__name__)
def test_english_is_sent_in_the_cheap_alphabet(event: ev.Event) -> None:
    """One letter outside of GSM-7 would more than double what a message costs."""
    assert segments(text_of(event)).encoding == "GSM-7"


# --- Helps ----------------------------------------------------------------------------------------------------

NUMBERS = (Reason.NOT_A_CHOICE, Reason.OUT_OF_RANGE)


@pytest.mark.parametrize("kind", sorted({*KINDS, *NEVER}))
@pytest.mark.parametrize("reason", Reason)
def test_every_mistake_has_its_help(kind: str, reason: Reason) -> None:
    """In both languages, the first and the second time, with every fact put in."""
    for language in LANGUAGES:
        for attempts in (1, 2):
            for about, wanted in (((), 1), (("12",), 1), (("3",), 3)):
                event = ev.NotUnderstood(kind, reason, about, attempts, "0", wanted)
                text = text_of(event, language)
                assert text
                assert not re.search("[{}]", text)
                assert bool(KHMER.search(text)) == (language == "km")


@pytest.mark.parametrize(
    ("event", "sms", "telegram"),
    [
        (
            ev.NotUnderstood("select_one", Reason.NOT_A_CHOICE, (), 1, "0"),
            "Sorry, please send only a number from the list. ? = see it again",
            "Sorry, please tap an answer or send its number. ? = see it again",
        ),
        (
            ev.NotUnderstood("select_one", Reason.NOT_A_CHOICE, (), 2, "0"),
            "A number from the list, please. ? = list, 0 = skip, HELP = a person",
            "Tap an answer, please. ? = list, HELP = a person",
        ),
        (
            ev.NotUnderstood("select_one", Reason.NOT_A_CHOICE, ("12",), 1, "0"),
            "Sorry, 12 is not in the list. ? = see it again",
            "Sorry, 12 is not in the list. ? = see it again",
        ),
        (
            ev.NotUnderstood("select_one", Reason.INCOMPLETE, (), 1, "0", 3),
            "Sorry, something is missing in your answer. ? = see it again",
            "Sorry, something is missing in your answer. ? = see it again",
        ),
        (
            ev.NotUnderstood("select_one", Reason.EMPTY, (), 1, "0", 3),
            "Sorry, please send 3 numbers from the list, such as 3 1 2. ? = see it again",
            "Sorry, please send 3 numbers from the list, such as 3 1 2. ? = see it again",
        ),
        (
            ev.NotUnderstood("integer", Reason.NOT_A_NUMBER, (), 1, "0", 3),
            "Sorry, please send 3 numbers, such as 5 3 2. ? = see it again",
            "Sorry, please send 3 numbers, such as 5 3 2. ? = see it again",
        ),
        (
            ev.NotUnderstood("integer", Reason.NOT_A_NUMBER, (), 2, "SKIP"),
            "A number, please. SKIP = skip, HELP = a person",
            "A number, please. HELP = a person",
        ),
        (
            ev.NotUnderstood("phone", Reason.NOT_A_PHONE, (), 2),
            "A phone number, please. HELP = a person",
            "A phone number, please. HELP = a person",
        ),
        (ev.Violated("Only once.", 1, "0"), "Only once.", "Only once."),
        (ev.Violated("Only once.", 2, "0"), "Only once. 0 = skip, HELP = a person", "Only once. HELP = a person"),
        (
            ev.Violated("", 1, "0"),
            "Sorry, this answer does not fit. ? = see it again",
            "Sorry, this answer does not fit. ? = see it again",
        ),
    ],
)
def test_a_help_fits_the_mistake(event: ev.Event, sms: str, telegram: str) -> None:
    """Shorter the second time, with a way out; on Telegram the skip is a button."""
    assert (text_of(event, phone="sms"), text_of(event, phone="telegram")) == (sms, telegram)


def test_nobody_is_told_how_to_see_what_is_seen() -> None:
    """Where the question follows, “? = see it again” is left out."""
    why = ev.NotUnderstood("select_one", Reason.NOT_A_CHOICE, (), 1)
    (content,) = speak((why, ev.Asked(PROMPT, "again")), voice())
    assert content.text == "Sorry, please send only a number from the list.\nMatters?\n1 Water"


def test_examples_are_as_long_as_the_answer() -> None:
    """Three rows, three numbers."""
    picks = ev.NotUnderstood("select_one", Reason.EMPTY, (), 1, wanted=3)
    assert helps.example(picks) == "3 1 2"
    assert helps.example(replace(picks, kind="integer")) == "5 3 2"


# --- Messages ---------------------------------------------------------------------------------------------------


def test_buttons_carry_number_question_and_answer() -> None:
    """What a poster says can be tapped; an old button is known by its turn."""
    content = said(ev.Asked(PROMPT), phone="telegram")
    assert content is not None
    assert content.text == "2/9 What matters?"
    assert content.buttons == (
        Button("1 Clean water", "7:1"),
        Button("2 Rubbish, beach", "7:2"),
        Button("Skip", "7:skip"),
    )


def test_a_scale_needs_no_number_before_its_numbers() -> None:
    """A button of a scale is its number alone."""
    scale = replace(PROMPT, kind="range", choices=(ev.Offered("5", "5", "5", "-"),), skippable=False)
    content = said(ev.Asked(scale), phone="telegram")
    assert content is not None
    assert content.buttons == (Button("5", "7:5"),)


def test_ticks_are_shown_in_place_and_in_their_order() -> None:
    """The list is edited; where the order counts it is told in words."""
    ordered = replace(PROMPT, refs=("/data/a", "/data/b", "/data/c"), several=True, picked=("2", "1"), skippable=False)
    content = said(ev.Toggled(ordered), phone="telegram")
    assert content is not None
    assert content.replaces
    assert content.text == "2/9 What matters?\nRubbish, beach → Clean water"
    assert [button.label for button in content.buttons] == ["✅ 1 Clean water", "✅ 2 Rubbish, beach", "✔ Done"]


def test_several_guesses_are_said_back_in_one_line() -> None:
    """532 was taken for 5, 3 and 2: that is one thing to undo."""
    rows = [ev.Answered(f"/data/{n}", n, "integer", n, "532", n, guessed=True) for n in "532"]
    (content,) = speak((*rows, ev.Asked(PROMPT)), voice())
    assert content.text == "We understood: 5, 3, 2. * = back\nMatters?\n1 Water"


def test_what_follows_a_new_language_is_said_in_it() -> None:
    """The very message in which it is chosen."""
    (content,) = speak((ev.LanguageChosen("km"), ev.EraseDropped()), voice("en"))
    assert KHMER.search(content.text)


def test_one_step_is_one_message() -> None:
    """However much has happened: every SMS costs."""
    assert len(speak(OWN, voice())) == 1


def test_going_back_says_so_and_shows_a_hidden_list() -> None:
    """What was left out to save a segment is asked for now."""
    hidden = replace(PROMPT, hides_choices=True)
    assert text_of(ev.Asked(hidden)) == "Matters?"
    assert text_of(ev.Asked(hidden, "back")) == "Back: Matters?\n1 Water"


def test_who_stops_before_agreeing_is_told_that_nothing_is_kept() -> None:
    """Nobody reads that answers are kept who has given none."""
    assert "kept nothing" in text_of(ev.OptedOut(kept=False))
    assert "answers so far are kept" in text_of(ev.OptedOut())


def test_by_sms_answers_are_counted_and_not_told() -> None:
    """Anybody may hold the phone."""
    event = ev.MyData((("Where?", "Ream"),))
    assert "Ream" not in text_of(event)
    assert "• Where?\n  Ream" in text_of(event, phone="telegram")
