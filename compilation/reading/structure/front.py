"""What stands before the text: month, title, publisher, statement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from compilation.reading.pieces import Piece
from crawlers.extract.signing import split_names
from storage.text import cjk_number, squeeze

_MONTH = re.compile(
    r"(?P<year>20\d{2}|二[〇○零O0][〇○零一二三四五六七八九]{2})\s*[年.．/\-—]\s*"
    r"(?:第\s*)?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*(?:月|期|号|$)"
)
_NAMED = re.compile(r"(?<!\d)(?P<year>20\d{2})[-_.年]?(?P<month>1[0-2]|0[1-9]|[1-9](?=月))(?!\d)")
_TITLE = re.compile(r"(?:汇编|选编|汇总|月刊|月报|专刊|简报|通讯|周报|快报|集萃|动态|资讯)$")
_STATEMENT = re.compile(
    r"(?:声\s*明|编者按|编者的话|前\s*言|说\s*明|编辑说明|卷首语|致读者|版权声明)"
)
_PUBLISHED = re.compile(
    r"(?:主办|编印|编制|编辑|出版|发布|承办)(?:单位|机构|方)?\s*[：:]\s*(?P<name>\S.+)"
    r"|(?P<before>[\u4e00-\u9fff（）()\s]{4,40}?)\s*(?:编印|主办|编制|主编|编辑出版)"
)
_ISSUER = re.compile(
    r"(?:中心|研究院|研究所|协会|学会|公司|委员会|[厅局部署社院所]|办公室|编辑部|集团|联盟)$"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_BETWEEN = re.compile("(?<=[\u4e00-\u9fff])\\s+(?=[\u4e00-\u9fff])")
_LONG = 40


@dataclass(frozen=True, kw_only=True)
class Front:
    """Empty is what is not said."""

    month: str
    title: str
    publisher: str
    statement: tuple[str, ...]


def read_front(pieces: Sequence[Piece], name: str) -> Front:
    """What the pieces before the text say; ``name`` is the file's."""
    texts = [squeeze(piece.text.strip("#* ")) for piece in pieces]
    start = next((at for at, text in enumerate(texts) if _STATEMENT.fullmatch(text)), len(texts))
    publisher_at = _publisher_at(texts, start)
    end = publisher_at if publisher_at > start else len(texts)
    return Front(
        month=_month([*texts, name]),
        title=_title(texts[:start]),
        publisher=_publisher(texts[publisher_at]) if publisher_at >= 0 else "",
        statement=tuple(text for text in texts[start + 1 : end] if text),
    )


def _month(texts: Sequence[str]) -> str:
    """2023-12: of the first line that says a month and little else, or the file's name."""
    for text in texts[:-1]:
        if len(text) <= _LONG and (found := _MONTH.search(text)):
            return _told(found)
    found = _MONTH.search(texts[-1]) or _NAMED.search(texts[-1])
    return _told(found) if found else ""


def _told(found: re.Match[str]) -> str:
    year = "".join(str(cjk_number(digit)) for digit in found["year"])
    return f"{year}-{cjk_number(found['month']):02}"


def _title(texts: Sequence[str]) -> str:
    """The line that names a compilation, with the one before it if the cover broke it in two."""
    lines = [text for text in texts if _HAN.search(text) and len(text) <= _LONG]
    lines = [text for text in lines if not _MONTH.match(text)]
    for at, text in enumerate(lines):
        if _TITLE.search(text):
            whole = lines[at - 1] + text if at and not _ISSUER.search(lines[at - 1]) else text
            return _BETWEEN.sub("", whole)
    return _BETWEEN.sub("", lines[0]) if lines else ""


def _publisher_at(texts: Sequence[str], statement: int) -> int:
    """Who publishes: labelled, else the last agency after the statement, or on the cover."""
    for at, text in enumerate(texts):
        if _PUBLISHED.fullmatch(text):
            return at
    after = [at for at in range(statement + 1, len(texts)) if _is_issuer(texts[at])]
    before = [at for at in range(statement) if at < len(texts) and _is_issuer(texts[at])]
    return (after or before or [-1])[-1]


def _is_issuer(text: str) -> bool:
    return 3 < len(text) <= _LONG and bool(_ISSUER.search(text) or split_names(text))


def _publisher(text: str) -> str:
    found = _PUBLISHED.fullmatch(text)
    return _BETWEEN.sub("", ((found["name"] or found["before"]) if found else text).strip())
