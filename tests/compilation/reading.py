"""Reading an issue of the office that comes with the program."""

from compilation import reader
from storage.office import DEFAULT_OFFICE
from storage.records import Issue


def read_issue(body: bytes, name: str, month: str | None = None) -> Issue:
    return reader.read_issue(body, name, DEFAULT_OFFICE, month)
