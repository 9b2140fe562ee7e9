"""The lines before the text proper by what they are: title, number, record, addressee."""

import re

from storage.records import BlockKind

_YEAR = r"(?:(?:19|20)\d{2}|二[〇○零O0][〇○零一二三四五六七八九]{2})"
_NUMBER = re.compile(
    rf"[\u4e00-\u9fff\s]{{0,20}}(?:[〔\[［(（【﹝]\s*{_YEAR}\s*年?\s*[〕\]］)）】﹞]\s*第?\s*\d{{1,5}}\s*号"
    rf"|(?:{_YEAR}\s*年\s*)?第\s*[\d一二三四五六七八九十百〇零]{{1,6}}\s*号)\s*"
)
_RECORD = re.compile(
    rf"[（(]?\s*{_YEAR}\s*年[\s\d一二三四五六七八九十]{{1,6}}月[\s\d一二三四五六七八九十]{{1,6}}日"
    r"[^\n]{0,200}(?:公布|通过|修订|修正|发布|批准|施行|会议|决定|令)"
)

_TITLE = re.compile(
    r"关于|《|(?:通知|公告|通告|方案|意见|办法|规定|决定|细则|条例|清单|名单|函|表)\s*[：:]$"
)


def front_name(line: str, kind: BlockKind, *, first: bool) -> str:
    """标题, 文号, 题注 or 主送; empty for a line that is none of these."""
    if kind == "addressee" and not (first and _TITLE.search(line)):
        return "主送"
    if _NUMBER.fullmatch(line):
        return "文号"
    if _RECORD.match(line):
        return "题注"
    return "标题" if first and len(line) <= 120 else ""
