"""Secrets of a home, each made once and kept in a file that only its owner reads."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from storage.faults import WrongError
from storage.file_errors import why

_BYTES = 32


class KeyFaultError(WrongError):
    """A key's file cannot be read, or holds less than a key: by that anybody could sign."""


def home_key(home: Path, name: str) -> bytes:
    """The home's key of that name (``desk``, ``links``): the same after a restart, and for all
    programs that ask at once. Raises ``KeyFaultError``."""
    path = home / f"{name}.key"
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise KeyFaultError(f"密钥文件读不了：{path}（{why(error)}）。") from error
    if len(key) < _BYTES:
        raise KeyFaultError(
            f"密钥文件不完整：{path} 只有 {len(key)} 字节。请从备份恢复；没有备份的请删去，"
            "程序会另做一个，先前凭它发出的链接、登录和密钥就都作废。"
        )
    return key


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
