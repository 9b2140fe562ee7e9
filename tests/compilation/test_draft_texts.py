"""The official text of an item and of its files: printed once, and unaltered."""

from datetime import UTC, datetime

import pytest

from compilation.drafting.sameness import plain, share_of
from compilation.drafting.texts import Files, ItemText, item_text
from diffing.blocks import blocks_of
from storage.records import Attachment, AttachmentFile, Block, Content

TITLE = "澄江省能源局关于印发《锅炉更新行动方案》的通知"
NOTICE = (
    "各县能源局：\n现将《锅炉更新行动方案》印发给你们，请结合实际认真贯彻执行。\n"
    "澄江省能源局\n2026年3月9日"
)
PLAN = (
    "锅炉更新行动方案\n一、总体要求\n坚持节能优先，统筹推进老旧锅炉的更新与改造，提高能源利用效率。\n"
    "二、重点任务\n到2027年，全省在用燃煤锅炉全部达到能效限定值，淘汰每小时三十五蒸吨以下燃煤锅炉。\n"
    "三、保障措施\n各地要落实属地责任，定期调度，按季度报送进展情况，确保各项任务按期完成。"
)
URL = "https://energy.example/plan.pdf"


def content(text: str, *names: str, **fields: object) -> Content:
    links = tuple(
        Attachment(name=name, url=f"https://energy.example/{at}") for at, name in enumerate(names)
    )
    fields = {"attachments": links} | fields
    return Content(title=TITLE, blocks=blocks_of(text), **fields)


def file(url: str, text: str, **fields: object) -> AttachmentFile:
    made = {
        "posting_id": "p",
        "url": url,
        "name": "",
        "media_type": "application/pdf",
        "body_sha256": "b",
        "text_sha256": "t",
        "text": text,
        "problem": "",
        "seen_at": datetime(2026, 3, 20, tzinfo=UTC),
    }
    return AttachmentFile(**(made | fields))


def printed(said: Content, *texts: str, **fields: object) -> ItemText:
    held = {
        link.url: file(link.url, text, **fields)
        for link, text in zip(said.attachments, texts, strict=False)
    }
    return item_text(said, TITLE, Files(held=held))


def lines(made: ItemText) -> list[str]:
    return [block.text for block in made.blocks]


def test_the_text_is_the_agencys_without_the_title() -> None:
    assert lines(printed(content(f"{TITLE}\n{NOTICE}"))) == NOTICE.split("\n")
    assert lines(printed(content(f"澄能〔2026〕1号\n{TITLE}\n{NOTICE}")))[0] == "澄能〔2026〕1号"
    broken = "澄江省能源局\n关于印发《锅炉更新行动方案》\n的通知"
    assert lines(printed(content(f"{broken}\n{NOTICE}"))) == NOTICE.split("\n")
    assert lines(printed(content(f"{NOTICE}\n{PLAN}"))) == f"{NOTICE}\n{PLAN}".split("\n")


def test_lines_that_only_link_a_file_are_left_out_but_not_the_list_of_them() -> None:
    listed = ["附件：", "1.推荐表", "2.申请书"]
    text = "\n".join([NOTICE, *listed, "1.推荐表.docx", "附件2：申请书.docx"])
    said = content(text, "1.推荐表.docx", "2.申请书.docx")
    assert lines(printed(said)) == [*NOTICE.split("\n"), *listed]
    first, second = "附件：附件1 推荐表.docx", "附件2 申请书.docx"
    blocks = (
        Block(kind="attachments", text=first),
        Block(kind="paragraph", text=second),
        Block(kind="paragraph", text="联系人：甲"),
        Block(kind="paragraph", text=second),
    )
    said = Content(title=TITLE, blocks=blocks, attachments=said.attachments)
    assert lines(printed(said)) == [first, second, "联系人：甲"]


def test_a_picture_before_the_title_stays() -> None:
    picture = Block(kind="image", text="")
    said = Content(title=TITLE, blocks=(picture, *blocks_of(f"{TITLE}\n{NOTICE}")))
    assert lines(item_text(said, TITLE, Files())) == ["", *NOTICE.split("\n")]


def test_a_plan_in_the_page_and_in_its_file_is_printed_once() -> None:
    wrapped = PLAN.replace("统筹推进", "统筹\n推进").replace("属地责任", "属地\n责任")
    (made,) = printed(content(f"{NOTICE}\n{PLAN}", "方案.pdf"), f"{wrapped}\n- 2 -").attachments
    assert (made.blocks, made.note) == ((), "与正文相同")


def test_a_file_follows_its_text() -> None:
    (made,) = printed(content(NOTICE, "方案.pdf"), PLAN).attachments
    assert [one.text for one in made.blocks] == PLAN.split("\n")
    assert made.note == ""


def test_a_file_that_carries_the_page_too_is_printed_from_where_it_goes_on() -> None:
    whole = f"澄江省能源局文件\n{TITLE}\n{NOTICE}\n{PLAN}"
    (made,) = printed(content(NOTICE, "全文.pdf"), whole).attachments
    assert [one.text for one in made.blocks] == PLAN.split("\n")
    assert "不重印" in made.note


def test_a_file_that_differs_somewhat_is_printed_and_said() -> None:
    edited = PLAN.replace("到2027年，全省", "到2030年，全省新建和").replace("定期调度", "每月调度")
    made = printed(content(f"{NOTICE}\n{PLAN}", "方案.pdf"), edited)
    assert made.attachments[0].blocks
    assert made.notes == ("附件“方案.pdf”与正文所载大体相同而有出入，两处都印，请核对",)


