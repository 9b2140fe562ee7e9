"""Secrets of a home, each made once and kept in a file that only its owner reads."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

_BYTES = 32


def home_key(home: Path, name: str) -> bytes:
    """The home's key of that name (``desk``, ``links``): the same after a restart, and for all
    programs that ask at once."""
    path = home / f"{name}.key"
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Written whole under another name first: the file is never there with less in it."""
    handle, written = mkstemp(prefix=f".{path.name}.", dir=path.parent)  # of mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another program was first: its key is the home's
            os.link(written, path)
    finally:
        Path(written).unlink()
