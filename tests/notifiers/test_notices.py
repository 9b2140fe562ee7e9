"""Confirmations of sign-ups, and news for who keeps things going."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings, strategies as st
from selectolax.lexbor import LexborHTMLParser

from notifiers.notices import Asking, OwnPage, confirmation, notice, own_pages
from storage.records import Form

LINK = "https://carbon.example.org/confirm/abc.def?x=1&y=2"
EXPIRES = datetime(2026, 11, 28, 1, 30, tzinfo=UTC)


def seen(form: Form) -> str:
    tree = LexborHTMLParser(form.html)
    assert tree.body is not None
    return tree.body.text(separator=" ")


def links(form: Form) -> list[str | None]:
    return [one.attributes["href"] for one in LexborHTMLParser(form.html).css("a")]


def asking(words: str, address: str = "reader@example.org") -> Form:
    page = OwnPage(wanted=(words,), rate="每周一 8:00", link=LINK)
    return confirmation(Asking(address=address, page=page, expires_at=EXPIRES))


def test_a_confirmation_says_what_for_and_how_to_let_it_be() -> None:
    form = asking("主题：碳市场")
    assert form.subject == "请确认订阅双碳政策摘要"
    for said in (form.text, seen(form)):
        for words in (
            "reader@example.org", "主题：碳市场", "每周一 8:00", "2026年11月28日 09:30", LINK,
        ):  # fmt: skip
            assert words in said
        assert "不是您本人申请的，不必理会" in said
    assert links(form) == [LINK]


def test_a_notice_says_what_and_the_mend() -> None:
    form = notice("某局：11月3日起无法访问", ("第一行", "第二行"), "请看看网站", LINK)
    assert form.subject == "某局：11月3日起无法访问"
    assert form.text == (
        f"某局：11月3日起无法访问\n\n第一行\n第二行\n\n处理办法：请看看网站\n\n{LINK}\n"
    )
    for words in ("第一行", "第二行", "处理办法：请看看网站"):
        assert words in seen(form)
    assert links(form) == [LINK]


def test_a_notice_that_something_is_well_again_asks_for_nothing() -> None:
    form = notice("某局：已恢复", ("11月26日起读得到。",))
    assert form.text == "某局：已恢复\n\n11月26日起读得到。\n"
    assert "处理办法" not in form.html
    assert links(form) == []


def test_a_long_notice_is_cut_and_says_so() -> None:
    form = notice("多个来源无法访问", [f"第{n}个" for n in range(300)])
    assert "（另有 260 行未列出。）" in form.text
    assert "另有 260 行未列出。" in seen(form)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), max_size=80))
@pytest.mark.parametrize("end", ["", "\r\nBcc: evil@example.org", "</p><script>x</script>"])
def test_nothing_breaks_out(end: str, text: str) -> None:
    hostile = text + end
    page = OwnPage(wanted=(hostile,), rate=hostile, link=hostile)
    asked = Asking(
        address=hostile, page=page, expires_at=EXPIRES, present=[page], moves_from=hostile,
        office=hostile,
    )  # fmt: skip
    forms = (
        confirmation(asked),
        own_pages(hostile, (hostile,), (page,), hostile),
        notice(hostile, (hostile,), hostile, f"https://a.example/{hostile}"),
    )
    for form in forms:
        assert not {"\n", "\r"} & set(form.subject)
        assert form.text.count("\n") <= 30
        assert len((form.subject + form.text + form.html).encode()) < 50_000
        tree = LexborHTMLParser(form.html)
        assert not tree.css("script, img")
        assert all((url or "").startswith("https://a.example/") for url in links(form))