def test_one_file_in_two_forms_is_printed_once() -> None:
    one, other = printed(content(NOTICE, "方案.docx", "方案.pdf"), PLAN, PLAN).attachments
    assert one.blocks
    assert other.note == "与附件“方案.docx”相同"


def test_tables_are_tables() -> None:
    text = "推荐表\n序号\t名称\n1\t甲厂\n2\n合计\t2\n合 计\n填表说明：逐项填写。\n序号\t备注"
    for name in ("表.xlsx", "表.docx"):
        sheet = {"media_type": "application/vnd.ms-excel"} if name == "表.xlsx" else {}
        (made,) = printed(content(NOTICE, name), text, **sheet).attachments
        tables = [block.text.count("\n") + 1 for block in made.blocks if block.kind == "table"]
        assert tables == ([5, 1] if sheet else [2, 1, 1]), name
        assert made.blocks[0].text == "推荐表"


@pytest.mark.parametrize(
    ("text", "fields", "note"),
    [
        ("", {"problem": "是图片（JPEG），没有文字"}, "是图片（JPEG），没有文字"),
        ("", {}, "没有文字（多为扫描件或图片）"),
        (PLAN, {"text_of": "edition before"}, "没有文字（多为扫描件或图片）"),
        (PLAN, {"partial": True, "problem": "只读出前 100 页"}, "只读出前 100 页"),
        ("甲\t乙\n" * 301, {"media_type": "application/vnd.ms-excel"}, "表格过长（302 行）"),
        ("甲\t乙\n" * 1001, {"media_type": "application/pdf"}, "表格过长（1001 行）"),
        ("很长的正文。" * 40_000, {}, "篇幅过长（约 24 万字）"),
    ],
)
def test_what_cannot_be_printed_is_listed_with_the_reason(
    text: str, fields: dict[str, object], note: str
) -> None:
    (made,) = printed(content(NOTICE, "表.pdf"), text, **fields).attachments
    assert (made.blocks, made.note) == ((), note)


def test_what_is_not_there_is_listed_as_that() -> None:
    said = content(NOTICE, "甲.pdf", "乙.pdf")
    gone = item_text(said, TITLE, Files(absent=frozenset({said.attachments[0].url})))
    assert [one.note for one in gone.attachments] == ["链接打不开，没有取得", "没有取得"]


def test_a_page_that_is_its_file_is_not_printed_twice() -> None:
    link = Attachment(name="方案.pdf", url=URL)
    said = Content(title=TITLE, blocks=blocks_of(PLAN), attachments=(link, link), text_url=URL)
    (made,) = item_text(said, TITLE, Files(held={URL: file(URL, PLAN)})).attachments
    assert made.note == "即正文"


def test_lines_that_a_page_broke_are_whole_again() -> None:
    sentence = "坚持节能优先，统筹推进老旧锅炉的更新与改造，提高能源利用效率和清洁化水平，"
    text = "\n".join([sentence, sentence, sentence, sentence, sentence, "完成任务。", "附则。"])
    (made,) = printed(content(NOTICE, "方案.pdf"), text).attachments
    assert [one.text for one in made.blocks] == [sentence * 5 + "完成任务。", "附则。"]


def test_first_lines_are_indented_and_labelled_ones_no_headings() -> None:
    call = "各市（含定县、辛县）人民政府，各有关单位，省政府各"
    first = "为推动全省锅炉绿色低碳高质量发展，经省政府同意，现就"
    clause = "一、各地要注重做好标准制定与技术创新、试验验证和应用的"
    text = "\n".join(
        [
            call,
            "部门：",
            first,
            "有关事项通知如下：",
            clause,
            "统筹协调，不误时机。",
            "二、要求",
            "照办。",
        ]
    )
    (made,) = printed(content(NOTICE, "通知.pdf"), text).attachments
    assert [(one.kind, one.text) for one in made.blocks] == [
        ("addressee", f"{call}部门："),
        ("paragraph", f"{first}有关事项通知如下："),
        ("item", f"{clause}统筹协调，不误时机。"),
        ("heading", "二、要求"),
        ("paragraph", "照办。"),
    ]


def test_a_table_that_came_out_cell_by_cell_is_listed() -> None:
    cells = "\n".join(["推广目录", *(["序号", "名称", "单位", "规模", "效果"] * 20)])
    (made,) = printed(content(NOTICE, "目录.pdf"), cells).attachments
    assert (made.blocks, made.note) == ((), "表格没有读成行列，文字零碎")


def test_pictures_are_said_and_nothing_at_all_is_empty() -> None:
    picture = Content(title=TITLE, blocks=(Block(kind="image", text=""),))
    assert item_text(picture, TITLE, Files()).notes == ("正文中有图片 1 幅，请对照原文核对",)
    assert item_text(Content(title=TITLE), TITLE, Files()).is_empty


def test_how_much_of_a_text_stands_in_another() -> None:
    assert (
        share_of(
            plain("第 3 页\n甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午"),
            plain(f"前言{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午'}"),
        )
        == 1
    )
    assert share_of("", "甲") == 0
    assert share_of("甲乙", "丙甲乙丁") == 1
    assert share_of("甲乙", "丙丁") == 0
