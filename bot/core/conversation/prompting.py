"""What the open question looks like to this person, and what a reply to it is read against."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.core import layout, menus
from bot.core.conversation import letters, words
from bot.core.conversation.asking import MORE, Ask, begun, interview_of, progress
from bot.core.conversation.kinds import kind_of, takes_of
from bot.core.conversation.scene import Scene
from bot.core.conversation.standing import Standing, standing
from bot.core.conversation.state import Conversation, Phase
from bot.core.events import Offered, Prompt
from bot.core.form.interview import Interview, Shown, Worded, path_of
from bot.core.places import LEVELS, Level
from bot.core.questions.amounts import shortest
from bot.core.questions.base import Choice, Detail, Open
from bot.core.survey import ChoiceExtra, Survey
from bot.core.wording import Language

_NUMBER = re.compile("[0-9]+")
_FEW = 11  # steps of a scale that are shown as buttons: from 0 to 10
_LONGEST = 4096.0  # characters of an open answer, as much as Telegram takes in one message


# --- What is shown ----------------------------------------------------------------------------------------------


def prompt(here: Standing) -> Prompt:
    """The question as it is asked now."""
    scene, talk, interview, ask = here.scene, here.talk, here.interview, here.ask
    n, total = progress(scene, talk, interview)
    common = Prompt(ask.refs, "repeat", "", lead=ask.lead, turn=talk.asked, n=n, total=total)
    if ask.more:
        label = interview.label(interview.event(ask.first.removeprefix(MORE)))
        return replace(common, lead=(*ask.lead, label), choices=_menu(menus.REPEAT, talk.language))
    shown = interview.question(ask.first)
    extra = scene.survey.extra(shown.name)
    asked = replace(
        common,
        kind=kind_of(shown, extra),
        text=worded(shown),
        short=layout.answered(extra.short.get(talk.language, ""), scene.survey, interview, talk.language),
        hint=shown.hint,
        choices=offered(scene.survey, shown, talk.language),
        hides_choices=extra.hides_choices,
        skippable=_skippable(scene, shown),
        several=several(shown, ask),
        picked=talk.picked,
        voice=f"{scene.survey.name}/{shown.media['audio']}" if "audio" in shown.media else None,
    )
    return letters.narrowed(asked, talk.among, talk.language) if letters.long(shown) else asked


def worded(shown: Shown) -> str:
    """The question's own words; behind them the scale of a range, where they do not name its ends."""
    ends = [shown.parameters.get(end, "") for end in ("start", "end")]
    if shown.control != "range" or not all(ends) or set(ends) <= set(_NUMBER.findall(shown.label)):
        return shown.label
    return f"{shown.label} ({'-'.join(ends)})"


def offered(survey: Survey, shown: Shown, language: Language) -> tuple[Offered, ...]:
    """The choices as they are shown: with the form's own codes, or else numbered. What is to be confirmed has one."""
    if shown.control == "trigger":
        return _menu(menus.ACKNOWLEDGE, language)
    if shown.control == "range":
        return tuple(Offered(step, step, step, layout.UNLISTED) for step in _steps(shown))
    return tuple(
        Offered(
            code=_code(survey, shown, option.value, str(number)),
            name=option.value,
            label=option.label or option.value,
            short=survey.choice_extra(shown.name, option.value).short.get(language, ""),
        )
        for number, option in enumerate(shown.choices, 1)
    )


def _steps(shown: Shown) -> tuple[str, ...]:
    """The steps of a scale that is short enough for buttons."""
    try:
        start, end, step = (Decimal(shown.parameters[name]) for name in ("start", "end", "step"))
        count = int((end - start) / step) + 1
    except (KeyError, ArithmeticError, ValueError):
        return ()
    return tuple(shortest(start + step * n) for n in range(count)) if 1 < count <= _FEW else ()


def _code(survey: Survey, shown: Shown, value: str, otherwise: str) -> str:
    return survey.choice_extra(shown.name, value).code or otherwise


def _skippable(scene: Scene, shown: Shown) -> bool:
    """May it be left without an answer, and is that not one of its choices already?"""
    codes = (scene.survey.choice_extra(shown.name, option.value).code for option in shown.choices)
    return not shown.required and "0" not in codes


def several(shown: Shown, ask: Ask) -> bool:
    """May more than one choice be picked?"""
    return bool(shown.choices) and (shown.control in {"select", "rank"} or len(ask.refs) > 1)


def _menu(menu: menus.Menu, language: Language) -> tuple[Offered, ...]:
    return tuple(Offered(code, name, label.to(language), "") for name, (code, label) in menu.items())


# --- What a reply is read against ----------------------------------------------------------------------------------


def opened(here: Standing) -> tuple[Open, ...]:
    """Each row of the ask as it stands open."""
    scene, talk, interview, ask = here.scene, here.talk, here.interview, here.ask
    if ask.more:
        return (replace(menus.opened(menus.REPEAT), ref=ask.first),)
    tongues = _tongues(scene.survey, talk.language)
    rows = tuple(_open(scene.survey, interview.question(ref), _said(interview, ref, tongues)) for ref in ask.refs)
    return tuple(letters.among(row, talk.among) for row in rows) if talk.among else rows


def opened_now(scene: Scene, talk: Conversation) -> Open | None:
    """The first row of the open ask, for words that depend on it (a lone 0)."""
    here = standing(scene, talk)
    return opened(here)[0] if here else None


