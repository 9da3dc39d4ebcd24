"""A household's form, half filled in, for the expressions to stand on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.xpath import Context, Node, Value, World, compile, document  # noqa: A004 -- as in re.compile

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
NOW = datetime(2026, 8, 20, 1, 30, tzinfo=UTC)  # half past eight in the morning in Phnom Penh
ANSWERS = {
    "name": "សុខា",
    "age": "34",
    "born": "1992-03-08",
    "met": "2026-08-19T17:45:00.000+07:00",
    "needs": "water road",
    "blank": "",
    "none": "0",
    "spaced": "  ផ្សារ   ថ្មី ",
    "district": "d2",
    "place": "10.6268 103.5116 4 12",
    "hidden": "7",
}
MEMBERS = (("ដារ៉ា", "12"), ("Bopha", "41"), ("Vuthy", ""))


def leaf(name: str, text: str = "") -> Node:
    """An answered question."""
    return Node(name, text)


def household() -> Node:
    """The document of the form: answers, a group, three members, a number that is 0 and a question that is hidden."""
    data = Node("data")
    for name, text in ANSWERS.items():
        data.append(leaf(name, text))
    data.all_named("hidden")[0].set_relevant(relevant=False)
    zero = data.append(leaf("children", "0"))
    zero.numeric = True
    group = data.append(Node("house"))
    group.append(leaf("rooms", "3"))
    for name, age in MEMBERS:
        member = data.append(Node("member"))
        member.append(leaf("name", name))
        member.append(leaf("age", age))
        member.append(leaf("note"))
    return document(data)


def communes() -> Node:
    """A list of choices: twelve communes in three districts."""
    root = Node("root")
    for number in range(12):
        item = root.append(Node("item"))
        item.set_attribute("code", f"C-{number}")
        item.append(leaf("name", f"c{number}"))
        item.append(leaf("label", f"Commune {number}"))
        item.append(leaf("district", f"d{number % 3}"))
        if number == 11:
            item.append(leaf("closed", "yes"))
    return document(root)


@pytest.fixture
def world() -> World:
    """The world of the form, on a morning in August."""
    rolls = iter((0.9, 0.1, 0.5, 0.3, 0.7) * 9)
    return World(
        root=household(),
        instances={"communes": communes()},
        now=NOW,
        timezone=PHNOM_PENH,
        language="English (en)",
        translate=lambda key: {"hello": "សួស្តី"}.get(key, ""),
        choice_name=lambda value, question, _node: f"{question}={value}",
        dice=lambda: next(rolls),
        uuid=lambda: "6f1c1c1e-0000-4000-8000-000000000001",
        properties={"deviceid": "yobal:sms"},
        repeats=frozenset({"/data/member"}),
        version="2026-08",
    )


def standing(world: World, path: str) -> Context:
    """The context of the node at a path such as member[2]/age, from the root element down; "" is the root element."""
    node = world.root.children[0]
    for step in path.split("/") if path else []:
        name, _, number = step.partition("[")
        node = node.all_named(name)[int(number.rstrip("]") or 1) - 1 if number else 0]
    return world.at(node)


Ask = Callable[..., Value]


@pytest.fixture
def ask(world: World) -> Ask:
    """Evaluates an expression on a node of the form, in a world that a test may have changed."""

    def evaluate(expression: str, *, node: str = "", **changed: Any) -> Value:
        compiled, context = compile(expression), standing(replace(world, **changed), node)
        value = compiled.value(context)
        return compiled.string(context) if isinstance(value, list) and "randomize" not in expression else value

    return evaluate


@pytest.fixture
def at(world: World) -> Callable[[str], Context]:
    """The context of a node of the form by its path."""
    return lambda path: standing(world, path)


@pytest.fixture
def text(world: World) -> Callable[..., str]:
    """Evaluates an expression in the form as a text."""
    return lambda expression, node="": compile(expression).string(standing(world, node))
