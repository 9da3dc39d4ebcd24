"""Yobal's secrets: made new, and kept in a file of mode 600 for the demonstration."""

import json
import os
import secrets
from dataclasses import dataclass, fields
from pathlib import Path

from bot.store import vault


@dataclass(frozen=True, slots=True)
class Keyring:
    """The three secrets, named as their settings are."""

    secret_key: str
    vault_keys: str
    index_key: str


def new() -> Keyring:
    """Three new secrets."""
    return Keyring(secrets.token_urlsafe(32), f"1:{vault.generate()}", vault.generate())


def kept_in(folder: Path) -> Keyring:
    """The demonstration's own secrets: made at the first start, the same ever after."""
    file = folder / "keys.json"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        _write(file, new())
    given = json.loads(file.read_text(encoding="utf-8"))
    return Keyring(**{each.name: given[each.name] for each in fields(Keyring)})


def _write(file: Path, keyring: Keyring) -> None:
    """Whole or not at all, and only for this user to read."""
    text = json.dumps({each.name: getattr(keyring, each.name) for each in fields(Keyring)}, indent=1)
    draft = file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    try:
        os.link(draft, file)  # another process may have been quicker: then its keys stand
    except FileExistsError:
        pass
    finally:
        draft.unlink()
