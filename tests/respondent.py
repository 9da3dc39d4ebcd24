"""A person who answers whatever Yobal asks: at random, but the same for the same seed; now and then wrongly."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.chat import Chat
from bot.core import events as ev
from bot.core.conversation import Phase
from bot.core.conversation.asking import MORE
from bot.core.form.interview import path_of

ROUNDS = 2  # of a repeat, after which there is no one more
_WRONG = ("…", "blah blah blah", "99999999", '{"sticker": "x"}', '{"voice": "v-1"}', "1 1 1 1 1 1 1 1 1 1 1 1", "-")
_ASIDES = ("?", "*", "SKIP", "HELP")
_WORDS = ("Sokha", "the market road", "ផ្សារក្រៅ", "fish & <salt>", "water", "Ream", "1234567890", "a@b.example")
_WHOLE = ("0", "1", "2", "3", "4", "5", "7", "12", "18", "25", "30", "40", "60", "150", "1990", "2020", "៣", "៤២")
_DECIMAL = (*_WHOLE, "0.5", "2.5", "11.25", "36.6", "១.៥")
_DAYS = ("2026-11-20", "1990-04-13", "2026-12-24", "25/11/2026", "13 April 1999", "២៥/១១/២០២៦", "2027-01-31")
_HOURS = ("14:30", "07:05", "23:59", "15:00")
_ENDS = (Phase.DONE, Phase.STOPPED, Phase.PAUSED)


@dataclass
class Respondent:
    """Answers a survey in `chat`. `folly` is how often, of a hundred replies, one is wrong or a command."""

    chat: Chat
    seed: int = 0
    folly: int = 15
    replies: int = 0
    kept: dict[str, str] = field(default_factory=dict)  # what the form must hold in the end, by ref
    touched: set[str] = field(default_factory=set)  # what was ever answered or passed over
    _rounds: dict[str, int] = field(default_factory=dict)
    _prompt: ev.Prompt | None = None

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    @property
    def done(self) -> bool:
        """Is nothing asked any more?"""
        return bool(self.chat.exchanges) and (self.chat.state is None or self.chat.state.phase in _ENDS)

    def answer_all(self, most: int) -> None:
        """Reply until the end, with at most `most` replies: one more raises AssertionError."""
        self.say("hello")
        while not self.done:
            assert self.replies < most, f"no end after {most} replies, at {self._prompt}"
            self.say(self._reply())

    def say(self, line: str) -> None:
        """One reply, and what it did."""
        self.replies += 1
        for event in self.chat.hear(line).events:
            self._note(event)

    def _note(self, event: ev.Event) -> None:
        match event:
            case ev.Asked(prompt, _) | ev.Toggled(prompt):
                self._prompt = prompt
            case ev.Answered():
                self.touched.add(event.ref)
                self.kept[event.ref] = event.value if isinstance(event.value, str) else " ".join(event.value)
            case ev.Cleared(ref, _) | ev.Passed(ref, _):
                self.kept.pop(ref, None)
                self.touched.add(ref)
            case _:
                pass

    # What to say

    def _reply(self) -> str:
        state, prompt = self.chat.state, self._prompt
        if state is None or prompt is None or state.phase in {Phase.PART_END, Phase.RESUMING}:
            return "1"
        if prompt.kind in {"language", "consent"}:
            return "1"
        if self._dice.randrange(100) < self.folly:
            return self._dice.choice(_WRONG if self._dice.randrange(2) else _ASIDES)
        return self._right(prompt)

    def _right(self, prompt: ev.Prompt) -> str:
        if prompt.refs[0].startswith(MORE):
            return self._one_more(prompt.refs[0])
        if len(prompt.refs) > 1:
            return self._together(prompt)
        return _ANSWERS.get(prompt.kind, Respondent._words)(self, prompt)

    def _one_more(self, ref: str) -> str:
        """Yes at most so often; which repeat it is, its number apart."""
        repeat = path_of(ref)
        self._rounds[repeat] = self._rounds.get(repeat, 0) + 1
        return "1" if self._rounds[repeat] <= ROUNDS and self._dice.randrange(3) else "2"

    def _together(self, prompt: ev.Prompt) -> str:
        codes = [offered.code for offered in prompt.choices] or list(_WHOLE[:6])
        return " ".join(self._dice.sample(codes, min(len(prompt.refs), len(codes))))

    def _tap(self, code: str) -> str:
        """The button with that code where there are buttons, else the code typed."""
        turn = self._prompt.turn if self._prompt else 0
        return json.dumps({"tap": f"{turn}:{code}"}) if self._taps() else code

    def _taps(self) -> bool:
        return self.chat.channel == "telegram" and self._dice.randrange(3) > 0

    def _one(self, prompt: ev.Prompt) -> str:
        return self._tap(self._dice.choice(prompt.choices).code) if prompt.choices else "SKIP"

    def _several(self, prompt: ev.Prompt) -> str:
        """Several at once, or on buttons tick by tick."""
        if not prompt.choices:
            return "SKIP"
        if prompt.picked and (len(prompt.picked) == len(prompt.choices) or self._dice.randrange(2)):
            return json.dumps({"tap": f"{prompt.turn}:done"})
        codes = [offered.code for offered in prompt.choices if offered.code not in prompt.picked]
        if prompt.picked or self._taps():
            return json.dumps({"tap": f"{prompt.turn}:{self._dice.choice(codes)}"})
        return " ".join(self._dice.sample(codes, self._dice.randint(1, min(4, len(codes)))))

    def _rank(self, prompt: ev.Prompt) -> str:
        codes = [offered.code for offered in prompt.choices if offered.code not in prompt.picked]
        if prompt.picked or self._taps():
            return json.dumps({"tap": f"{prompt.turn}:{self._dice.choice(codes)}"})
        return " ".join(self._dice.sample(codes, len(codes))) or "SKIP"

    def _range(self, prompt: ev.Prompt) -> str:
        said = self.chat.survey.form.questions[path_of(prompt.refs[0])].parameters
        start, end, step = (float(said.get(name, other)) for name, other in (("start", 0), ("end", 10), ("step", 1)))
        steps = int(abs(end - start) / abs(step or 1))
        value = start + self._dice.randint(0, steps) * abs(step or 1) * (1 if end >= start else -1)
        return f"{value:g}"

    def _words(self, prompt: ev.Prompt) -> str:
        del prompt
        return self._dice.choice(_WORDS)

    def _from(self, *samples: str) -> str:
        return self._dice.choice(samples)

    def _moment(self, prompt: ev.Prompt) -> str:
        del prompt
        return f"{self._from(*_DAYS)} {self._from(*_HOURS)}"


Answering = Callable[[Respondent, ev.Prompt], str]


def _any_of(*samples: str) -> Answering:
    return lambda who, prompt: who._from(*samples)


_ANSWERS: Mapping[str, Answering] = {
    "select_one": Respondent._one,
    "acknowledge": Respondent._one,
    "select_multiple": Respondent._several,
    "rank": Respondent._rank,
    "range": Respondent._range,
    "integer": _any_of(*_WHOLE),
    "decimal": _any_of(*_DECIMAL),
    "text": Respondent._words,
    "date": _any_of(*_DAYS),
    "time": _any_of(*_HOURS),
    "dateTime": Respondent._moment,
    "place": _any_of("Ream", "សង្កាត់លេខ៤", "Nowhere", "Stueng Hav"),
    "phone": _any_of("012 345 678", "+855 12 345 678"),
    "geopoint": _any_of('{"location": [10.6093, 103.5296, 8]}', "10.60930 103.52960"),
    "image": _any_of('{"photo": "p-1"}', '{"document": "d-1"}'),
    "audio": _any_of('{"voice": "v-1"}'),
    "video": _any_of('{"video": "f-1"}'),
    "file": _any_of('{"document": "d-1"}', '{"photo": "p-1"}'),
    "barcode": _any_of("8847100230", "AB-12"),
}
