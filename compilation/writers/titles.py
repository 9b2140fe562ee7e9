"""Headings of attachments, from the names of their files."""

import re

from storage.text import fold

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_OWN = re.compile(r"附\s?[件录表图]\s*\d{0,2}(?!\d)")
_BETWEEN = " .．、：:"


def annex_head(name: str, at: int | None, first: str) -> str:
    """附件2 and the file's name, without what its first line (``first``) says again.

    >>> annex_head("2.2023年企业申请报告.docx", 2, "2023年企业申请报告")
    '附件2'
    >>> annex_head("试点名单.pdf", None, "序号")
    '附件 试点名单'
    >>> annex_head("附表1 推荐表", 1, "填表单位")
    '附表1 推荐表'
    """
    bare = _EXTENSION.sub("", name).strip()
    if own := _OWN.match(bare):
        head, rest = own[0].strip(), bare[own.end() :]
    else:
        head, rest = f"附件{at or ''}", bare
        if numbered := re.match(rf"{at or 1}\s*[.．、]\s*", bare):
            rest = bare[numbered.end() :]
    rest = rest.strip(_BETWEEN)
    return head if not rest or fold(rest) == fold(first) else f"{head} {rest}"
