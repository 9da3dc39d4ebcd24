"""Paths: what they reach, where they stand, and what repeats and relevance make of them."""

import time
from dataclasses import replace

import pytest

from bot.core.xpath import Node, World, compile, document  # noqa: A004 -- as in re.compile


@pytest.mark.parametrize(
    ("expression", "paths"),
    [
        ("/data/name", ["/data/name"]),
        ("name", ["/data/name"]),
        ("./house/rooms", ["/data/house/rooms"]),
        ("house/../name", ["/data/name"]),
        ("/", [""]),
        ("/data/missing", []),
        ("/other/name", []),
        ("..", [""]),
        ("../..", []),
        ("hidden", []),
        ("member/name", ["/data/member/name"] * 3),
        ("member[2]/name", ["/data/member/name"]),
        ("//rooms", ["/data/house/rooms"]),
        ("//rooms/ancestor::*", ["/data", "/data/house"]),
        ("house/rooms | name | name", ["/data/name", "/data/house/rooms"]),
        ("house/following-sibling::*[1]", ["/data/member"]),
        ("house/preceding-sibling::*[1]", ["/data/children"]),
        ("member[last()]/preceding::name", ["/data/name"] + ["/data/member/name"] * 2),
        ("(member/age)[2]", ["/data/member/age"]),
        ("self::data/child::name", ["/data/name"]),
        ("house/rooms/text()", [""]),
        ("house/namespace::*", []),
        ("current()/name", ["/data/name"]),
    ],
)
def test_a_path_reaches_its_nodes(world: World, expression: str, paths: list[str]) -> None:
    """In document order, each once; what is not relevant is not there."""
    found = compile(expression).nodes(world.at(world.root.children[0]))
    assert [node.path for node in found if node.kind == "element"] == [path for path in paths if path]
    assert len(found) == len(paths)


@pytest.mark.parametrize(
    ("expression", "text_"),
    [
        ("member[age > 20]/name", "Bopha"),
        ("member[position() = 2]/name", "Bopha"),
        ("member[position() > 1][1]/name", "Bopha"),
        ("member[last()]/name", "Vuthy"),
        ("member[age = ''][name]/name", "Vuthy"),
        ("member[age > current()/house/rooms * 10]/name", "Bopha"),
        ("member[if(true(), 2, 'x')]/name", "Bopha"),
        ("member[if(true(), '', 2)]/name", ""),
        ("member[name = 'ដារ៉ា']/age", "12"),
    ],
)
def test_a_predicate_keeps_some(text, expression: str, text_: str) -> None:
    """A number is a position, anything else a condition on the node looked at."""
    assert text(expression) == text_


@pytest.mark.parametrize(
    ("expression", "node", "value"),
    [
        ("/data/member/age + 1", "member[2]/note", 42),
        ("/data/member/age + 1", "", 13),
        ("sum(/data/member/age)", "member[2]/note", 41),
        ("sum(/data/member/age)", "", 53),
        ("sum(../../member/age)", "member[2]/note", 53),
        ("count(/data/member)", "member[2]/note", 3),
        ("count(../../member)", "member[2]/note", 3),
        ("count(/data/member[age > 20])", "member[1]/note", 1),
        ("position(..)", "member[3]/note", 3),
        ("position(/data/member)", "member[3]/note", 3),
        ("../age", "member[1]/note", "12"),
        ("/data/member[position() = 1]/age", "member[2]/note", "12"),
        ("indexed-repeat(/data/member/age, /data/member, 2)", "", "41"),
        ("indexed-repeat(../age, /data/member, position(..) - 1)", "member[2]/note", "12"),
        ("indexed-repeat(/data/member/age, /data/member, 0)", "member[2]/note", "12"),
        ("indexed-repeat(/data/member/age, /data/member, 9)", "", ""),
        ("indexed-repeat(/data/member/age, /data/member, 'x')", "", ""),
    ],
)
def test_inside_a_repeat_a_path_means_this_one(at, expression: str, node: str, value: float | str) -> None:
    """As in ODK Collect: /data/member/age inside a member is that member's; the repeat itself stays the whole set."""
    compiled, context = compile(expression), at(node)
    got = compiled.string(context) if isinstance(value, str) else compiled.number(context)
    assert got == value


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("instance('communes')/root/item[district = /data/district]", "c2 c5 c8 c11"),
        ("instance('communes')/root/item[/data/district = district]", "c2 c5 c8 c11"),
        ("instance('communes')/root/item[./district = 'd1']", "c1 c4 c7 c10"),
        ("instance('communes')/root/item[district = current()/district and name != 'c5']", "c2 c8 c11"),
        ("instance('communes')/root/item[district = 'd1'][2]", "c4"),
        ("instance('communes')/root/item[district = 'd1' and position() = 2]", "c1"),
        ("instance('communes')/root/item[district = 'd1' or name = 'c0']", "c0 c1 c4 c7 c10"),
        ("instance('communes')/root/item[closed = '']", "c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 c10"),
        ("instance('communes')/root/item[closed = 'yes']", "c11"),
        ("instance('communes')/root/item[district = /data/missing]", ""),
        ("instance('communes')/root/item[name = concat('c', 3)]", "c3"),
        ("instance('communes')/root/item[name = district]", ""),
        ("randomize(instance('communes')/root/item[district = 'd1'], 7)", "c10 c4 c1 c7"),
    ],
)
def test_a_cascade_finds_its_choices(world: World, expression: str, names: str) -> None:
    """The same when its table is made as when it is used again."""
    compiled = compile(expression)
    for _ in range(2):
        found = compiled.nodes(world.at(world.root.children[0]))
        assert [node.children[0].text for node in found] == names.split()


