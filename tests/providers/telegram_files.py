"""The files of a bot: sent to it by people, or by it."""

import itertools

from tests.providers.server import Params
from tests.providers.telegram_api import BotApiError, Upload

LARGEST = 20_000_000  # bytes a bot may fetch
_FOLDER = {"voice": ("voice", "oga"), "photo": ("photos", "jpg"), "document": ("documents", "bin")}


class Files:
    """Every file has an id of one bot, an id that is the same for all, and a place to fetch it from."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._kept: dict[str, tuple[str, bytes]] = {}
        self._sizes: dict[str, int] = {}

    def keep(self, kind: str, file: "bytes | Upload | str", size: int | None = None) -> Params:
        """A file as a message shows it. `file` may be the id of one that is kept; `size` may be a lie, for tests."""
        if isinstance(file, str):
            return self._shown(file)
        content = file.content if isinstance(file, Upload) else file
        folder, ending = _FOLDER[kind]
        number = next(self._numbers)
        file_id = f"AwACAgUAAxkBAAI{number:08d}"
        self._kept[file_id] = f"{folder}/file_{number}.{ending}", content
        self._sizes[file_id] = len(content) if size is None else size
        return self._shown(file_id)

    def described(self, file_id: str) -> Params:
        """What getFile says: where to fetch it. Raises BotApiError."""
        shown = self._shown(file_id)
        if shown["file_size"] > LARGEST:
            raise BotApiError(400, "Bad Request: file is too big")
        return {**shown, "file_path": self._kept[file_id][0]}

    def at(self, path: str) -> bytes | None:
        """The content of the file with this path."""
        return next((content for place, content in self._kept.values() if place == path), None)

    def _shown(self, file_id: str) -> Params:
        if file_id not in self._kept:
            raise BotApiError(400, "Bad Request: invalid file_id")
        return {"file_id": file_id, "file_unique_id": f"AgAD{file_id[-8:]}", "file_size": self._sizes[file_id]}
