"""The choices a question offers now."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from bot.core.form.definition import Form, Itemset, Question, Text
from bot.core.form.instance import Field
from bot.core.form.words import fixed, media, said
from bot.core.xpath import Node, World, XPathError

_CLOSED = frozenset({"select1", "select", "rank"})


@dataclass(frozen=True, slots=True)
class Option:
    """A choice as it is offered: what is stored, the words for it, and the files that go with them by kind."""

    value: str
    label: str
    media: tuple[tuple[str, str], ...] = ()


def options(question: Question, form: Form, world: World, field: Field, seed: str) -> tuple[Option, ...]:
    """What can be chosen here, in order; none where the list cannot be computed.

    A list that the form shuffles without a seed of its own is always shuffled alike for the same `seed`: the
    numbers a person was shown must mean the same when the answer comes.
    """
    if isinstance(question.choices, Itemset) and question.choices.shuffled:
        world = replace(world, dice=rolls(f"{seed}{field.ref}").__next__)
    if isinstance(question.choices, Itemset):
        return tuple(_listed_options(question, question.choices, form, world, field))
    return tuple(_option(choice.value, choice.label, form, world, field) for choice in question.choices)


def _listed_options(question: Question, itemset: Itemset, form: Form, world: World, field: Field) -> Iterator[Option]:
    """What of a list never changes is worked out once for all people: a list beside the answers holds none."""
    for node in _nodes(itemset, world, field):
        key = (question.path, world.language, node)
        option = form.spoken.get(key)
        if option is None:
            option = _option(_value(itemset, world, node), itemset.label, form, world, node)
            if not isinstance(node, Field) and fixed(itemset.label, form, world, node):
                form.spoken[key] = option
        yield option


def nothing_to_choose(question: Question, world: World, field: Field) -> bool:
    """Whether it is to be chosen from a list that has nothing in it now."""
    return question.control in _CLOSED and next(_offered(question, world, field), None) is None


def kept(question: Question, world: World, field: Field, answer: str) -> str:
    """What of an answer is still a choice; a ranking ranks what has come since last."""
    offered = dict.fromkeys(value for value, _, _ in _offered(question, world, field))
    given = [answer] if question.control == "select1" else answer.split()
    still = [value for value in given if value in offered]
    if question.control == "rank" and still:
        still += [value for value in offered if value not in still]
    return " ".join(still)


def rolls(seed: str) -> Iterator[float]:
    """Numbers from 0 up to 1, without end, the same for the same seed."""
    for turn in count():
        digest = hashlib.sha256(f"{seed}\0{turn}".encode()).digest()
        yield int.from_bytes(digest[:6], "big") / 2**48


def name_of(value: str, path: str, form: Form, world: World, node: Node) -> str:
    """The label of the choice `value` of the question at `path`, as jr:choice-name() gives it from `node`."""
    question = form.questions.get(path)
    if question is None:
        return ""
    for offered, label, choice in _offered(question, world, node):
        if offered == value:
            return said(label, form, world, choice)
    return ""


def _offered(question: Question, world: World, field: Node) -> Iterator[tuple[str, Text, Node]]:
    choices = question.choices
    if isinstance(choices, Itemset):
        return _listed(choices, world, field)
    return ((choice.value, choice.label, field) for choice in choices)


def _listed(itemset: Itemset, world: World, field: Node) -> Iterator[tuple[str, Text, Node]]:
    for node in _nodes(itemset, world, field):
        yield _value(itemset, world, node), itemset.label, node


def _value(itemset: Itemset, world: World, node: Node) -> str:
    try:
        return itemset.value.string(world.at(node))
    except XPathError:
        return ""


def _nodes(itemset: Itemset, world: World, field: Node) -> list[Node]:
    try:
        return itemset.nodes.nodes(world.at(field))
    except XPathError:
        return []


def _option(value: str, label: Text, form: Form, world: World, node: Node) -> Option:
    return Option(value, said(label, form, world, node), tuple(media(label, form, world, node).items()))
