"""The draft made of a choice of documents, its sheet, and the issue that it is."""

from datetime import date

from compilation.draft import Plan, Text, draft
from compilation.drafting.as_issue import as_issue
from compilation.drafting.choosing import Frame, Known, Taken, choose
from compilation.drafting.decisions import order_value
from compilation.drafting.ordering import arranged
from compilation.drafting.sheet import Facts, Note
from compilation.drafting.texts import ItemText
from storage.office import DEFAULT_OFFICE
from storage.records import Block, Content, Draft, Version
from tests.compilation.draft_samples import MET, frame, known, printed, said

FEBRUARY = date(2026, 2, 20)


def text(one: Taken, *blocks: Block) -> Text:
    version = Version(
        version_id=one.known.document.version_id,
        posting_id="p",
        snapshot_id="s",
        created_at=MET,
        content_sha256="",
        content=Content(title=one.known.document.title, blocks=blocks),
    )
    url = f"https://energy.example/{one.document_id}"
    return Text(
        version=version,
        url=url,
        captured_on=date(2026, 3, 20),
        said=ItemText(blocks=blocks, attachments=()),
    )


BLOCKS = (
    Block(kind="addressee", text="各县能源局："),
    Block(kind="paragraph", text="现印发给你们。"),
    Block(kind="date", text="2026年3月9日"),
)


def drafted(documents: list[Known], of: Frame | None = None, facts: Facts | None = None) -> Draft:
    of = of or frame()
    found, out = choose(documents, of)
    plan = Plan(frame=of, parts=arranged(found, of.decisions, office=DEFAULT_OFFICE), left=out)
    return draft(plan, lambda one: text(one, *BLOCKS), lambda _: facts or Facts(), MET)


def section(made: Draft, title: str) -> tuple[tuple[str, ...], ...]:
    return next(one.rows for one in made.sheet if one.title == title)


def test_parts_and_items_are_numbered() -> None:
    made = drafted([known("a"), known("b"), known("old", FEBRUARY), known("c", part="central")])
    assert [(part.title, [i.number for i in part.items]) for part in made.parts] == [
        ("第一编 中央文件", ["1.1"]),
        ("第二编 生态环境部文件", []),
        ("第三编 国家各部委文件", ["3.1", "3.2"]),
        ("第四编 河北省文件", []),
        ("第五编 补遗", ["5.1"]),
    ]
    assert made.items[-1].late_of == "2026-02"


def test_the_set_is_known_by_all_that_is_printed() -> None:
    documents = [known("a"), known("b", date(2026, 3, 11))]
    same = drafted(documents).set_sha256
    assert drafted(documents[::-1]).set_sha256 == same
    others = [
        drafted(documents[:1]),
        drafted(documents, frame(said("title", "a", "改过的题名"))),
        drafted(documents, frame(said("order", value=order_value(["b", "a"])))),
    ]
    said_more = {
        "part": drafted(documents, frame(said("part", "a", "mee"))),
        "doubt": drafted([known("a", withdrawn=True), documents[1]]),
        "files": drafted([known("a", files=("0" * 64,)), documents[1]]),
    }
    assert len({same, *(one.set_sha256 for one in (*others, *said_more.values()))}) == 7


def test_a_title_that_a_person_gave_is_printed() -> None:
    made = drafted([known("a")], frame(said("title", "a", "改过的题名")))
    assert made.items[0].title == "改过的题名"
    assert section(made, "编辑的决定")[0][1:4] == ("王编辑", "改题名", "改过的题名")
    back = frame(said("title", "a", "改过的题名"), said("title", "a", ""))
    assert drafted([known("a")], back).items[0].title == "关于a的通知"


def test_an_item_without_a_text_is_for_a_person() -> None:
    found, out = choose([known("a")], frame())
    plan = Plan(
        frame=frame(), parts=arranged(found, frame().decisions, office=DEFAULT_OFFICE), left=out
    )
    made = draft(plan, text, lambda _: Facts(), MET)
    assert made.items[0].doubt == "没有读到正文，须人工补录"


def test_the_sheet_tells_doubts_and_who_stays_out_and_why() -> None:
    documents = [
        known("a", verdict=None),
        known("b", verdict=False, relevance=0.25),
        known("c", verdict=False),
        known("d", printings=(printed("d", "2026-02"),)),
        known("e"),
    ]
    notes = (Note(document_id="e", kind="缺附件", text="甲表"),)
    made = drafted(documents, frame(said("leave", "z")), Facts(notes=notes))
    assert [row[0] for row in section(made, "待定的文件")] == ["3.1"]
    out = section(made, "未收入的文件")
    assert [row[0] for row in out] == ["关于d的通知", "关于b的通知", "其余"]
    assert out[-1][-1] == "1 件判为与主题无关，未逐件列出"
    assert section(made, "存疑与改动") == (("3.2", "关于e的通知", "缺附件", "甲表"),)
    assert section(made, "与已印各期的关系")[0][:3] == ("未收入", "关于d的通知", "2026-02 期 3.2")


def test_a_draft_is_an_issue() -> None:
    issue = as_issue(drafted([known("a", number="澄能〔2026〕1号")]), "汇编", "中心", ("声明",))
    (item,) = issue.items
    assert issue.title == "汇编"
    assert len(issue.parts) == 4
    assert item.text == "3.1 关于a的通知\n各县能源局：\n现印发给你们。\n2026年3月9日"
    assert item.addressees == ("各县能源局：",)
    assert item.dates == (date(2026, 3, 9),)
    assert item.number_as_printed == "澄能〔2026〕1号"
