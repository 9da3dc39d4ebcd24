"""Reads a recorded ODK case, its document by lxml, and evaluates its expression as Yobal does."""

from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lxml import etree

from bot.core.xpath import Node, World, compile, document  # noqa: A004 -- the verb of the trade

_XFORMS = "http://www.w3.org/2002/xforms"
_KINDS = {etree.Comment: "comment", etree.ProcessingInstruction: "instruction"}
NOW = datetime(2026, 11, 23, 22, 10, tzinfo=UTC)  # when the cases were recorded


def evaluate(case: dict[str, Any]) -> bool | float | str | list[str]:
    """The value of the case's expression, of the type it asks for."""
    top, paths = read(case["context_xml"])
    at = {path: node for node, path in paths.items()}
    expression = compile(case["expr"], namespaces=case["namespaces"], default_namespace=case.get("default_ns") or "")
    context = _world(case, top, at).at(at[case["context_path"]])
    match case["result"]:
        case "boolean":
            return expression.boolean(context)
        case "number":
            return expression.number(context)
        case "nodeset":
            return [paths[node] for node in expression.nodes(context)]
        case _:
            return expression.string(context)


def _world(case: dict[str, Any], top: Node, at: dict[str, Node]) -> World:
    dice, serial = Random(1), count(1)
    zone = ZoneInfo(case.get("tz", "UTC")) if "odk" in case["profiles"] else None
    return World(
        root=at[case["root_path"]],
        instances=_instances(top),
        now=NOW,
        timezone=zone,
        days="instant",
        language=case.get("language", ""),
        translate=_Words(top, case.get("language", "")),
        dice=dice.random,
        uuid=lambda: str(UUID(int=next(serial))),
    )


def _instances(top: Node) -> dict[str, Node]:
    found = [node for node in top.walk() if node.name == "instance"]
    return {node.attribute("id") or "": node for node in found}


class _Words:
    """The itext of a document in one language; what is missing there, in the default language."""

    def __init__(self, top: Node, language: str) -> None:
        translations = [node for node in top.walk() if node.name == "translation"]
        default = [node for node in translations if node.attribute("default") is not None] or translations[:1]
        spoken = [node for node in translations if node.attribute("lang") == language]
        self.texts = {
            text.attribute("id"): text.value.strip()
            for translation in (*default, *spoken)
            for text in translation.walk()
            if text.name == "text"
        }

    def __call__(self, itext: str) -> str:
        return self.texts.get(itext, "")


# Reading a document


@lru_cache(maxsize=64)
def read(xml: str) -> tuple[Node, dict[Node, str]]:
    """The document, and the path of each of its nodes."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False)
    root = etree.fromstring(xml.encode(), parser)
    top = document(_element(root))
    before = [_other(node) for node in reversed(list(root.itersiblings(preceding=True)))]
    after = [_other(node) for node in root.itersiblings()]
    top.content = [*before, *top.children, *after]
    for node in top.content:
        node.parent = top
    return top, dict(_paths(top, ""))


def _element(source: Any) -> Node:
    name = etree.QName(source)
    node = Node(name.localname, namespace=name.namespace or "", prefix=source.prefix or "")
    prefixes = {uri: prefix for prefix, uri in source.nsmap.items() if prefix}
    prefixes["http://www.w3.org/XML/1998/namespace"] = "xml"
    for key, value in source.attrib.items():
        own = etree.QName(key)
        node.set_attribute(own.localname, value, namespace=own.namespace or "", prefix=prefixes.get(own.namespace, ""))
    node.content = _content(source, node)
    return node


def _content(source: Any, node: Node) -> list[Node]:
    content = [Node(text=source.text, kind="text")] if source.text else []
    for child in source:
        content.append(node.append(_element(child)) if isinstance(child.tag, str) else _other(child))
        content += [Node(text=child.tail, kind="text")] if child.tail else []
    for each in content:
        each.parent = node
    return content


def _other(source: Any) -> Node:
    name = source.target if source.tag is etree.ProcessingInstruction else ""
    return Node(name, source.text or "", kind=_KINDS[source.tag])  # type: ignore[arg-type] # the table gives kinds


def _paths(node: Node, path: str) -> Any:
    yield node, path or "/"
    for attribute in node.attributes.values():
        name = f"{attribute.prefix}:{attribute.name}" if attribute.prefix else attribute.name
        yield attribute, f"{path}/@{name}"
    numbers: dict[str, int] = {}
    for child in node.nodes():
        step = {"element": "*", "text": "text()", "comment": "comment()"}.get(child.kind, "processing-instruction()")
        numbers[step] = numbers.get(step, 0) + 1
        yield from _paths(child, f"{path}/{step}[{numbers[step]}]")
