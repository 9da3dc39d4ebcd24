"""A staff voice reads a question aloud: files kept beside the database, sent once, re-used by the provider's id."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from bot.store import marks
from bot.store.database import Database

SUFFIXES = frozenset({".ogg", ".oga", ".mp3", ".m4a"})  # what Telegram plays as a voice message


@dataclass(frozen=True, slots=True)
class Recordings:
    """Recordings by their name, "survey/file.ogg". A file that is replaced is sent anew."""

    folder: Path
    database: Database
    now: Callable[[], datetime]

    def find(self, name: str) -> str | bytes | None:
        """The provider's id of the recording where it is known there, else its bytes; None where there is none."""
        file = self._file(name)
        if file is None:
            return None
        sound = file.read_bytes()
        with self.database.read() as db:
            return marks.read(db, _mark(name, sound)) or sound

    def keep(self, name: str, known_as: str) -> None:
        """The provider knows the recording as `known_as` from now on."""
        file = self._file(name)
        if file is not None:
            with self.database.write() as db:
                marks.put(db, _mark(name, file.read_bytes()), known_as, self.now())

    def _file(self, name: str) -> Path | None:
        parts = PurePosixPath(name).parts
        if ".." in parts or PurePosixPath(name).is_absolute():
            return None
        file = self.folder.joinpath(*parts)
        return file if file.is_file() and file.suffix.lower() in SUFFIXES else None


def _mark(name: str, sound: bytes) -> str:
    return f"recording {name} {hashlib.sha256(sound).hexdigest()[:16]}"


def take_in(beside: Path, survey: str, folder: Path) -> int:
    """Copy the recordings that lie beside a form, in FORM-media/, to where they are sent from; how many."""
    media = beside.with_name(f"{beside.stem}-media")
    files = [file for file in sorted(media.glob("*")) if file.suffix.lower() in SUFFIXES] if media.is_dir() else []
    if files:
        (folder / survey).mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(file, folder / survey / file.name)
    return len(files)
