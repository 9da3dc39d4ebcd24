"""Digests, signatures and encodings."""

import base64
import binascii
import hashlib

from bot.core.xpath.context import Context
from bot.core.xpath.errors import XPathError

from .base import Function

_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_SIGNATURE = 64  # bytes of an Ed25519 signature, which stands before what it signs


def _digest(_: Context, text: str, algorithm: str, encoding: str = "base64") -> str:
    name = _ALGORITHMS.get(algorithm.upper())
    if name is None or encoding not in {"base64", "hex"}:
        raise XPathError(f"digest() knows {', '.join(_ALGORITHMS)} as base64 or hex, not {algorithm!r} as {encoding!r}")
    digest = hashlib.new(name, text.encode("utf-8", "replace"), usedforsecurity=False)
    return digest.hexdigest() if encoding == "hex" else base64.b64encode(digest.digest()).decode("ascii")


def _decoded(text: str) -> bytes:
    """The bytes of a base64 text; none when it is not one."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _extract_signed(_: Context, text: str, key: str) -> str:
    """What was signed, when the Ed25519 signature before it is the key's; else blank."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    signed = _decoded(text)
    signature, contents = signed[:_SIGNATURE], signed[_SIGNATURE:]
    try:
        Ed25519PublicKey.from_public_bytes(_decoded(key)).verify(signature, contents)
    except (InvalidSignature, ValueError):
        return ""
    return contents.decode("utf-8", "replace")


DIGESTS: dict[str, Function] = {
    "digest": Function("ss?s", "string", _digest),
    "base64-encode": Function(
        "s", "string", lambda _, text: base64.b64encode(text.encode("utf-8", "replace")).decode()
    ),
    "base64-decode": Function("s", "string", lambda _, text: _decoded(text).decode("utf-8", "replace")),
    "extract-signed": Function("ss", "string", _extract_signed),
}
