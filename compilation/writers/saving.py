"""Files written whole or not at all."""

import io
import uuid
import zipfile
from contextlib import suppress
from pathlib import Path

from compilation.faults import IssueError
from storage.file_errors import why

_THEN = (1980, 1, 1, 0, 0, 0)


def refuse_unwritable(path: Path) -> None:
    """Raises ``IssueError`` where a folder stands in the file's place, or none to write it in."""
    if path.is_dir():
        raise IssueError(f"写不了 {path}：那里是一个文件夹，请写明文件名。")
    if not path.parent.is_dir():
        raise IssueError(f"写不了 {path}：没有文件夹 {path.parent}，请先建立。")


def save(path: Path, content: bytes) -> None:
    """Put the content in the file's place at once: who reads it finds the old one or the new one.

    Raises ``IssueError`` where that cannot be.
    """
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise IssueError(f"写不了 {path}（{why(error)}）：请换一个可写的位置。") from error
    finally:  # an interruption too
        with suppress(OSError):
            part.unlink(missing_ok=True)


def same_zip(body: bytes) -> bytes:
    """The archive without the times at which its members were packed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _THEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return made.getvalue()
