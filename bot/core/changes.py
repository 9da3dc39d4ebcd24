"""What changed between two versions of a survey, and how the answers to both are counted.

A question is known by its name, a choice by its own: words may be mended without losing what was answered. The same
name and the same kind are counted together. A choice that is gone stays countable under its name.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any, Literal, get_args

from bot.core.conversation.kinds import kind_of
from bot.core.form.definition import Form, Itemset, Question
from bot.core.form.interview import Sketch
from bot.core.form.references import innermost
from bot.core.form.writing import Pen, written
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES, Language

What = Literal[
    "question-added", "question-gone", "question-moved", "question-reworded", "type-changed", "round-changed",
    "choices-added", "choices-gone", "choices-reworded", "choices-recoded", "condition-changed",
]  # fmt: skip
APART: frozenset[What] = frozenset({"type-changed", "round-changed", "choices-recoded"})
Labels = tuple[str, ...]  # one for each of LANGUAGES

_CONDITIONS: Mapping[str, str] = {  # of a bind: the column of the form it is written in
    "relevant": "relevant",
    "constraint": "constraint",
    "required": "required",
    "readonly": "read_only",
    "calculate": "calculation",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in which a version differs from the one before it.

    `name` is the question's (or the group's, for a condition); `choices` are the choices concerned, by name and for
    those recoded as "old > new"; `languages` are those whose words changed. `before` and `after` are two kinds, or
    the two texts of the condition in `column`.
    """

    what: What
    name: str
    choices: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    column: str = ""
    before: str = ""
    after: str = ""

    @property
    def apart(self) -> bool:
        """Whether the answers to both versions cannot be counted together any more."""
        return self.what in APART

    def to_json(self) -> dict[str, Any]:
        """Plain data; what is empty is left out."""
        full: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        return {key: list(fact) if isinstance(fact, tuple) else fact for key, fact in full.items() if fact}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Change":
        """The inverse of `to_json`. Raises ValueError for a change it does not know."""
        if data["what"] not in get_args(What):
            raise ValueError(f"no such change: {data['what']}")
        lists = {key: tuple(data.get(key, ())) for key in ("choices", "languages")}
        return cls(**{**data, **lists})


def changes(before: Survey, after: Survey) -> tuple[Change, ...]:
    """What `after` has otherwise than `before`: question by question, then what is gone, then the conditions."""
    old, new = _asked(before.form), _asked(after.form)
    shared = [key for key in new if key in old]
    moved = _moved([key for key in old if key in new], shared)
    found: list[Change] = []
    for key, question in new.items():
        if key not in old:
            found.append(Change("question-added", key))
            continue
        found += [Change("question-moved", key)] if key in moved else []
        found += _differences(key, _Asked(before, old[key]), _Asked(after, question))
    found += [Change("question-gone", key) for key in old if key not in new]
    return (*found, *_conditions(before, after))


def _asked(form: Form) -> dict[str, Question]:
    """The questions by name; those that share a name by their place in the form."""
    return {_key(path, form.questions): question for path, question in _in_order(form).items()}


def _in_order(form: Form) -> dict[str, Question]:
    return {part.path: part for part in form.elements if isinstance(part, Question)}


def _key(path: str, among: Mapping[str, object]) -> str:
    name = path.rpartition("/")[2]
    alike = sum(other.rpartition("/")[2] == name for other in among)
    return name if alike == 1 else path.lstrip("/").partition("/")[2]