def test_the_table_of_a_cascade_is_not_for_the_forms_own_answers(world: World) -> None:
    """An answer changed between two evaluations is seen."""
    world = replace(world, instances={"self": world.root})
    count = compile("count(instance('self')/data/member[age = '41'])")
    data = world.root.children[0]
    assert count.number(world.at(data)) == 1
    data.all_named("member")[0].all_named("age")[0].text = "41"
    assert count.number(world.at(data)) == 2


def test_a_cascade_over_a_country_is_quick() -> None:
    """1,600 communes: the median question takes well under a millisecond (measured: 3 microseconds)."""
    root = Node("root")
    for number in range(1_600):
        item = root.append(Node("item"))
        item.append(Node("name", f"c{number}"))
        item.append(Node("district", f"d{number % 200}"))
    data = Node("data")
    data.append(Node("district", "d7"))
    world = World(root=document(data), instances={"communes": document(root)})
    choices, context = compile("instance('communes')/root/item[district = /data/district]"), world.at(data)
    assert len(choices.nodes(context)) == 8
    begun = time.perf_counter()
    for _ in range(100):
        choices.nodes(context)
    assert (time.perf_counter() - begun) / 100 < 0.0005


def test_a_node_added_later_is_found(world: World) -> None:
    """The table of names follows append, insert and remove."""
    data = world.root.children[0]
    count, context = compile("count(/data/member)"), world.at(data)
    assert count.number(context) == 3
    added = data.insert(0, Node("member"))
    assert count.number(context) == 4
    assert added.position == 1
    data.remove(added)
    assert count.number(context) == 3


def test_a_hidden_branch_is_hidden_whole(world: World) -> None:
    """What is below a node that is not relevant is blank and not counted, until it is shown again."""
    data = world.root.children[0]
    data.all_named("member")[1].set_relevant(relevant=False)
    context = world.at(data)
    assert compile("count(member)").number(context) == 2
    assert compile("sum(member/age)").number(context) == 12
    data.all_named("member")[1].set_relevant(relevant=True)
    assert compile("sum(member/age)").number(context) == 53


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("name(*)", "o:a"),
        ("local-name(*)", "a"),
        ("namespace-uri(*)", "urn:other"),
        ("o:a", "1"),
        ("a", ""),
        ("o:*", "1"),
        ("@kind", "big"),
        ("@o:kind", "small"),
        ("count(@*)", "2"),
        ("name(@o:kind)", "o:kind"),
        ("../root/plain/@missing", ""),
        ("lang('km')", "true"),
        ("lang('en')", "false"),
        ("id('k1')", "1"),
    ],
)
def test_namespaces_and_attributes(expression: str, value: str) -> None:
    """A prefix means the URI the form gave it; a name without one is in no namespace."""
    root = Node("root")
    root.set_attribute("kind", "big")
    root.set_attribute("kind", "small", namespace="urn:other", prefix="o")
    child = root.append(Node("a", "1", namespace="urn:other", prefix="o"))
    child.set_attribute("id", "k1")
    top = document(root)
    if "lang" in expression:
        root.set_attribute("lang", "km-KH", namespace="http://www.w3.org/XML/1998/namespace", prefix="xml")
    context = World(root=top).at(root)
    assert compile(expression, namespaces={"o": "urn:other"}).string(context) == value


@pytest.mark.parametrize(
    ("expression", "paths", "functions"),
    [
        ("/data/a = 1 and ../b > current()/../c", ("/data/a", "../b", "../c"), {"current"}),
        ("instance('c')/root/item[d = /data/d and x = current()/../y]/z", ("/data/d", "../y"), {"instance", "current"}),
        ("count(/data/r[a > ../b])", ("/data/r", "/data/r/a", "/data/b"), {"count"}),
        (". > 3 or not(selected(., 'x'))", (".",), {"not", "selected"}),
        ("/data/r[1]/a + /data/r[2]/a", ("/data/r/a",), set()),
        ("'x'", (), set()),
        ("@id", ("@id",), set()),
        ("//a", ("/descendant-or-self::node()/a",), set()),
    ],
)
def test_an_expression_tells_what_it_refers_to(expression: str, paths: tuple[str, ...], functions: set[str]) -> None:
    """Paths without predicates, from the root or from the node; those into other lists are left out."""
    compiled = compile(expression)
    assert compiled.paths == paths
    assert compiled.functions == functions
    assert compiled.text == expression
