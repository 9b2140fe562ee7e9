"""What goes through the pipes between the process that has files and the one that reads them."""

import struct
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

import msgspec

from crawlers.filetypes import AttachmentText, Limits

T = TypeVar("T")
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Request:
    """A file to be read; its bytes follow."""

    name: str
    media_type: str
    size: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Answer:
    """What it says."""

    file: AttachmentText


def write(pipe: BinaryIO, message: Request | Answer, body: bytes = b"") -> None:
    """Send a message, and the bytes that follow it."""
    head = msgspec.msgpack.encode(message)
    pipe.write(_LENGTH.pack(len(head)) + head)
    pipe.write(body)
    pipe.flush()


def take(pipe: BinaryIO, kind: type[T]) -> T | None:
    """The next message, or None at the end of the pipe."""
    length = pipe.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    size = _LENGTH.unpack(length)[0]
    head = pipe.read(size)
    return msgspec.msgpack.decode(head, type=kind) if len(head) == size else None
