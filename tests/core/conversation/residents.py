"""Residents for the laws: what they may do, and a talk that looks at itself after every step."""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot import xlsform
from bot.catalogs import catalogs
from bot.chat import SAMPLE
from bot.core import events as ev
from bot.core.conversation import Abilities, Conversation, Phase, Scene, step
from bot.core.conversation.asking import interview_of
from bot.core.conversation.prompting import is_asked
from bot.core.conversation.standing import standing
from bot.core.form.codecs import tidy
from bot.core.form.interview import path_of
from bot.core.questions.base import Reply
from bot.core.said import Said, Tap, Woke
from bot.core.survey import Survey
from bot.phrases import Voice, speak
from bot.places import gazetteer

FOLDERS = (Path("config/surveys"), Path("tests/surveys"))
HOME = Path(__file__).parents[3]
FILES = sorted(file for folder in FOLDERS for file in (HOME / folder).glob("*.md"))
NAMES = [file.stem for file in FILES]
PHONES = {"sms": Abilities(), "telegram": Abilities(buttons=True, media=True)}
MORNING = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
UNFILLED = re.compile(r"[{}]")
LONGEST_SMS = 1600  # characters that Twilio takes in one message
LONGEST_DATA = 64  # bytes that Telegram takes in a button


@cache
def survey(name: str) -> Survey:
    """The sample, or one of the small surveys of the tests."""
    file = next(file for file in FILES if file.stem == name)
    read = xlsform.read(file.read_bytes(), file.name)
    assert read.survey is not None
    return read.survey


# --- What people do -------------------------------------------------------------------------------------------

WORDS = [
    *"0123456789", "10", "12", "16", "34", "3 1 7", "317", "3 1", "3 3 1", "5 3 2", "532", "5 3 3", "៣ ១ ៧", "2.5", "7",
    "stop", "start", "help", "info", "back", "*", "skip", "?", "lop", "erase", "my data", "english", "khmer",
    "language", "ឈប់", "ចាប់ផ្តើម", "ជំនួយ", "ព័ត៌មាន", "ថយក្រោយ", "រំលង", "លុប", "ទិន្នន័យខ្ញុំ", "ភាសា", "yobal", "/start",
    "ស្រី", "woman", "បាទ", "បាទ អត់ទេ", "chea srey", "សំរាម ទឹក", "water, rubbish", "Ream", "កោះរ៉ុង", "Hill street", "",
    "25/11/2026", "03/04/2020", "14:30", "ម៉ោង ៧ ព្រឹក", "25/11/2026 14:30", "012 345 678", "10.605 103.529", "ok", "yes",
    "please stop the burning of rubbish", "a" * 641, "ក" * 5000,
]  # fmt: skip
BROKEN = st.text(st.characters(categories=["Cs", "Cc", "Cf"], include_characters="ក្១1"), max_size=6)
ANY_TEXT = st.text(st.characters(exclude_characters="{}"), max_size=30)
TEXTS = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), ANY_TEXT, BROKEN)
MEDIA = st.sampled_from(["voice", "photo", "video", "document", "sticker", "contact", "other"])
PLACES = st.tuples(st.floats(), st.floats(), st.floats())
SAYS = st.sampled_from([*"0123456789", "10", "done", "skip", "", "ក"])


@dataclass(frozen=True)
class Act:
    """Something that reaches the step after a while; `turn` is counted from the question that stands open."""

    after: timedelta
    said: Said | None = None
    tap: tuple[int, str] | None = None
    woke: tuple[int, str] | None = None


REPLIES = st.one_of(
    st.builds(Reply, text=TEXTS),
    st.builds(Reply, text=TEXTS, media=MEDIA, file=st.sampled_from(["file-1", None])),
    st.builds(Reply, location=PLACES),
)
WORDED = st.builds(Said, st.builds(Reply, text=TEXTS))
OTHERS = st.one_of(
    st.builds(Said, REPLIES),
    st.builds(Said, start=st.sampled_from(["", "yobal_en", "yobal_km", "x"])),
    st.builds(Said, REPLIES, edited=st.just(True)),
    st.builds(Said, REPLIES, early=st.just(True)),
    st.just(Said(left=True)),
    st.just(Said(returned=True)),
)
WHILES = st.sampled_from([timedelta(seconds=20)] * 6 + [timedelta(hours=13), timedelta(days=3), timedelta(days=200)])
TAPS = st.tuples(st.sampled_from([0, 0, 0, 0, -1, 5]), SAYS)
TIMERS = st.tuples(st.sampled_from([0, 0, -1, 3]), st.sampled_from(["remind", "expire"]))
ACTS = st.one_of(
    st.builds(Act, WHILES, said=WORDED),
    st.builds(Act, WHILES, said=WORDED),
    st.builds(Act, WHILES, tap=TAPS),
    st.builds(Act, WHILES, tap=TAPS),
    st.builds(Act, WHILES, said=OTHERS),
    st.builds(Act, WHILES, woke=TIMERS),
)
AGREED = [Act(timedelta(0), Said(Reply(text))) for text in ("hello", "2", "1")]


