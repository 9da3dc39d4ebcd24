"""How a question looks as a message: the one place that knows, for what is sent and for what it costs."""

import re
from collections.abc import Mapping

from bot.core.events import Offered, Prompt
from bot.core.form.interview import Interview
from bot.core.survey import Survey
from bot.core.wording import Language

UNLISTED = "-"  # a short label that keeps the choice out of an SMS; whoever types its code or label chooses it
_QUOTE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")


def sms(prompt: Prompt) -> str:
    """The question as an SMS: what is said before it, its short text, one line for each choice.

    Nothing else: every 67 letters of Khmer cost as much as a message. A list that was just sent stays out.
    """
    lines = [*prompt.lead, prompt.short or prompt.text]
    if not prompt.hides_choices:
        lines += [line(offered.code, short(offered)) for offered in prompt.choices if offered.short != UNLISTED]
    return "\n".join(filter(None, lines))


def telegram(prompt: Prompt, *, buttons: bool = True) -> str:
    """The question in full, with its progress and its hint. Without buttons the choices stand in the text."""
    lines = [*prompt.lead, progress(prompt) + prompt.text, prompt.hint]
    if not buttons:
        lines += [line(offered.code, offered.label) for offered in prompt.choices]
    return "\n".join(filter(None, lines))


def line(code: str, label: str) -> str:
    """A choice in a list: what to type, and what it means."""
    return f"{code} {label}"


def short(offered: Offered) -> str:
    """The words for a choice where every letter costs."""
    return offered.label if offered.short in {"", UNLISTED} else offered.short


def progress(prompt: Prompt) -> str:
    """How far one is, such as "3/17 ", before the question; nothing where that is not known."""
    return f"{prompt.n}/{prompt.total} " if prompt.total else ""


def filled(text: str, said: Mapping[str, str]) -> str:
    """`text` with what was `said` for each ${name} in it; what nobody said is left out."""
    return _QUOTE.sub(lambda found: said.get(found[1], ""), text)


def answered(text: str, survey: Survey, interview: Interview, language: Language) -> str:
    """A short text with what was answered for each ${name} in it: a choice's short label, or the answer itself."""
    names = quoted(text)
    paths = {path.rpartition("/")[2]: path for path in interview.form.binds} if names else {}
    return filled(text, {name: _said(paths[name], survey, interview, language) for name in names if name in paths})


def _said(path: str, survey: Survey, interview: Interview, language: Language) -> str:
    """The answer at `path` (outside of repeats) in as few words as there are for it."""
    value = interview.value(path)
    if not value or path not in interview.form.questions:
        return value
    shown = interview.question(path)
    label = next((option.label for option in shown.choices if option.value == value), value)
    return short(Offered("", value, label, survey.choice_extra(shown.name, value).short.get(language, "")))


def quoted(text: str) -> tuple[str, ...]:
    """The names in ${} that `text` quotes, in order."""
    return tuple(_QUOTE.findall(text))
