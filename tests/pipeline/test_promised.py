"""Attachments that a text promises: careful rather than complete."""

import pytest

from pipeline.pages.promised import missing_attachments
from storage.records import Attachment, Block, Content


def content(
    *lines: str, links: tuple[str, ...] = (), title: str = "关于做好清缴工作的通知"
) -> Content:
    return Content(
        title=title,
        blocks=tuple(
            Block(
                kind="image" if line == "[图]" else "paragraph", text="" if line == "[图]" else line
            )
            for line in ("各市生态环境局：", "现将方案印发给你们。", *lines)
        ),
        attachments=tuple(Attachment(name=one, url=f"https://x.example/{one}") for one in links),
    )


@pytest.mark.parametrize(
    ("lines", "links", "missing"),
    [
        (("附件：碳排放配额分配方案",), (), ("碳排放配额分配方案",)),
        (("附件：1．分配方案", "2．企业名单", "澄江省生态环境厅"), (), ("分配方案", "企业名单")),
        (("附件：1.分配方案 2.企业名单",), ("企业名单.xlsx",), ("分配方案",)),
        (("附件1：分配方案", "附件2：企业名单"), ("附件2.docx",), ("分配方案",)),
        (("附件：1.分配方案", "2.企业名单"), ("附件1-2.zip",), ()),
        (("附件：分配方案",), ("点击下载",), ()),
        (("附件：1.分配方案", "2.企业名单"), ("附件下载",), ()),
        (("附件：1.分配方案", "2.企业名单"), ("关于做好清缴工作的通知.pdf",), ()),
        (("附件：分配方案",), ("2026年度分配方案（定稿）.pdf",), ()),
        (("附件：分配方案",), ("澄环〔2026〕3号 关于做好清缴工作的通知.pdf",), ()),
        (("附件：分配方案", "附件", "第一条 总则"), (), ()),
        (("附件：1.分配方案", "2.企业名单", "附件1", "正文", "附件2", "正文"), (), ()),
        (("附件：1.分配方案", "2.企业名单", "附件1", "正文"), (), ("企业名单",)),
        (("附件：分配方案", "澄江省生态环境厅", "分配方案", "一、范围"), (), ()),
        (("附件：分配方案", "[图]"), (), ()),
        (("附件：分配方案（略）",), (), ()),
        (("附件：名单（另发）",), (), ()),
        (("附件：",), (), ()),
        (("附件1.docx",), (), ()),
        (("按照附件要求报送材料，附件1所列企业应当参加。",), (), ()),
        (("一、范围", "二、期限"), (), ()),
    ],
)
def test_what_is_missing(
    lines: tuple[str, ...], links: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    assert missing_attachments(content(*lines, links=links)) == missing


def test_a_link_behind_which_no_file_was_found() -> None:
    page = content("附件：分配方案", links=("分配方案.pdf",))
    assert missing_attachments(page, {"https://x.example/分配方案.pdf"}) == ("分配方案.pdf",)
