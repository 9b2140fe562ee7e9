"""Ten ways to write a page down, declared wrongly in the header, in the page, or nowhere."""

import codecs

import pytest

from crawlers.capture import judge
from crawlers.extract import extract
from crawlers.page import Page

TITLE = "关于印发《澄江市碳达峰实施方案》的通知"
TEXT = (
    "各县区人民政府，市政府各部门：现将《澄江市碳达峰实施方案》印发给你们，请认真组织实施。"
    "各单位应当在二〇二六年十二月三十一日前报送工作总结，不得延误。"
)
TRADITIONAL = str.maketrans(
    "关于发实县现将们请认组织单应当报总结误给门为区",
    "關於發實縣現將們請認組織單應當報總結誤給門為區",
)
CODINGS = {
    "UTF-8": ("utf-8", b""),
    "UTF-8 with its mark": ("utf-8", codecs.BOM_UTF8),
    "UTF-16 LE with its mark": ("utf-16-le", codecs.BOM_UTF16_LE),
    "UTF-16 BE with its mark": ("utf-16-be", codecs.BOM_UTF16_BE),
    "UTF-16 LE": ("utf-16-le", b""),
    "UTF-16 BE": ("utf-16-be", b""),
    "GB2312": ("gb2312", b""),
    "GBK": ("gbk", b""),
    "GB18030": ("gb18030", b""),
    "Big5": ("big5hkscs", b""),
    "HZ": ("hz", b""),
}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("wrong", ["iso-8859-1", "utf-8", "gbk", "big5", "no-such-code", None])
@pytest.mark.parametrize("where", ["header", "meta", "both"])
def test_the_text_is_read_whatever_is_declared(coding: str, wrong: str | None, where: str) -> None:
    codec, mark = CODINGS[coding]
    title, text = TITLE, TEXT
    if coding in ("GB2312", "HZ"):
        text = text.replace("〇", "零")
    if coding == "Big5":
        title, text = (part.translate(TRADITIONAL) for part in (title, text))
    meta = f'<meta charset="{wrong}">' if wrong and where != "header" else ""
    head = f"<head>{meta}<title>{title}</title></head>"
    page = f"<html>{head}<body><h1>{title}</h1><p>{text}</p></body></html>"
    header = wrong if where != "meta" else None
    found = Page(url="https://a.example/1.html", body=mark + page.encode(codec), charset=header)
    assert judge(found, kind="document") == ("ok", "")
    content = extract(found)
    assert (content.title, content.text) == (title, text)
