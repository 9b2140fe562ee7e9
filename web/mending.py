"""What a person can do about an answer, as the desk is used: what to press, and on which page."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pipeline.answering.answers import Answer, Mend


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do."""

    text: str
    words: str = ""
    """Of the link; empty: there is none."""
    address: str = ""


_DOCUMENT, _ADD = "打开文件", "补入一件"
STEPS: Mapping[str, tuple[str, str, str]] = {
    "again": ("写编号、发文字号或整个标题再问一次", "", ""),
    "part": ("编归错了：在文件的页面上“改定主题、归编、页面类型”", _DOCUMENT, "{document}"),
    "split": ("不是同一件：在文件的页面上“合并与分出”里勾选它，分出去", _DOCUMENT, "{document}"),
    "decide": ("请决定：在文件的页面上按“收录”或“不收”", _DOCUMENT, "{document}"),
    "take": ("应当收录：在文件的页面上按“收录”", _DOCUMENT, "{document}"),
    "anew": ("规则改过，存下的文件可以按现行规则重新判断", "看会变什么", "/learning#anew"),
    "save": ("用浏览器打开原页核对；急用就存成文件补入", _ADD, "/add"),
    "state": (
        "看来源读到没有；没有这个机关的来源，请管理本程序的人添加",
        "来源的状态",
        "/sources",
    ),
    "add": ("知道它的网址，或有它的文件，就补入", _ADD, "/add"),
    "unpublished": ("核实过从未公开：在“缺号”里按“此号不再问”", "缺号", "/gaps"),
    "add_address": ("补入它，下一次巡查就读", _ADD, "/add?{url}"),
    "add_file": ("没有来源在看这个网站：存成文件补入", _ADD, "/add"),
}
"""By the code of what can be done (a test holds them to those that answers have)."""


def steps(answer: Answer) -> list[Step]:
    """What to press, for each thing that can be done."""
    return [_step(one, answer) for one in answer.mend]


def _step(mend: Mend, answer: Answer) -> Step:
    text, words, address = STEPS[mend.code]
    document = f"/documents/{answer.document_id}"
    url = urlencode({"url": mend.url})
    return Step(text=text, words=words, address=address.format(document=document, url=url))
