"""From which day a text says that it applies."""

import re
from datetime import date

from storage.text import parse_date

_DAY = r"((?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
_EFFECTIVE = re.compile(rf"自\s*{_DAY}\s*起?(?:正式)?(?:施行|实施|执行|生效)")


def said_effective(lines: list[str]) -> date | None:
    """The last 自某日起施行 of the text, or None."""
    said = [m[1] for line in lines if "自" in line for m in _EFFECTIVE.finditer(line)]
    return parse_date(said[-1]) if said else None
