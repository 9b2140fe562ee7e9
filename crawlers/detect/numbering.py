"""How the pages of a list are addressed, told from the first and the second."""

import re
from urllib.parse import unquote, urlsplit

_PAGE = re.compile(r"(?:page|curr|start)\w*\W{1,4}(\d+)", re.I)
_NUMBER = re.compile(r"\d+")


def numbering(first: str, second: str) -> str:
    """In Chinese: the pattern of the further pages, N for the number; empty without a second."""
    if not second:
        return ""
    one, other = urlsplit(first), urlsplit(second)
    if one.path == other.path:
        changed = sorted(set(other.query.split("&")) - set(one.query.split("&")))
        query = unquote("&".join(changed))
        if found := _PAGE.search(query):
            shown = f"{query[: found.start(1)]}N{query[found.end(1) :]}"
            return f"?{shown}（第二页的 N 为 {found[1]}）"
        return f"?{_last_number(query)}（第二页的 N 为 {_number(query)}）"
    name = other.path.rpartition("/")[2]
    downwards = "，往后数字递减" if re.fullmatch(r"index_\d{4,}_\d+\.html", name) else ""
    return f"{_last_number(name)}（第二页的 N 为 {_number(name)}{downwards}）"


def _last_number(text: str) -> str:
    found = list(_NUMBER.finditer(text))
    return f"{text[: found[-1].start()]}N{text[found[-1].end() :]}" if found else text


def _number(text: str) -> str:
    found = _NUMBER.findall(text)
    return str(found[-1]) if found else "?"
