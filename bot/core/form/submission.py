"""The submission: the instance as XML, without what is not relevant."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from bot.core.form.instance import Field, attributes, fields, leaves


def submission(root: Field, replaces: str = "") -> str:
    """The instance as XML text. Every prefix used is declared on the root element.

    `replaces` is the name of the submission that this one corrects.
    https://docs.getodk.org/openrosa-metadata/
    """
    spaces = dict(_spaces(root))
    declared = "".join(f" xmlns{prefix and ':'}{prefix}={quoteattr(uri)}" for prefix, uri in spaces.items())
    written = "".join(_written(root, declared))
    return _replacing(written, name_of(root), replaces) if replaces else written


def name_of(root: Field) -> Field | None:
    """The field that holds the submission's name, where the form has one."""
    return next((leaf for leaf in leaves(root) if leaf.shape.bind.path.endswith("/meta/instanceID")), None)


def _replacing(written: str, name: Field | None, replaces: str) -> str:
    """With the name of the earlier submission behind the new one's."""
    if name is None:
        return written
    prefix = f"{name.prefix}:" if name.prefix else ""
    end = f"</{prefix}instanceID>"
    return written.replace(end, f"{end}<{prefix}deprecatedID>{_clean(replaces)}</{prefix}deprecatedID>")


def _written(field: Field, declared: str = "") -> Iterator[str]:
    name = f"{field.prefix}:{field.name}" if field.prefix else field.name
    own = "".join(map(_attribute, attributes(field)))
    inside = [child for child in fields(field) if child.relevant]
    yield f"<{name}{declared}{own}"
    if not inside and (field.shape.order or not field.text):
        yield "/>"
        return
    yield ">"
    for child in inside:
        yield from _written(child)
    yield f"{'' if field.shape.order else _clean(field.text)}</{name}>"


def _attribute(attribute: Field) -> str:
    name = f"{attribute.prefix}:{attribute.name}" if attribute.prefix else attribute.name
    return f" {name}={quoteattr(_lawful(attribute.text))}"


def _spaces(field: Field) -> Iterator[tuple[str, str]]:
    if field.namespace:
        yield field.prefix, field.namespace
    for below in (*attributes(field), *fields(field)):
        yield from _spaces(below)


def _clean(text: str) -> str:
    return escape(_lawful(text))


def _lawful(text: str) -> str:
    """Without the signs that XML 1.0 has no place for, which a stranger's message may hold."""
    return "".join(
        sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff" and not _lone(sign))
    )


def _lone(sign: str) -> bool:
    return "\ud800" <= sign <= "\udfff"
