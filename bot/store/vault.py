"""Encryption at rest: what is personal is sealed before it reaches the database, whose thief reads nothing.

Sealed bytes are: version (1), id of the key (1), nonce (12), AES-256-GCM ciphertext and tag. The place of a
value (table, column and row) is authenticated with it, so that no value can be moved to another row unseen.
An address is found again by a keyed code with a key of its own. Both keys live outside the database.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = 1
KEY_BYTES = 32
_NONCE_BYTES = 12  # what GCM is specified for; random ones are safe for 2^32 values a key (NIST SP 800-38D, 8.3)
_HEAD_BYTES = 2
_IDS = range(256)
_UTF8 = ("utf-8", "surrogatepass")  # half a sign, as some JSON holds, is no reason to lose what somebody said
_HINT = "32 random bytes as base64; make them with: openssl rand -base64 32"


class Unreadable(Exception):
    """The bytes were changed, belong to another place, or were sealed with a key we do not have."""


class Vault:
    """Seals and opens values. The first of `keys` (by id) seals; all of them open.

    `place` names table and column ("contacts.address"), `row` is the row's own token.
    """

    def __init__(self, keys: Mapping[int, bytes], index_key: bytes) -> None:
        self._ciphers = {key: AESGCM(_derive(secret, b"yobal vault")) for key, secret in keys.items()}
        self.newest = next(iter(keys))
        self._index = hmac.new(_derive(index_key, b"yobal index"), digestmod="sha256")

    def seal(self, place: str, row: bytes, text: str) -> bytes:
        """`text` as bytes that only this vault can open, and only at this place."""
        return self.seal_bytes(place, row, text.encode(*_UTF8))

    def open(self, place: str, row: bytes, sealed: bytes) -> str:
        """The text that was sealed at this place. Raises Unreadable."""
        return self.open_bytes(place, row, sealed).decode(*_UTF8)

    def seal_bytes(self, place: str, row: bytes, data: bytes) -> bytes:
        """`data` as `seal` does it with a text: a sound is no text."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self.newest].encrypt(nonce, data, _about(place, row))
        return bytes((VERSION, self.newest)) + nonce + sealed

    def open_bytes(self, place: str, row: bytes, sealed: bytes) -> bytes:
        """What was sealed at this place. Raises Unreadable."""
        nonce_ends = _HEAD_BYTES + _NONCE_BYTES
        if len(sealed) < nonce_ends or sealed[0] != VERSION or sealed[1] not in self._ciphers:
            raise Unreadable(f"{place}: not sealed with a key we have")
        cipher = self._ciphers[sealed[1]]
        try:
            return cipher.decrypt(sealed[_HEAD_BYTES:nonce_ends], sealed[nonce_ends:], _about(place, row))
        except InvalidTag:
            raise Unreadable(f"{place}: changed, or moved from another row") from None

    def seal_json(self, place: str, row: bytes, data: Any) -> bytes:  # noqa: ANN401 JSON is any plain value
        """Plain data, sealed as its shortest JSON."""
        return self.seal(place, row, json.dumps(data, ensure_ascii=False, separators=(",", ":")))

    def open_json(self, place: str, row: bytes, sealed: bytes) -> Any:  # noqa: ANN401 JSON is any plain value
        """The inverse of `seal_json`. Raises Unreadable."""
        return json.loads(self.open(place, row, sealed))

    def index(self, realm: str, value: str) -> bytes:
        """The 32-byte code under which `value` is found in `realm` (a channel); useless without the key."""
        code = self._index.copy()
        code.update(f"{realm}|{value}".encode(*_UTF8))
        return code.digest()

    def is_old(self, sealed: bytes) -> bool:
        """Whether another key than the newest sealed this, so that a rotation has it to do again."""
        return sealed[1] != self.newest


def open_vault(keys: str, index_key: str) -> Vault:
    """The vault of YOBAL_VAULT_KEYS and YOBAL_INDEX_KEY. Raises ValueError that says which is wrong and how."""
    return Vault(parse_keys(keys), _secret("YOBAL_INDEX_KEY", index_key))


def parse_keys(text: str) -> dict[int, bytes]:
    """The keys in "id:key,id:key", newest first. Raises ValueError; its text never holds a key.

    A key without an id gets one that follows from the key itself, the same wherever it stands.
    """
    keys: dict[int, bytes] = {}
    for number, entry in enumerate(text.split(","), start=1):
        where = f"YOBAL_VAULT_KEYS, key {number}"
        name, colon, secret = entry.strip().rpartition(":")
        if not colon:
            name = str(hashlib.sha256(_secret(where, secret)).digest()[0])
        if not (name.isascii() and name.isdigit()) or int(name) not in _IDS:
            raise ValueError(f"{where}: write it as id:base64 with an id from 0 to 255; {_HINT}")
        if int(name) in keys:
            raise ValueError(f"{where}: the id {int(name)} is taken by an earlier key; give each its own")
        keys[int(name)] = _secret(where, secret)
    return keys


def generate() -> str:
    """A new secret of 32 random bytes, as base64."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _secret(where: str, text: str) -> bytes:
    """32 bytes written as base64 (either alphabet) or as 64 hexadecimal digits."""
    plain = text.strip()
    try:
        hexadecimal = len(plain) == 2 * KEY_BYTES
        secret = (
            bytes.fromhex(plain) if hexadecimal else base64.b64decode(plain, altchars=_altchars(plain), validate=True)
        )
    except (binascii.Error, ValueError):
        raise ValueError(f"{where}: not base64; {_HINT}") from None
    if len(secret) != KEY_BYTES:
        raise ValueError(f"{where}: {len(secret)} bytes where {KEY_BYTES} are needed; {_HINT}")
    return secret


def _altchars(text: str) -> bytes:
    return b"-_" if set(text) & set("-_") else b"+/"


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(secret)


def _about(place: str, row: bytes) -> bytes:
    return place.encode() + b"|" + row
