"""What the form says to an answer: whether there must be one, whether it may be this one, whether it may change."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.form.definition import Bind, Form, Repeat, Text
from bot.core.form.instance import Field
from bot.core.form.settle import Coming
from bot.core.form.words import said
from bot.core.xpath import Expression, Node, World, XPathError


class Outcome(StrEnum):
    """What became of an answer."""

    OK = "OK"
    REQUIRED_BUT_EMPTY = "REQUIRED_BUT_EMPTY"
    CONSTRAINT_VIOLATED = "CONSTRAINT_VIOLATED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer, and the form's own words on it ("" where it has none)."""

    outcome: Outcome
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether the answer was taken."""
        return self.outcome is Outcome.OK


_TAKEN = Verdict(Outcome.OK)


@dataclass(frozen=True, slots=True)
class Judge:
    """The conditions of a form in one interview. What cannot be computed is noted in `problems` and forbids nothing."""

    form: Form
    world: World
    problems: list[str]

    def verdict(self, field: Field, text: str | None) -> Verdict:
        """What the form says to the answer `text`; None stands for one that is none of its type."""
        bind = field.shape.bind
        if text == "":
            wanted = self.required(field)
            return Verdict(Outcome.REQUIRED_BUT_EMPTY, self._said(bind.required_message, field)) if wanted else _TAKEN
        if text is None or not self._allows(bind, field, text):
            return Verdict(Outcome.CONSTRAINT_VIOLATED, self._said(bind.constraint_message, field))
        return _TAKEN

    def required(self, field: Field) -> bool:
        """Whether there must be an answer."""
        return self._holds(field.shape.bind.required, field, otherwise=False)

    def readonly(self, field: Field) -> bool:
        """Whether the form says so of the field or of anything around it."""
        here: Field | None = field
        while here is not None:
            if self._holds(here.shape.bind.readonly, here, otherwise=False):
                return True
            here = here.above
        return False

    def may_add(self, repeat: Repeat, around: Field) -> bool:
        """Whether a person may be asked for one more of a repeat inside `around`."""
        if repeat.count is not None or repeat.fixed or not around.relevant:
            return False
        relevant = self.form.binds[repeat.path].relevant
        return relevant is None or self._holds(relevant, Coming(around, repeat.path), otherwise=True)

    def _allows(self, bind: Bind, field: Field, text: str) -> bool:
        """Whether the constraint holds with `text` in the field, which keeps what it has."""
        if bind.constraint is None:
            return True
        held, field.text = field.text, text
        try:
            return self._holds(bind.constraint, field, otherwise=True)
        finally:
            field.text = held

    def _holds(self, condition: Expression | None, node: Node, *, otherwise: bool) -> bool:
        if condition is None:
            return False
        try:
            return condition.boolean(self.world.at(node))
        except XPathError as error:
            self.problems.append(f"{node.path}: {error}")
            return otherwise

    def _said(self, text: Text | None, field: Field) -> str:
        return said(text, self.form, self.world, field)