def _tongues(survey: Survey, language: Language) -> tuple[str, ...]:
    """The form's languages, the one spoken first: an answer may come in either."""
    spoken = survey.tongues[language]
    return (spoken, *(tongue for tongue in dict.fromkeys(survey.tongues.values()) if tongue != spoken))


def _said(interview: Interview, ref: str, tongues: Sequence[str]) -> tuple[Worded, ...]:
    """The question's words in each language."""
    return tuple(interview.worded(ref, tongue) for tongue in tongues)


def _open(survey: Survey, shown: Shown, row: Sequence[Worded]) -> Open:
    """A question as it stands open; `row` are its words in each language."""
    extra = survey.extra(shown.name)
    kind = kind_of(shown, extra)
    return Open(
        level=_level(extra.place),
        ref=shown.ref,
        kind=kind,
        choices=_choices(survey, shown, row),
        minimum=_number(shown, "start"),
        maximum=_number(shown, "end") if kind != "text" else _LONGEST,
        step=_number(shown, "step"),
        required=shown.required,
        takes=takes_of(kind, extra),
        numbers_only=extra.numbers_only,
        asked=tuple(each.label for each in row),
        detail=_detail(shown.appearance),
    )


def _detail(appearance: str) -> Detail:
    """How much of a date is asked for, by ODK's appearances of it."""
    looks = appearance.split()
    return "year" if "year" in looks else "month" if "month-year" in looks else "day"


def _level(place: str | None) -> Level:
    """The level of the places asked for; the commune where the form says only that it is a place."""
    return next((level for level in LEVELS.values() if level == place), "commune")


def _choices(survey: Survey, shown: Shown, row: Sequence[Worded]) -> tuple[Choice, ...]:
    long = letters.long(shown)
    return tuple(
        Choice(
            name=option.value,
            code=_code(survey, shown, option.value, "" if long else str(number)),
            labels=_labels(survey.choice_extra(shown.name, option.value), row, number - 1),
            aliases=survey.choice_extra(shown.name, option.value).aliases,
        )
        for number, option in enumerate(shown.choices, 1)
    )


def _labels(extra: ChoiceExtra, row: Sequence[Worded], place: int) -> tuple[str, ...]:
    """The full labels in every language, and the short ones."""
    full = [each.choices[place].label for each in row if place < len(each.choices)]
    short = extra.short.values()
    return tuple(dict.fromkeys(label for label in (*full, *short) if label and label != layout.UNLISTED))


def _number(shown: Shown, parameter: str) -> float | None:
    try:
        return float(shown.parameters[parameter])
    except (KeyError, ValueError):
        return None


# --- What was answered, in words ----------------------------------------------------------------------------------


def told(scene: Scene, talk: Conversation) -> tuple[tuple[str, str], ...]:
    """Every answer kept, as (question, answer) in the person's language; not the language and the consent."""
    interview = interview_of(scene, talk)
    own = {scene.survey.language_question, scene.survey.consent_question}
    kept = [(ref, value) for ref, value in interview.values().items() if is_asked(interview, ref) and ref not in own]
    return tuple((interview.question(ref).label, _told(scene, talk, interview, (ref, value))) for ref, value in kept)


def _told(scene: Scene, talk: Conversation, interview: Interview, kept: tuple[str, str]) -> str:
    ref, value = kept
    if ref in talk.recorded:
        return words.recording(scene, interview, ref, talk.language)
    return words.said(scene, interview, ref, value, talk.language)


def is_asked(interview: Interview, ref: str) -> bool:
    """Is it a question of the form, and not a calculation?"""
    return path_of(ref) in interview.form.questions


# --- Language and consent ---------------------------------------------------------------------------------------


def language_prompt(scene: Scene, talk: Conversation) -> Prompt:
    """In which language shall we talk: the form's own question, or ours."""
    return _own(scene, talk, scene.survey.language_question, "language", menus.LANGUAGE)


def consent_prompt(scene: Scene, talk: Conversation) -> Prompt:
    """May we ask: the form's own words, or ours."""
    return _own(scene, talk, scene.survey.consent_question, "consent", menus.CONSENT)


def _own(scene: Scene, talk: Conversation, ref: str | None, kind: str, menu: menus.Menu) -> Prompt:
    common = Prompt((ref or "",), kind, "", turn=talk.asked)
    if ref is None:
        return replace(common, choices=_menu(menu, talk.language))
    shown = begun(scene, talk).question(ref)
    extra = scene.survey.extra(shown.name)
    short = extra.short.get(talk.language, "")
    return replace(common, text=shown.label, short=short, choices=offered(scene.survey, shown, talk.language))


def language_open(scene: Scene) -> Open:
    """What a reply to the question of language is read against."""
    return _own_open(scene, scene.survey.language_question, menus.LANGUAGE)


def consent_open(scene: Scene) -> Open:
    """What a reply to the question of consent is read against: numbers and taps only, so that no yes is guessed."""
    return replace(_own_open(scene, scene.survey.consent_question, menus.CONSENT), numbers_only=True)


def _own_open(scene: Scene, ref: str | None, menu: menus.Menu) -> Open:
    if ref is None:
        return menus.opened(menu)
    talk = Conversation(phase=Phase.ASKING)
    return replace(opened(Standing(scene, talk, begun(scene, talk), Ask((ref,))))[0], required=True)