# --- A talk that looks at itself ------------------------------------------------------------------------------


@dataclass
class Talk:
    """One person's talk, with what the events alone tell of it."""

    name: str
    phone: str
    state: Conversation | None = None
    now: datetime = MORNING
    consented: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)

    @property
    def scene(self) -> Scene:
        return Scene(survey(self.name), self.now, can=PHONES[self.phone], places=gazetteer())

    def act(self, act: Act) -> tuple[ev.Event, ...]:
        """Take one step, fold its events, and look whether all is sound."""
        self.now += act.after
        before = self.state
        spoken = before.language if before else "km"
        scene = self.scene
        after, events = step(
            scene.survey, before, self._heard(act), self.now, can=scene.can, places=scene.places, seed=7
        )
        self.state = Conversation.from_json(json.loads(json.dumps(after.to_json()))) if after else None
        assert self.state == after
        self._fold(events)
        self._is_sound(events)
        self._speaks_well(
            events, Voice(spoken, catalogs("bot"), SAMPLE, scene.survey, self.phone == "sms", scene.can.buttons)
        )
        return events

    def _heard(self, act: Act) -> Said | Woke:
        asked, turn = (self.state.asked, self.state.turn) if self.state else (0, 0)
        if act.tap:
            return Said(tap=Tap(asked + act.tap[0], act.tap[1]))
        if act.woke:
            return Woke(turn + act.woke[0], "remind" if act.woke[1] == "remind" else "expire")
        return act.said or Said()

    def _fold(self, events: tuple[ev.Event, ...]) -> None:
        """What the store would hold, by the events alone."""
        for event in events:
            match event:
                case ev.Consented():
                    self.consented = True
                case ev.Answered(ref, _, _, value):
                    assert self.consented, "an answer before consent"
                    self.answers[ref] = value if isinstance(value, str) else " ".join(value)
                case ev.Cleared(ref) | ev.Passed(ref):
                    self.answers.pop(ref, None)
                case ev.Declined() | ev.UnderAge() | ev.Erased():
                    assert self.state is None
                case _:
                    pass
        if self.state is None:
            self.consented = False
            self.answers.clear()

    def _is_sound(self, events: tuple[ev.Event, ...]) -> None:
        if self.state is None:
            return
        assert self.consented == self.state.consented
        if self.state.phase is Phase.ASKING:
            assert standing(self.scene, self.state) is not None
        if self.state.phase in {Phase.PART_END, Phase.PAUSED, Phase.RESUMING}:
            assert self.state.at is not None
        if any(isinstance(event, ev.Asked) for event in events):
            assert self.state.phase in {Phase.ASKING, Phase.LANGUAGE, Phase.CONSENT}
        assert self.state.consented or self.state.form is None
        kept = self.kept()
        if any(isinstance(event, ev.Consented) for event in events):
            self.defaults = kept
        untouched = {ref for ref, text in kept.items() if ref not in self.answers and self.defaults.get(ref) == text}
        told = {ref: text for ref, text in kept.items() if ref not in untouched}
        assert told == {ref: _tidied(self.name, ref, value) for ref, value in self.answers.items()}

    def kept(self) -> dict[str, str]:
        """The answers that the form holds."""
        if self.state is None or self.state.form is None:
            return {}
        interview = interview_of(self.scene, self.state)
        own = {survey(self.name).language_question, survey(self.name).consent_question}
        return {ref: text for ref, text in interview.values().items() if is_asked(interview, ref) and ref not in own}

    def _speaks_well(self, events: tuple[ev.Event, ...], voice: Voice) -> None:
        for content in speak(events, voice):
            assert content.text
            assert not UNFILLED.search(content.text)
            if voice.sms:
                assert not content.buttons
                assert len(content.text) <= LONGEST_SMS
            assert all(button.label and len(button.data.encode()) <= LONGEST_DATA for button in content.buttons)


def _tidied(name: str, ref: str, value: str) -> str:
    """An answer as the form keeps it."""
    return tidy(survey(name).form.binds[path_of(ref)].type, value) or ""


def bare(state: Conversation | None) -> dict[str, Any]:
    """What a state is, but for the counting of turns and time."""
    if state is None:
        return {}
    return replace(state, turn=0, asked=0, heard_at=None, wake_at=None, wake_why=None).to_json()
