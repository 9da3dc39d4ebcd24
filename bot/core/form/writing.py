"""What a form says as its author wrote it, with nothing answered: for comparing two versions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.form.definition import Form, Itemset, Part, Question, Text
from bot.core.form.instance import named
from bot.core.xpath import Expression, Node
from bot.core.xpath.syntax import Text as Quoted

_PATH = re.compile(r"(?:\.\.|current\(\))?/[^\s()\[\],=<>!+*|'\"]*")
_LIST = re.compile(r"instance\(\s*['\"]([^'\"]+)").search


def written(expression: Expression | None) -> str:
    """An expression as its author wrote it: ${name} for a path, one space where there are several."""
    if expression is None:
        return ""
    return " ".join(_PATH.sub(lambda path: f"${{{path[0].rpartition('/')[2]}}}", expression.text).split())


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes out the texts of a form in one of its languages."""

    form: Form
    tongue: str

    def text(self, text: Text | None) -> str:
        """The words, with what they quote as ${name}."""
        if text is None:
            return ""
        tree = text.key.tree if text.key else None
        return self._called(tree.value) if isinstance(tree, Quoted) else _joined(text.parts)

    def choices(self, question: Question) -> Mapping[str, str]:
        """Every choice of the question's list by name, with its label; those too that a filter would leave out.

        None where the choices are answers given before.
        """
        part = question.choices
        if not isinstance(part, Itemset):
            return {choice.value: self.text(choice.label) for choice in part}
        found = _LIST(part.nodes.text)
        listed = self.form.instances.get(found[1]) if found else None
        return dict(self._listed(part, listed)) if listed is not None else {}

    def _listed(self, itemset: Itemset, listed: Node) -> Iterator[tuple[str, str]]:
        key = itemset.label.key
        for item in (item for top in listed.children for item in top.children):
            said = (
                self._called(_child(item, key)) if key else "".join(_child(item, part) for part in itemset.label.parts)
            )
            yield _child(item, itemset.value), said

    def _called(self, key: str) -> str:
        """All forms of the text of that name, those with pictures and sound too."""
        entry = self.form.texts.get(self.tongue, {}).get(key, {})
        return "\n".join(_joined(parts) for _, parts in sorted(entry.items()))


def _child(item: Node, part: Part) -> str:
    if isinstance(part, str):
        return part
    return next((child.text for child in named(item, part.text)), "")


def _joined(parts: tuple[Part, ...]) -> str:
    return "".join(part if isinstance(part, str) else written(part) for part in parts).strip()
