"""A small invented issue for the writers, with all that a text may have in it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from storage.records import Block, Draft, DraftAttachment, DraftItem, DraftPart, SheetSection

WIDE = (
    "序号\t企业名称\t企业所在地\t\t\t行业\t申报工序\t能耗指标\t综合能耗（吨标准煤/年）\t联系人\t联系方式\n"
    "\t\t省\t市\t县\t\t\t\t\t\t\n"
    "1\t青岚水泥有限公司\t河谷省\t青岚市\t石桥县\t水泥\t熟料\t98.5\t120000\t林舟\t0000-1234567"
)
HOSTILE = (
    '#import "x.typ": * $x^2$ #panic() <script>alert(1)</script> & &amp; ]]> {{正文}} [^1] '
    "*星* _线_ `码` | 竖 \\ 反 ~~删~~ 1<2>0 https://example.test/a_b?x=1&y=2"
)


def block(text: str, kind: str = "paragraph", level: int = 0, label: str = "") -> Block:
    return Block(kind=kind, text=text, level=level, label=label)  # type: ignore[arg-type]


NOTICE = (
    block("河谷发〔2024〕7号"),
    block("各市、县人民政府，省有关部门：", "addressee"),
    block("现将《河谷省水泥行业节能办法》印发给你们，请遵照执行。"),
    block("附件：1. 企业汇总表", "attachments"),
    block("2. 说明", "attachments"),
    block("河谷省发展改革委", "signature"),
    block("2024年3月5日", "date"),
    block("河谷省水泥行业节能办法"),
    block("第一章 总则", "heading", 2, "第一章"),
    block("第一条 为了推进水泥行业节能，制定本办法。", "paragraph", 4, "第一条"),
    block("一、总体要求", "heading", 4, "一、"),
    block("（一）指导思想。坚持节约优先。" + "企业要对标提升能效。" * 60, "item", 5, "（一）"),
    block("（二）重点任务", "heading", 5, "（二）"),
    block("1. 建立台账", "heading", 6, "1."),
    block("2.1 项目业主"),
    block("专栏1 示范工程", "box", 0, "专栏1"),
    block("", "image", 0, "流程图"),
    block("表1 能耗限额"),
    block("工序\t限额\n熟料\t100\n水泥\t\n", "table"),
)  # fmt: skip


def item(number: str, title: str, blocks: tuple[Block, ...] = NOTICE) -> DraftItem:
    return DraftItem(
        number=number,
        document_id=f"d{number}",
        version_id=f"v{number}",
        title=title,
        document_number="河谷发〔2024〕7号",
        issuing_bodies=("河谷省发展改革委",),
        signed_on=date(2024, 3, 5),
        published_on=date(2024, 3, 8),
        blocks=blocks,
        attachments=(),
        url=f"https://www.hegu.example/2024/{number}.html",
        captured_on=date(2024, 3, 9),
    )


def sample(length: int = 1) -> Draft:
    """Three parts, four items; ``length`` times as long a text in each."""
    annexes = (
        DraftAttachment(name="1.企业汇总表.xlsx", url="https://www.hegu.example/1.xlsx",
                        blocks=(block("企业汇总表"), block(WIDE, "table"))),
        DraftAttachment(name="2.说明.pdf", url="https://www.hegu.example/2.pdf", blocks=(),
                        note="图片文件，没有文字"),
    )  # fmt: skip
    first = replace(item("1.1", "关于印发《河谷省水泥行业节能办法》的通知", NOTICE * length),
                    attachments=annexes)  # fmt: skip
    other = replace(
        item("1.2", "青岚市人民政府 青岚市生态环境局关于开展碳排放核算和碳足迹管理试点工作的公告",
             (block(HOSTILE), block("全文完。")) * length),
        document_number=None, doubt="标题涉及核算，是否收录请人判断",
    )  # fmt: skip
    cities = (block("地区\t城市\n河谷\t青岚", "table"),)
    table = replace(item("2.1", "河谷省碳达峰试点名单", cities), document_number=None)
    late = replace(item("3.1", "关于石桥县供热改造的批复", NOTICE[1:6]), late_of="2024-02")
    return Draft(
        month="2024-03",
        window_start=date(2024, 3, 1),
        window_end=date(2024, 3, 31),
        made_at=datetime(2024, 4, 1, 1, tzinfo=UTC),
        parts=(
            DraftPart(number=1, title="第一编 中央文件", part="central", items=(first, other)),
            DraftPart(number=2, title="第二编 河谷省文件", part="province", items=(table,)),
            DraftPart(number=3, title="第三编 补遗", part=None, items=(late,)),
        ),
        sheet=(
            SheetSection(title="未收入的文件", head=("标题", "理由"),
                         rows=(("关于放假的通知", "与主题无关"),), empty="没有。"),
            SheetSection(title="未能监测的来源", head=("来源", "起"), rows=(), empty="都已监测。"),
        ),
        set_sha256="0" * 64,
    )  # fmt: skip


def squeezed(text: str) -> str:
    """Without white space."""
    return re.sub(r"\s", "", text)


def page_in_contents(contents: str, heading: str) -> int | None:
    """The number that ends the entry of a heading in the text of the contents."""
    words = r"\s*".join(map(re.escape, squeezed(heading)))
    found = re.search(rf"{words}[\s.…]*?(\d+)\s", contents)
    return int(found[1]) if found else None


def only(one: DraftItem) -> Draft:
    """An issue of one item."""
    draft = sample()
    return replace(draft, parts=(replace(draft.parts[0], items=(one,)),))
