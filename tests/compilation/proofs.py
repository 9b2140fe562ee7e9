"""An invented document, an issue of one item that prints it, and what a proof says of them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from compilation.proof import Official, proof
from diffing.blocks import blocks_of
from storage.records import Block, Finding, Issue, IssueItem, IssuePart, Join, PrintedBlock

TITLE = "澄江省能源局关于印发《澄江省绿色供热行动方案（2024—2027年）》的通知"
LINES = (
    "澄能发〔2024〕17号",
    "各市能源局，省直有关单位：",
    "现将《澄江省绿色供热行动方案（2024—2027年）》印发给你们，请认真贯彻执行。",
    "澄江省能源局",
    "2024年3月28日",
    "澄江省绿色供热行动方案（2024—2027年）",
    "为提升全省供热系统能效水平，减少污染物排放，制定本方案。",
    "一、总体要求",
    "（一）主要目标。到2025年，全省城镇清洁供热面积达到3.5亿平方米，细颗粒物（PM2.5）平均浓度比2020年下降8%。"
    "到2027年，热源单位供热量能耗下降12%，二氧化碳排放量减少150万吨。",
    "（二）基本原则。坚持因地制宜、分类施策，宜电则电、宜热则热。新建项目应当执行国家标准，不得采用淘汰设备。",
    "二、重点任务",
    "（三）推进热源改造。各市应当在2024年9月30日前完成底数排查，并报送改造清单。"
    "对超过15年的老旧管网，由市级主管部门组织更新。",
    "（四）加强运行管理。供热企业按月记录用能数据，保存期限不少于十年。用户可以申请检测，检测机构收费按规定执行。",
    "序号\t设区市\t改造面积（万平方米）\n1\t云溪市\t480\n2\t竹山市\t126\n3\t石桥市\t95",
    "三、保障措施",
    "（五）落实资金。省级财政按照每平方米100元给予补助，单个项目补助不超过2000万元。",
    "（六）严格考核。对完成较好的市予以通报表扬，对进展缓慢的市进行约谈。",
)
"""Of the document: a table is one entry, its rows on lines of their own."""


def official(lines: Sequence[str] = LINES, title: str = TITLE, **changed: object) -> Official:
    """The document as its agency has it."""
    found = Official(
        document_id="heating",
        title=title,
        document_number="澄能发〔2024〕17号",
        issuing_bodies=("澄江省能源局",),
        signed_on=None,
        blocks=blocks(lines),
        attachments=(),
        url="https://energy.chengjiang.example/1.html",
    )
    return replace(found, **changed)


def blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """A block for each entry, as pages have them."""
    return tuple(block for table, group in groupby(lines, lambda line: "\t" in line)
                 for block in _blocks(table, list(group)))  # fmt: skip


def _blocks(table: bool, lines: list[str]) -> Sequence[Block]:
    if table:
        return [Block(kind="table", text=line) for line in lines]
    return blocks_of("\n".join(lines))


def issue(
    lines: Sequence[str] = LINES, title: str = TITLE, listed: str | None = None, page: int = 1
) -> Issue:
    """An issue that prints these lines from line 2 on; at ``⏎`` the end of a page broke one."""
    printed = [PrintedBlock(block=Block(kind="heading", text=f"4.1 {title}"), line=1, page=None)]
    at = 2
    kinds = blocks([line.replace("⏎", "") for line in lines])
    for number, line in enumerate(lines):
        halves = line.split("⏎")
        starts = [len("".join(halves[:n])) for n in range(1, len(halves))]
        joins = tuple(
            Join(at=place, line=at + 2 * n, page=None) for n, place in enumerate(starts, 1)
        )
        block = kinds[number]
        printed.append(PrintedBlock(block=block, line=at, page=None, joins=joins))
        at += 1 + line.count("\n") + 2 * len(starts)
    one = IssueItem(
        number="4.1",
        title=title,
        title_in_contents=listed,
        document_number=None,
        number_as_printed="",
        issuing_bodies=(),
        addressees=(),
        inner_title=None,
        signed_on=None,
        dates=(),
        page=page,
        line=1,
        blocks=tuple(printed),
        attachments=(),
    )
    part = IssuePart(number=4, title="第四编 澄江省文件", part="province", items=(one,))
    return Issue(month="2024-03", title="", publisher="", statement=(), parts=(part,))


def with_line(at: int, text: str, lines: Sequence[str] = LINES) -> list[str]:
    """The lines, one of them otherwise."""
    return [text if number == at else line for number, line in enumerate(lines)]


def line_of(at: int, lines: Sequence[str] = LINES) -> int:
    """Where an entry begins in the issue."""
    return 2 + sum(1 + line.count("\n") for line in lines[:at])


def proofed(lines: Sequence[str], **changed: object) -> list[Finding]:
    """What a proof finds in an issue that prints these lines."""
    return list(proof(issue(lines), {"4.1": official(**changed)}))


def alone(*lines: str, title: str = TITLE) -> list[Finding]:
    """What a proof finds in them without an official text."""
    return list(proof(issue(lines, title), {}))


def told(found: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Subkind, what is found and what is expected."""
    return [(one.subkind, one.found, one.expected) for one in found]
