"""How people are told that a published issue carries a document. Pure."""

from collections.abc import Sequence

from compilation.months import month_words
from storage.records import Printing

_OTHERWISE = {
    "title": "所印标题为“{}”",
    "document_number": "所印文号为{}",
    "signed_on": "所印日期为{}",
    "issuing_bodies": "所印发文机关不同",
    "part": "所在的编不同",
}


def issue_words(month: str) -> str:
    """2023年11月号."""
    return f"{month_words(month)}号"


def printed_line(printings: Sequence[Printing]) -> str:
    """已载于2023年11月号 3.2, with what is printed otherwise; empty if no issue carries it."""
    return "；".join(map(_line, printings))


def _line(one: Printing) -> str:
    said = [_OTHERWISE[name].format(one.as_printed.get(name, "")) for name in one.differs]
    where = f"已载于{issue_words(one.month)} {one.item}"
    return f"{where}，{'，'.join(said)}" if said else where
