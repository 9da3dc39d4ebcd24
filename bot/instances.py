"""ODK instances read back: what was answered, by ref; and with the words that recordings were given later."""

from collections.abc import Iterator, Mapping

from lxml import etree

from bot.core.form.definition import Form
from bot.core.form.interview import path_of

_LISTS = frozenset({"select", "rank"})  # controls whose answer is several names


def answers_in(xml: str, form: Form) -> dict[str, str | list[str]]:
    """What the questions and calculations of an instance hold, by ref in the order of the form; blanks are left out."""
    root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    return {ref: _value(ref_path, text, form) for ref, ref_path, text in _leaves(root, "", "", form) if text}


def with_words(xml: str, form: Form, words: Mapping[str, str]) -> str:
    """The instance with `words`, by ref, in place of the names of recordings, where the form asks for a text."""
    if not words:
        return xml
    root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for ref, said in words.items():
        question, leaf = form.questions.get(path_of(ref)), _at(root, ref)
        if leaf is not None and question is not None and question.control == "input":
            leaf.text = said
    return etree.tostring(root, encoding="unicode")


def _at(root: etree._Element, ref: str) -> etree._Element | None:
    """The element at `ref`, or None."""
    here: etree._Element | None = root
    for step in ref.split("/")[2:]:
        name, _, place = step.rstrip("]").partition("[")
        children = [child for child in here if etree.QName(child).localname == name] if here is not None else []
        here = children[int(place or 1) - 1] if len(children) >= int(place or 1) else None
    return here


def _leaves(element: etree._Element, ref: str, path: str, form: Form) -> Iterator[tuple[str, str, str]]:
    """Ref, path and text of everything below that is a question or computed."""
    name = etree.QName(element).localname
    path = f"{path}/{name}"
    ref = f"{ref}/{name}[{_place(element)}]" if path in form.repeats else f"{ref}/{name}"
    if len(element):
        for child in element:
            yield from _leaves(child, ref, path, form)
    elif path in form.questions or (path in form.binds and form.binds[path].calculate and "/meta/" not in path):
        yield ref, path, element.text or ""


def _place(element: etree._Element) -> int:
    return 1 + sum(1 for _ in element.itersiblings(element.tag, preceding=True))


def _value(path: str, text: str, form: Form) -> str | list[str]:
    question = form.questions.get(path)
    return text.split() if question is not None and question.control in _LISTS else text
