"""How somebody likes the screens to be: a small file beside the database of this machine, never personal data."""

import json
import os
from pathlib import Path

from organiser.store import location


class Settings:
    """Names and values, kept in `screen.json`. A file that cannot be read counts as empty, one that cannot be written
    is not worth a word: nothing but a liking is lost."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or location.home() / "screen.json"
        self._values: dict[str, str] | None = None

    def get(self, name: str) -> str:
        """What was set, '' where nothing was."""
        return self._read().get(name, "")

    def set(self, name: str, value: str) -> None:
        values = self._read()
        values[name] = value
        unfinished = self._path.with_suffix(f".{os.getpid()}.unfinished")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.write_text(json.dumps(values, indent=1), encoding="utf-8")
            unfinished.replace(self._path)
        except OSError:
            unfinished.unlink(missing_ok=True)

    def _read(self) -> dict[str, str]:
        if self._values is None:
            try:
                found = json.loads(self._path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                found = {}
            self._values = {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
        return self._values
