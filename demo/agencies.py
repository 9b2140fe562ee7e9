"""The bundled small world as data: its agencies, what they posted, and what the notices say."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from demo import files

WORLD = Path(__file__).parent / "world"


@dataclass(frozen=True, kw_only=True)
class FileLink:
    """An attachment: the name shown, the text file it is made from, and its address."""

    name: str
    file: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    title: str
    issuers: tuple[str, ...]
    signed: date
    number: str = ""
    index: str = ""
    files: tuple[FileLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One page of an agency that carries a notice."""

    notice: str
    path: str
    """Under the list's folder if relative."""
    published: date
    moment: int = 1
    """Listed from this moment on."""
    restyled: int = 99
    """Other markup and the same words from this moment on."""
    source_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Agency:
    id: str
    name: str
    short: str
    site: str
    """Which templates serve it: trs jcms gov rss."""
    column: str
    list_path: str
    site_code: str
    posting: tuple[Entry, ...]
    charset: str = "utf-8"
    page_size: int = 20
    validators: bool = False
    number_in_title: bool = False
    refuses: int = 99
    """Answers 412 from this moment on."""
    empties: int = 99
    """Lists nothing from this moment on."""

    @property
    def folder(self) -> str:
        return self.list_path.rpartition("/")[0] + "/"

    def address(self, path: str) -> str:
        """The path on the site of an entry or of one of its attachments."""
        return path if path.startswith("/") else self.folder + path

    def listed(self, moment: int) -> tuple[Entry, ...]:
        """What the list shows, newest first."""
        if moment >= self.empties:
            return ()
        return tuple(entry for entry in self.posting if entry.moment <= moment)


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads((WORLD / name).read_text("utf-8"))


@cache
def agencies() -> tuple[Agency, ...]:
    """All agencies, in the order of the file; msgspec.ValidationError names a wrong entry."""
    return msgspec.convert(_toml("agencies.toml")["agency"], tuple[Agency, ...])


@cache
def notices() -> dict[str, Notice]:
    """What the invented agencies publish, by key."""
    return msgspec.convert(_toml("notices.toml"), dict[str, Notice])


@cache
def _edition(folder: str, stem: str, moment: int) -> str:
    """The text of a file as it reads at ``moment``: the newest edition not later than that."""
    for number in range(moment, 1, -1):
        path = WORLD / folder / f"{stem}.{number}.txt"
        if path.exists():
            return path.read_text("utf-8")
    return (WORLD / folder / f"{stem}.txt").read_text("utf-8")


def lines(notice: str, moment: int) -> tuple[str, ...]:
    """The lines of a notice; one that begins with ``> `` stands at the right margin."""
    return tuple(_edition("notices", notice, moment).splitlines())


@cache
def attachment(file: str, moment: int) -> bytes:
    """The bytes of an attachment as served at ``moment``."""
    return files.build(file.rpartition(".")[2], _edition("files", file, moment))
