"""Which extractor reads a page or a file: a fingerprint of its rules, so that nobody must count.

It is over the source text of every module of ours that the readers import, the versions of the
libraries that they read with, and what the source's entry says of its pages. An edit that changes
no outcome gives another fingerprint too: then reading again finds the same, and nothing follows.
"""

import hashlib
import re
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from storage.ids import digest_id
from storage.records import Source

PAGE_READERS = ("crawlers.extract", "pipeline.pages.whole_page")
FILE_READERS = ("crawlers.attachments",)
STATEMENT_READERS = (
    "pipeline.relations.finding",
    "pipeline.deadlines.finding",
    "pipeline.keyfacts.finding",
)
SEARCH_READERS = (
    "storage.as_decided",
    "storage.search.runs",
    "storage.search.tokens",
    "pipeline.searching.facets",
    "pipeline.searching.passages",
)
JUDGES = ("pipeline.classify",)
LIBRARIES = (
    "selectolax",
    "pypdfium2",
    "python-calamine",
    "olefile",
    "striprtf",
    "libarchive-c",
    "lxml",
    "msgspec",
    "zstandard",
)
"""Distributions that the readers import (a test compares them)."""
_ROOT = Path(__file__).resolve().parents[2]
_OURS = frozenset({"compilation", "crawlers", "diffing", "pipeline", "storage"})
"""Installed, ours stand beside everybody's."""
_SHAPES = frozenset({"storage.records"})
"""What only says how the outcome is held: whoever fills a new field is another reader."""
_IMPORT = re.compile(rb"^\s*from ([\w.]+) import (\([^)]*\)|[^\n]*)|^\s*import ([\w.]+)", re.M)
_NAME = re.compile(rb"\w+")


def page_extractor(source: Source | None) -> str:
    """The fingerprint of what reads the source's pages."""
    if source is None:
        return _rules(PAGE_READERS)
    said = [f"select.{name}={text}" for name, text in sorted(source.select.items())]
    said += [f"option.{name}={text}" for name, text in sorted(source.options.items())]
    return digest_id("extractor", _rules(PAGE_READERS), *said)


def file_extractor() -> str:
    """The fingerprint of what reads attachments."""
    return _rules(FILE_READERS)


def statement_reader() -> str:
    """The fingerprint of what finds relations, deadlines and key facts in a text."""
    return _rules(STATEMENT_READERS)


def search_reader() -> str:
    """The fingerprint of what says by what a text is found."""
    return _rules(SEARCH_READERS)


@lru_cache(maxsize=1)
def judging_code() -> str:
    """The fingerprint of what judges documents; of libraries it needs none."""
    named = sorted(modules_of(JUDGES).items())
    return digest_id("judging", *(part for name, text in named for part in (name, text.decode())))


@lru_cache(maxsize=8)
def _rules(readers: tuple[str, ...]) -> str:
    found = hashlib.sha256()
    for name, text in sorted(modules_of(readers).items()):
        found.update(f"\x1e{name}\x1f".encode() + text)
    for name in LIBRARIES:
        found.update(f"\x1e{name}\x1f{_version(name)}".encode())
    return found.hexdigest()[:16]


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def modules_of(readers: tuple[str, ...]) -> dict[str, bytes]:
    """The source of the modules and of all of ours that they import, by name.

    Of a package all modules count: a child process is started by name. Read from the files:
    importing them would cost a hundred times as much.
    """
    found: dict[str, bytes] = {}
    waiting = [*readers, *(name for reader in readers for name in _inside(reader))]
    while waiting:
        name = waiting.pop()
        path = _file_of(name)
        if path is None or name in found or name in _SHAPES:
            continue
        found[name] = path.read_bytes()
        waiting += imports(found[name])
    return found


def _inside(package: str) -> list[str]:
    folder = _ROOT.joinpath(*package.split("."))
    return [f"{package}.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__"]


def imports(text: bytes) -> list[str]:
    """The modules that a source text may import, names inside packages among them."""
    found = []
    for package, names, module in _IMPORT.findall(text):
        base = (package or module).decode()
        found.append(base)
        found += [f"{base}.{name.decode()}" for name in _NAME.findall(names)]
    return found


@lru_cache(maxsize=512)
def _file_of(name: str) -> Path | None:
    """The file of a module of ours; ``None`` if it is none."""
    parts = name.split(".")
    if parts[0] not in _OURS:
        return None
    path = _ROOT.joinpath(*parts)
    for file in (path / "__init__.py", path.with_suffix(".py")):
        if file.is_file():
            return file
    return None
