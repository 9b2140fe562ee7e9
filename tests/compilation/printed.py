"""Items of issues, and documents that they may be, made by hand for tests."""

from dataclasses import replace
from datetime import date

from compilation.matching.pairs import Candidate
from storage.ids import digest_id
from storage.office import DEFAULT_OFFICE
from storage.records import (
    Block,
    Classification,
    Content,
    Document,
    Issue,
    IssueItem,
    IssuePart,
    Part,
    PrintedBlock,
)
from storage.text import document_number, number_key, title_key
from tests.pipeline.pages import BODY

TITLE = "澄江省能源局关于印发《锅炉更新方案》的通知"
DAY = date(2026, 3, 2)
BODIES = ("澄江省能源局",)


def item(title: str = TITLE, number: str = "", body: str = BODY, **fields: object) -> IssueItem:
    """Item 3.1, unless ``fields`` say otherwise."""
    texts = ["", number, body] if number else ["", body]
    made = IssueItem(
        number="3.1",
        title=title,
        title_in_contents=None,
        document_number=document_number(number),
        number_as_printed=number,
        issuing_bodies=BODIES,
        addressees=(),
        inner_title=None,
        signed_on=DAY,
        dates=(DAY,),
        page=7,
        line=100,
        blocks=(),
        attachments=(),
    )
    made = replace(made, **fields)
    texts[0] = f"{made.number} {title}"
    blocks = tuple(
        PrintedBlock(
            block=Block(kind="paragraph", text=text),
            line=None if made.line is None else made.line + place,
            page=None,
        )
        for place, text in enumerate(texts)
    )
    return replace(made, blocks=blocks)


def held(
    title: str = TITLE, number: str | None = None, body: str = BODY, **fields: object
) -> Candidate:
    """A document of the same words, unless told otherwise."""
    document = Document(
        document_id=digest_id(title, number or "", body),
        title=title,
        title_key=title_key(title),
        number_key=number_key(number),
        document_number=number,
        issuing_bodies=BODIES,
        signed_on=DAY,
        published_on=DAY,
        effective_on=None,
        part="ministry",
        region="全国",
        page_kind="document",
        relevant=True,
        relevance=0.9,
        classification=Classification(page_kind="document", relevant=True, relevance=0.9),
        lead_posting_id="page",
        version_id="version",
        detected_at=fields.pop("detected_at", None),
        first_run_id="run",
    )
    document = replace(document, **fields)
    content = Content(title=title, blocks=(Block(kind="paragraph", text=body),) if body else ())
    return Candidate(
        document=document,
        titles=(title,),
        number_keys=(number_key(number),) if number else (),
        read=lambda: content,
    )


def issue(*items: IssueItem, month: str = "2026-03", kind: Part = "ministry") -> Issue:
    """An issue of one part."""
    part = IssuePart(number=3, title=DEFAULT_OFFICE.titles[kind], part=kind, items=items)
    return Issue(month=month, title="试刊", publisher="某办公室", statement=(), parts=(part,))


def issue_text(number: str = "澄能〔2026〕7号", day: str = "2026年3月2日") -> str:
    """An issue of one item as a text file: the boilers' notice of ``tests.pipeline.ruled``."""
    title = "澄江省能源局关于锅炉更新的通知"
    lines = (
        "2026.03 月刊",
        "试行政策法规汇编",
        "声明",
        "某办公室将 2026 年 3 月 1 日至 3 月 31 日的相关文件汇编成册。",
        "某办公室",
        "目录",
        "第四编 河北省文件\t1",
        f"4.1 {title}\t1",
        "第四编 河北省文件",
        f"4.1 {title}",
        number,
        "各市能源局：",
        *(f"{part}。" for part in BODY.split("。") if part),
        "澄江省能源局",
        day,
    )
    return "\n\n".join(lines) + "\n"
