"""What the form says at a place, in a language, with the answers it quotes."""

from collections.abc import Mapping

from bot.core.form.definition import Form, Part, Text
from bot.core.xpath import Expression, Node, World, XPathError
from bot.core.xpath.syntax import Text as Quoted

_MEDIA = ("image", "audio", "video", "big-image")
_NONE: Mapping[str, tuple[Part, ...]] = {}


def said(text: Text | None, form: Form, world: World, node: Node) -> str:
    """The words; blank where the form has none."""
    if text is None:
        return ""
    if text.key is None:
        return _joined(text.parts, world, node)
    forms = _forms(text, form, world, node)
    return _joined(forms.get("text") or forms.get("short") or (), world, node)


def guidance(text: Text | None, form: Form, world: World, node: Node) -> str:
    """The part of a hint that is for those who train, not for those who answer."""
    return _joined(_forms(text, form, world, node).get("guidance", ()), world, node)


def media(text: Text | None, form: Form, world: World, node: Node) -> Mapping[str, str]:
    """The files that go with the words, by kind: image, audio, video, big-image; without their jr:// address."""
    forms = _forms(text, form, world, node)
    return {kind: _joined(forms[kind], world, node).rpartition("/")[2] for kind in _MEDIA if kind in forms}


def fixed(text: Text | None, form: Form, world: World, node: Node) -> bool:
    """Whether the words and files are the same whatever is answered; `node` holds no answer."""
    if text is not None and text.key is None:
        return all(isinstance(part, str) or _reads_itself(part) for part in text.parts)
    forms = _forms(text, form, world, node).values()
    return all(isinstance(part, str) for parts in forms for part in parts)


def _reads_itself(part: Expression) -> bool:
    """Whether it is read from the node it belongs to: its label, not an answer."""
    return not part.functions and all("/" not in path for path in part.paths)


def translated(key: str, form: Form, world: World) -> str:
    """The words called `key`, in the language of the world: what jr:itext() gives."""
    return _joined(_entry(key, form, world).get("text", ()), world, world.root)


def _forms(text: Text | None, form: Form, world: World, node: Node) -> Mapping[str, tuple[Part, ...]]:
    if text is None or text.key is None:
        return _NONE
    if isinstance(text.key.tree, Quoted):  # as most are: nothing to evaluate
        return _entry(text.key.tree.value, form, world)
    try:
        return _entry(text.key.string(world.at(node)), form, world)
    except XPathError:
        return _NONE


def _entry(key: str, form: Form, world: World) -> Mapping[str, tuple[Part, ...]]:
    """The words in the language spoken; in the form's own language where that has none."""
    for language in (world.language, form.default_language):
        if entry := form.texts.get(language, {}).get(key):
            return entry
    return _NONE


def _joined(parts: tuple[Part, ...], world: World, node: Node) -> str:
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0].strip()
    return "".join(part if isinstance(part, str) else _quoted(part, world, node) for part in parts).strip()


def _quoted(part: Part, world: World, node: Node) -> str:
    try:
        return part if isinstance(part, str) else part.string(world.at(node))
    except XPathError:
        return ""
