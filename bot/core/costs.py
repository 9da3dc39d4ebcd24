"""What a survey costs as SMS: each question, and the whole way through it at its most expensive.

Counted in segments, what a provider bills; the price of one is a setting. Replies are not counted, nor what is
said only where somebody was not understood.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.core import layout, menus
from bot.core.conversation import asking, letters, prompting
from bot.core.conversation.asking import Ask, Found, name_of
from bot.core.conversation.scene import Scene
from bot.core.conversation.state import Conversation, Phase
from bot.core.events import Prompt
from bot.core.form.definition import Form, Itemset
from bot.core.form.interview import Interview
from bot.core.segments import Encoding, segments, sms_text
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES, Language
from bot.core.xpath import Expression

PROMPTS = 4_000  # how many questions are put to find the dearest way; a large form is then not searched to the end
_DAY = datetime(2026, 11, 25, tzinfo=UTC)  # a form that looks at the clock costs what it costs on this day
_ASKS = 1_000  # in one way through: more than any form has, so that none is endless
_TRIED = ("1", "2", "3", "5", "8", "10", "0", "4", "6", "7", "9", "20", "30", "50", "100", "2000-01-01", "12:00", "ok")


@dataclass(frozen=True, slots=True)
class Own:
    """What Yobal says in its own words on the way: at the end of a part, and at the very end.

    A part's end that is not given counts as one segment; an end that is not given is not said.
    """

    part_end: Mapping[Language, str] = field(default_factory=dict)
    closing: Mapping[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Price:
    """One message: the question's name, its text at its longest, and what that costs.

    `units` are septets in GSM-7 and UTF-16 units in UCS-2.
    """

    name: str
    language: Language
    text: str
    encoding: Encoding
    units: int
    segments: int


@dataclass(frozen=True, slots=True)
class Way:
    """The dearest way through the form in one language: its messages, in order."""

    language: Language
    messages: tuple[Price, ...]

    @property
    def segments(self) -> int:
        """What one person costs at most."""
        return sum(message.segments for message in self.messages)


@dataclass(frozen=True, slots=True)
class Costs:
    """The prices of all questions that were reached, in the order of the form, and the dearest ways."""

    prices: tuple[Price, ...]
    ways: tuple[Way, ...]

    def way(self, language: Language) -> Way:
        """The dearest way in `language`."""
        return next(way for way in self.ways if way.language == language)

    def to_json(self) -> dict[str, Any]:
        """The costs as plain data."""
        return {
            "questions": [
                {
                    "name": price.name,
                    "language": price.language,
                    "encoding": price.encoding,
                    "units": price.units,
                    "segments": price.segments,
                }
                for price in self.prices
            ],
            "path": {
                way.language: {"segments": way.segments, "messages": [message.name for message in way.messages]}
                for way in self.ways
            },
        }

    def table(self) -> str:
        """The costs to be read at a terminal: a line for each question, and one for the whole way."""
        names = list(dict.fromkeys(price.name for price in self.prices))
        by = {(price.name, price.language): price for price in self.prices}
        rows = [(name, *(_cell(by.get((name, language))) for language in LANGUAGES)) for name in names]
        total = ("whole way", *(f"{self.way(language).segments} segments" for language in LANGUAGES))
        table = [("question", *LANGUAGES), *rows, total]
        return "\n".join(f"{name:<20} {km:>22} {en:>22}" for name, km, en in table)


def cost(survey: Survey, own: Own | None = None) -> Costs:
    """What `survey` costs as SMS. Pure; with a very large form the dearest way is the dearest found."""
    found = [_dearest(survey, language, own or Own()) for language in LANGUAGES]
    prices = [price for _, reached in found for price in reached]
    return Costs(tuple(prices), tuple(way for way, _ in found))


def _cell(price: Price | None) -> str:
    return f"{price.units} units {price.segments} {price.encoding}" if price else "-"


# --- The dearest way -------------------------------------------------------------------------------------------


def _dearest(survey: Survey, language: Language, own: Own) -> tuple[Way, tuple[Price, ...]]:
    """The dearest way, and each question at the longest it was seen in any way tried.

    One answer at a time is changed for what makes the way dearer, until none does.
    """
    best = _way(survey, language, {}, own)
    seen = _longest({}, best)
    spent, picks, better = len(best.messages), dict[str, str](), True
    while better and spent < PROMPTS:
        better = False
        for changed in _changes(survey, picks):
            way = _way(survey, language, changed, own)
            seen, spent = _longest(seen, way), spent + len(way.messages)
            if way.segments > best.segments:
                best, picks, better = way, changed, True
            if spent >= PROMPTS:
                break
    return best, _in_order(survey, seen)


def _longest(seen: Mapping[str, Price], way: Way) -> dict[str, Price]:
    longest = dict(seen)
    for message in way.messages:
        before = longest.get(message.name)
        if before is None or message.units > before.units:
            longest[message.name] = message
    return longest


def _in_order(survey: Survey, seen: Mapping[str, Price]) -> tuple[Price, ...]:
    order = {name_of(path): number for number, path in enumerate(survey.form.binds)}
    return tuple(sorted(seen.values(), key=lambda price: order.get(price.name, -1)))


def _changes(survey: Survey, picks: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """`picks` with one answer changed, for each closed question that others depend on and each choice it has."""
    needed = frozenset(_needed(survey))
    for name, listed in survey.lists.items():
        if name in needed:
            for of, choice in survey.choice_extras:
                if of == listed and picks.get(name) != choice:
                    yield {**picks, name: choice}


def _needed(survey: Survey) -> Iterator[str]:
    """The names of the questions that expressions and texts look at."""
    for expression in _expressions(survey.form):
        yield from map(name_of, expression.paths)
    for extra in survey.extras.values():
        for short in extra.short.values():
            yield from layout.quoted(short)


def _expressions(form: Form) -> Iterator[Expression]:
    for bind in form.binds.values():
        yield from filter(None, (bind.relevant, bind.calculate))
    for question in form.questions.values():
        if isinstance(question.choices, Itemset):
            yield question.choices.nodes
    for entries in form.texts.values():
        parts = (part for forms in entries.values() for parts in forms.values() for part in parts)
        yield from (part for part in parts if isinstance(part, Expression))


# --- One way through the form ------------------------------------------------------------------------------------


def _way(survey: Survey, language: Language, picks: Mapping[str, str], own: Own) -> Way:
    """The messages one person gets by SMS who answers as `picks` says, and else with the first that is allowed."""
    return Way(language, tuple(_messages(survey, language, picks, own)))


def _messages(survey: Survey, language: Language, picks: Mapping[str, str], own: Own) -> Iterator[Price]:
    scene = Scene(survey, _DAY)
    talk = Conversation(phase=Phase.ASKING, language=language)
    for prompt in (prompting.language_prompt(scene, talk), prompting.consent_prompt(scene, talk)):
        yield _price(name_of(prompt.refs[0]) or prompt.kind, layout.sms(prompt), language)
    interview = asking.begun(scene, talk)
    found, done = asking.first(scene, interview), None
    for _ in range(_ASKS):
        if found.ask is None:
            break
        if asking.part_ends(scene, done, found.ask.first):
            yield _price("part_end", own.part_end.get(language, ""), language)
        done = found.ask.first
        yield _price(name_of(done), _text(scene, interview, found, language), language)
        _answer(interview, found.ask, picks)
        found = asking.following(scene, interview, done)
    if language in own.closing:
        yield _price("closing", own.closing[language], language)


def _price(name: str, text: str, language: Language) -> Price:
    sent = sms_text(text)
    counted = segments(sent)
    return Price(name, language, sent, counted.encoding, sum(counted.units), counted.segments)


def _text(scene: Scene, interview: Interview, found: Found, language: Language) -> str:
    """The question as an SMS, with what is said before it."""
    ask, survey = found.ask, scene.survey
    if ask is None or ask.more:
        lines = (layout.line(code, words.to(language)) for code, words in menus.REPEAT.values())
        return "\n".join((*found.lead, *lines))
    shown = interview.question(ask.first)
    extra = survey.extra(shown.name)
    short = layout.answered(extra.short.get(language, ""), survey, interview, language)
    choices = prompting.offered(survey, shown, language)
    prompt = Prompt(ask.refs, "", prompting.worded(shown), short, lead=found.lead, choices=choices)
    prompt = letters.narrowed(prompt, (), language) if letters.long(shown) else prompt
    return layout.sms(replace(prompt, hides_choices=extra.hides_choices))


def _answer(interview: Interview, ask: Ask, picks: Mapping[str, str]) -> None:
    """Answer every row of the ask with what is picked for it, or with the first thing that it takes."""
    for ref in () if ask.more else ask.refs:
        if interview.relevant(ref):
            values = (picks.get(name_of(ref), ""), *_values(interview, ref))
            next((value for value in values if value and interview.answer(ref, value).ok), None)


def _values(interview: Interview, ref: str) -> Iterable[str]:
    """What may answer a question: its choices; for others a number, a date, an hour or a word."""
    shown = interview.question(ref)
    return (option.value for option in shown.choices) if shown.choices else _TRIED
