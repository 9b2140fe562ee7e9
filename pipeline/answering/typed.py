"""What somebody typed: an address, a document number in whatever form, an id, or words. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storage.ids import canonical_url
from storage.text import document_number, squeeze

LONGEST = 500
"""Characters of what is typed that are looked at."""
_ADDRESS = re.compile(
    r"(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+(?::\d{1,5})?(?:[/?]\S*)?|https?://\S+",
    re.I,
)
_ID = re.compile(r"[0-9a-f]{4,32}")
_SPACES = str.maketrans(dict.fromkeys("〔〕﹝﹞〖〗【】[]［］()（）{}“”\"'「」", " "))
_FIGURES = str.maketrans("０１２３４５６７８９", "0123456789")
_NUMBER = re.compile(
    r"(?P<org>[\u4e00-\u9fff、 ]*?)\s*(?P<year>(?:19|20)\d{2})\s*年?"
    r"\s*第?\s*(?P<serial>\d{1,5})\s*号?"
)
_SERIES = re.compile(r"(?P<org>[\u4e00-\u9fff ]+?)\s*(?P<year>(?:19|20)\d{2})\s*年?")
_SERIAL = re.compile(r"第?\s*(?P<serial>\d{1,5})\s*号?")
_WORDS = re.compile("关于|印发|的")
"""What no agency's name has: a title stands before the number."""
_MOST_PIECES = 4
"""Words into which a shell parts a number."""
_ORDER = re.compile(r"(?P<org>[\u4e00-\u9fff ]*(?:令|公告|通告))\s*第?\s*(?P<serial>\d{1,4})\s*号?")
_ANNOUNCING = ("公告", "通告", "令")
_STATE_ORDERS = ("国令", "国务院令", "中华人民共和国国务院令")
_OUTER = re.compile(r"[《“\"「](?P<inner>.+)[》”\"」]")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed, as what it may be read."""

    text: str
    url: str = ""
    """The address in its normal form; empty: it is none."""
    id_start: str = ""
    """An id, or the beginning of one."""
    numbers: tuple[str, ...] = ()
    """Document numbers in their normal form, the likeliest first."""
    only_number: bool = False
    """Nothing but the number was typed."""
    begin: str = ""
    """Of numbers: 国发〔2023〕; no serial was typed."""
    serial: int | None = None
    """Nothing but a serial was typed."""
    title: str = ""
    """Without the marks around it; empty: it is an address."""


def read_typed(text: str) -> Typed:
    """What the text may be."""
    shown = "".join(one for one in text[: 2 * LONGEST] if one.isprintable() or one.isspace())
    text = squeeze(shown)[:LONGEST].strip()
    if url := _address(text):
        return Typed(text=text, url=url)
    outer = _OUTER.fullmatch(text)
    alone, inside = _number_alone(text), document_number(text)
    series, serial = _SERIES.fullmatch(_bare(text)), _SERIAL.fullmatch(_bare(text))
    return Typed(
        text=text,
        id_start=text.lower() if _ID.fullmatch(text.lower()) else "",
        numbers=alone or ((inside,) if inside else ()),
        only_number=bool(alone),
        begin=f"{series['org'].replace(' ', '')}〔{series['year']}〕" if series else "",
        serial=int(serial["serial"]) if serial else None,
        title=outer["inner"].strip() if outer and "《" not in outer["inner"] else text,
    )


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        return ""
    try:
        return canonical_url(text if "://" in text else f"https://{text}")
    except ValueError:  # an unclosed bracket, or no port
        return ""


def joined(words: Sequence[str]) -> list[str]:
    """The words, but those that only together are a document number as one: 国发2023, 24."""
    found: list[str] = []
    at = 0
    while at < len(words):
        ends = range(min(len(words), at + _MOST_PIECES), at + 1, -1)
        end = next((end for end in ends if _is_parted(words[at:end])), at + 1)
        found.append(" ".join(words[at:end]))
        at = end
    return found


def _is_parted(words: Sequence[str]) -> bool:
    """Whether the words are the pieces of one number, and none of them is a whole one."""
    whole = any(_number_alone(word) for word in words)
    return not whole and bool(_number_alone(" ".join(words)))


def _bare(text: str) -> str:
    """The text without brackets, its figures made one."""
    return squeeze(text.translate(_SPACES).translate(_FIGURES))


def _number_alone(text: str) -> tuple[str, ...]:
    bare = _bare(text)
    if _WORDS.search(bare):
        return ()
    if found := _NUMBER.fullmatch(bare):
        return _forms(found["org"].replace(" ", ""), found["year"], int(found["serial"]))
    if order := _ORDER.fullmatch(bare):
        return _orders(order["org"].replace(" ", ""), int(order["serial"]))
    return ()


def _forms(org: str, year: str, serial: int) -> tuple[str, ...]:
    """国发〔2023〕24号, and the form of announcements, which carry no brackets."""
    bracketed, announced = f"{org}〔{year}〕{serial}号", f"{org}{year}年第{serial}号"
    if not org or org == "公告":
        return (announced,)
    return (announced, bracketed) if org.endswith(_ANNOUNCING) else (bracketed, announced)


def _orders(org: str, serial: int) -> tuple[str, ...]:
    """The orders of the State Council are written under three names."""
    orgs = _STATE_ORDERS if org in _STATE_ORDERS else (org,)
    return tuple(f"{one}第{serial}号" for one in dict.fromkeys((org, *orgs)))
