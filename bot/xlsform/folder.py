"""The folder a form lies in, as the files beside it: each is opened only when the form names it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.xlsform.files import MOST
from bot.xlsform.tables import ENDINGS


class Folder(Mapping[str, bytes]):
    """The tables beside the file at `form`, by name. One that is larger than a form may be comes cut short."""

    def __init__(self, form: Path) -> None:
        self._form = form

    def __getitem__(self, name: str) -> bytes:
        """The bytes of the file called `name`. Raises KeyError where there is none, or none that can be read."""
        if name not in set(self):
            raise KeyError(name)
        try:
            with (self._form.parent / name).open("rb") as file:
                return file.read(MOST + 1)
        except OSError as error:
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        """The names of the tables in the folder."""
        return (file.name for file in self._form.parent.iterdir() if self._is_table(file))

    def __len__(self) -> int:
        """How many tables there are."""
        return sum(1 for _ in self)

    def _is_table(self, file: Path) -> bool:
        return file.suffix.lower() in ENDINGS and file.name != self._form.name and file.is_file()