def _moved(old: list[str], new: list[str]) -> frozenset[str]:
    """Those that stand elsewhere among the others: all but a longest row that both have in the same order."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {key for block in blocks for key in new[block.b : block.b + block.size]}
    return frozenset(new) - kept


# --- One question ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in its survey."""

    survey: Survey
    question: Question

    @property
    def name(self) -> str:
        return self.question.path.rpartition("/")[2]

    @property
    def kind(self) -> str:
        part = self.question
        type_ = self.survey.form.binds[part.path].type
        sketch = Sketch(self.name, type_, part.control, False, part.appearance, part.parameters)
        return kind_of(sketch, self.survey.extra(self.name))

    @property
    def round(self) -> str:
        """The name of the repeat it is asked in; "" for none."""
        form = self.survey.form
        return innermost(self.question.path, frozenset(form.repeats)).rpartition("/")[2]

    def words(self, language: Language) -> str:
        """Its label, hint and short text."""
        part, pen = self.question, self._pen(language)
        short = self.survey.extra(self.name).short.get(language, "")
        return "\n".join((pen.text(part.label), pen.text(part.hint), short))

    def choices(self, language: Language) -> Mapping[str, str]:
        """Every choice of its list by name, with its label."""
        return self._pen(language).choices(self.question)

    def _pen(self, language: Language) -> Pen:
        return Pen(self.survey.form, self.survey.tongues[language])


def _differences(key: str, old: _Asked, new: _Asked) -> Iterator[Change]:
    if old.kind != new.kind:
        yield Change("type-changed", key, before=old.kind, after=new.kind)
    if old.round != new.round:
        yield Change("round-changed", key, before=old.round, after=new.round)
    if reworded := tuple(language for language in LANGUAGES if old.words(language) != new.words(language)):
        yield Change("question-reworded", key, languages=reworded)
    yield from _of_choices(key, _in_all(old), _in_all(new))


def _in_all(asked: _Asked) -> dict[str, Labels]:
    """The choices with their labels in every language."""
    each = [asked.choices(language) for language in LANGUAGES]
    return {name: tuple(labels[name] for labels in each) for name in each[0]}


def _of_choices(key: str, old: Mapping[str, Labels], new: Mapping[str, Labels]) -> Iterator[Change]:
    gone, added = [name for name in old if name not in new], [name for name in new if name not in old]
    recoded = {name: other for name in gone for other in added if any(old[name]) and old[name] == new[other]}
    reworded = [name for name in new if name in old and old[name] != new[name]]
    if recoded:
        yield Change("choices-recoded", key, tuple(f"{name} > {other}" for name, other in recoded.items()))
    if fresh := [name for name in added if name not in recoded.values()]:
        yield Change("choices-added", key, tuple(fresh))
    if lost := [name for name in gone if name not in recoded]:
        yield Change("choices-gone", key, tuple(lost))
    if reworded:
        yield Change("choices-reworded", key, tuple(reworded), _differing(old, new, reworded))


def _differing(old: Mapping[str, Labels], new: Mapping[str, Labels], names: list[str]) -> tuple[Language, ...]:
    """The languages in which the label of any of these choices has changed."""
    return tuple(
        language for at, language in enumerate(LANGUAGES) if any(old[name][at] != new[name][at] for name in names)
    )


# --- Conditions ---------------------------------------------------------------------------------------------------


def _conditions(before: Survey, after: Survey) -> Iterator[Change]:
    """Who is asked, what is accepted, what is computed: of questions, groups and calculations that both have."""
    old, new = _by_key(before.form), _by_key(after.form)
    for key, written_now in new.items():
        then = old.get(key)
        if then is not None:
            for column in written_now:
                if then[column] != written_now[column]:
                    yield Change("condition-changed", key, (), (), column, then[column], written_now[column])


def _by_key(form: Form) -> dict[str, dict[str, str]]:
    names = Counter(path.rpartition("/")[2] for path in form.binds)
    once = {path: bind for path, bind in form.binds.items() if names[path.rpartition("/")[2]] == 1}
    return {
        path.rpartition("/")[2]: {
            **{column: written(getattr(bind, part)) for part, column in _CONDITIONS.items()},
            "choice_filter": _filter(form.questions.get(path)),
            "repeat_count": written(form.repeats[path].count) if path in form.repeats else "",
        }
        for path, bind in once.items()
    }


def _filter(question: Question | None) -> str:
    if question is None or not isinstance(question.choices, Itemset):
        return ""
    return written(question.choices.nodes).partition("[")[2].rpartition("]")[0]
