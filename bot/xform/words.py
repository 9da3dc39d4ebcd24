"""Reading what a form says and computes: expressions, labels, messages, texts in several languages."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bot.core.form.definition import Part, Text
from bot.core.form.errors import Finding
from bot.core.xpath import Expression, XPathError, compile  # noqa: A004 -- the verb of the trade
from bot.xform.markup import JAVAROSA, Element, attribute, children, holds, local

_NAMED: Final = re.compile(r"\s*jr:itext\((.*)\)\s*", re.DOTALL).fullmatch
_FORMS: Final = {"": "text", "long": "text"}


class Words:
    """Compiles each expression once. What is wrong is gathered in `findings`: an author hears of all at once."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self.namespaces = namespaces
        self.findings: list[Finding] = []
        self._compiled: dict[str, Expression] = {}

    def expression(self, text: str, path: str, part: str) -> Expression | None:
        """The expression compiled; None where there is none, or none that can be compiled."""
        if not text.strip():
            return None
        if text not in self._compiled:
            try:
                self._compiled[text] = compile(text, namespaces=self.namespaces)
            except XPathError as error:
                self.findings.append(Finding(path, part, str(error), text, error.at))
                return None
        return self._compiled[text]

    def message(self, element: Element, name: str, path: str) -> Text | None:
        """A message in an attribute: words as they are, or the name of a text."""
        written = attribute(element, f"{JAVAROSA}{name}")
        if not written:
            return None
        named = _NAMED(written)
        return Text(key=self.expression(named[1], path, name)) if named else Text((written,))

    def text(self, element: Element | None, path: str, part: str) -> Text | None:
        """The words of a label or hint."""
        if element is None:
            return None
        ref = attribute(element, "ref")
        if named := _NAMED(ref):
            return Text(key=self.expression(named[1], path, part))
        quoted = self.expression(ref, path, part)
        return Text((quoted,)) if quoted is not None else Text(tuple(self._mixed(element, path, part)))

    def translation(self, element: Element) -> Mapping[str, Mapping[str, tuple[Part, ...]]]:
        """The texts of one language, by name and form."""
        return {attribute(text, "id"): self._forms(text) for text in children(element, "text")}

    def _forms(self, text: Element) -> Mapping[str, tuple[Part, ...]]:
        path = attribute(text, "id").partition(":")[0]
        return {
            _FORMS.get(attribute(value, "form"), attribute(value, "form")): tuple(self._mixed(value, path, "label"))
            for value in children(text, "value")
        }

    def _mixed(self, element: Element, path: str, part: str) -> Iterator[Part]:
        """Text with outputs in it."""
        if element.text:
            yield element.text
        for child in children(element):
            yield from self._output(child, path, part) if local(child) == "output" else self._mixed(child, path, part)
            if child.tail:
                yield child.tail

    def _output(self, element: Element, path: str, part: str) -> Iterator[Part]:
        quoted = self.expression(attribute(element, "value") or attribute(element, "ref"), path, part)
        if quoted is not None:
            yield quoted


def languages(itext: Element | None) -> tuple[tuple[str, ...], str]:
    """The languages in order, and the one a form speaks until told otherwise ("" where it has none)."""
    found = children(itext, "translation")
    spoken = [attribute(each, "lang") for each in found]
    first = [attribute(each, "lang") for each in found if holds(each, "default")]
    return tuple(spoken), next(iter(first + spoken), "")
