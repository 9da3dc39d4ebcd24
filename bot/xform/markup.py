"""Reading XML: the few looks at an element that the rest is made of."""

import re
from typing import Final, TypeAlias

from lxml import etree

from bot.core.form.errors import Finding, FormError

Element: TypeAlias = etree._Element  # noqa: SLF001 -- lxml gives its element no other name

XFORMS: Final = "http://www.w3.org/2002/xforms"
JAVAROSA: Final = "{http://openrosa.org/javarosa}"
OPENROSA: Final = "http://openrosa.org/xforms"
_MOST: Final = 20_000_000  # signs: a form of 500 questions in five languages has under one million
_NEVER: Final = frozenset({"false()", "false", ""})


def parsed(xml: str) -> Element:
    """The top of a document. Nothing outside it is read. Raises FormError where it is not well formed."""
    if len(xml) > _MOST:
        raise FormError(Finding("", "form", f"it is larger than {_MOST // 1_000_000} million signs"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(xml.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise FormError(Finding("", "form", f"it is not well-formed XML: {error.msg}")) from error


def local(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Element) -> str:
    """The namespace of its name, blank where it has none."""
    return etree.QName(element).namespace or ""


def parts(name: str | bytes) -> tuple[str, str]:
    """The namespace and the local name of an attribute."""
    uri, _, own = str(name).removeprefix("{").rpartition("}")
    return uri, own


def children(element: Element | None, *names: str) -> list[Element]:
    """The child elements, of these local names if any are given."""
    if element is None:
        return []
    return [child for child in element.iterchildren("*") if not names or local(child) in names]


def child(element: Element | None, name: str) -> Element | None:
    """The first child element of that local name."""
    return next(iter(children(element, name)), None)


def attribute(element: Element, name: str) -> str:
    """The value of an attribute without the space around it, blank where there is none."""
    return str(element.get(name, "")).strip()


def holds(element: Element, name: str) -> bool:
    """Whether an attribute says yes: it is there and is not false()."""
    return attribute(element, name) not in _NEVER


def needed(element: Element | None, what: str) -> Element:
    """The element. Raises FormError where it is not there."""
    if element is None:
        raise FormError(Finding("", "form", f"it has no <{what}>: this is no XForm"))
    return element


def without_prefixes(path: str) -> str:
    """A path by local names."""
    return re.sub(r"(^|[/@])[^/@:]+:(?!:)", r"\1", path)
