"""Two small texts, and what is shown of their comparison."""

import re
from functools import cache

from selectolax.lexbor import LexborHTMLParser

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from diffing.show import Side, as_html
from storage.records import Difference

BEFORE = """第一章 总则
第一条 本办法所称单位,是指<重点>单位。
第二条 单位应当于2025年12月31日前清缴配额，逾期的，处十万元以下罚款。
第三条 本办法由主管部门负责解释。
第四条 本办法的附件与本办法同时施行。
第五条 县级人民政府应当公布名单。
"""
AFTER = """第一章 总则
第一条 本办法所称单位，是指<script>alert(1)</script>单位。
第二条 单位应当于2026年6月30日前清缴配额，逾期的，处二十万元以下罚款。
第三条 核查机构应当独立、客观、公正地开展核查<img src=x onerror=alert(2)>工作。
第四条 本办法由主管部门负责解释。
第五条 本办法的附件与本办法同时施行。
第六条 县级人民政府应当公布名单。
"""
VALUES = ("2025年12月31日", "2026年6月30日", "十万元", "二十万元")
MOVED = """第一条 企业应当按月监测排放，并保存原始记录。
第二条 核查机构对企业的报告负责。
第三条 主管部门每年公布一次名单，接受公众查询。
"""
MOVED_AFTER = """第一条 主管部门每年公布一次名单，接受公众查询。
第二条 企业应当按月监测排放，并保存原始记录。
第三条 核查机构对企业的报告负责。
"""
TABLE = "附件1\n企业\t所在地\t配额\n" + "\n".join(f"某{n}厂\t某市\t{n}00吨" for n in range(2, 12))

Texts = tuple[str, str]


def sides(texts: Texts) -> tuple[Side, Side]:
    old, new = map(blocks_of, texts)
    return (
        Side(name="清缴<b>办法</b>", note="2025年版", blocks=old),
        Side(name="清缴<b>办法</b>", note="2026年版", blocks=new),
    )


def found(texts: Texts) -> Difference:
    return compare_blocks(*map(blocks_of, texts))


@cache
def page(texts: Texts, layout: str = "both") -> str:
    before, after = sides(texts)
    return as_html(found(texts), before=before, after=after, layout=layout)  # type: ignore[arg-type]


def stripped(html: str) -> str:
    """What mail programs leave of it: no styles, no classes, no marks but those in the text."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return re.sub(r"</?(?:ins|del|details|summary)\b[^>]*>| (?:class|style)=\"[^\"]*\"", "", html)


def said(html: str) -> str:
    """The text of the page without its heads."""
    body = LexborHTMLParser(html).body
    assert body is not None
    return body.text()
