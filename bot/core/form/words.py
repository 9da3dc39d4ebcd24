"""What the form says at a place, in a language, with the answers it quotes."""

from collections.abc import Mapping

from bot.core.form.definition import Form, Part, Text
from bot.core.xpath import Node, World, XPathError

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


def translated(key: str, form: Form, world: World) -> str:
    """The words called `key`, in the language of the world: what jr:itext() gives."""
    return _joined(_entry(key, form, world).get("text", ()), world, world.root)


def _forms(text: Text | None, form: Form, world: World, node: Node) -> Mapping[str, tuple[Part, ...]]:
    if text is None or text.key is None:
        return _NONE
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
