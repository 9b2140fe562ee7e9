"""Whatever stands on a page: in a chat it mentions nobody, links nowhere, and formats nothing."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from markdown_it import MarkdownIt

from notifiers import NOTIFIERS
from notifiers.chats.dialects import entities, flat, mrkdwn, quoted
from storage.records import DigestItem, Filter, Form
from tests.notifiers.chats.decks import CHATS, showing
from tests.notifiers.chats.shapes import BYTES, SHAPES
from tests.telling_samples import DEADLINE, digest, item

_PIECES = [
    '<at user_id="all">所有人</at>', "<at id=all></at>", "@all", "@所有人", "@everyone", "@here",
    "<@all>", "<!channel>", "<!here|here>", "<users/all>", "<@U0123>", "<#C01|x>",
    "[点此](https://evil.example/)", "](https://evil.example/)", "![图](https://evil.example/x.png)",
    "<https://evil.example/|点此>", "https://evil.example/x", "<a href='https://evil.example'>x</a>",
    "**粗**", "__粗__", "~~删~~",
    "`码`", "```", "\n# 题\n", "\n- 项", "\n> 引", "\n---\n", "| a | b |",
    "</font>", '<font color="info">', "&lt;@all&gt;", "&#60;at id=all&#62;", "\\", "\\n",
    "$x$", ":smile:",
    "<script>", "\u202e", "\x02message\x03", "\ud800", "甲", "  ", "＠", "1. ", "{{7*7}}", '"', "'",
]  # fmt: skip
hostile = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=12).map("".join)
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"])
_FONT = re.compile(r'<font color="warning">(.*?)</font>')
_ALLOWED = {"heading", "paragraph", "text", "inline", "blockquote", "strong", "link", "softbreak",
            "hardbreak", "em", "fence", "bullet_list", "list_item", "ordered_list"}  # fmt: skip


def made(text: str, path: str, number: int = 1) -> Any:
    works: list[DigestItem] = []
    for place in range(number):
        work = item(
            text + str(place),
            "amended" if place % 2 else "added",
            document_number=text[:30],
            issuing_bodies=(text,),
            relevant=None,
            change={"summary": text, "values": (replace(DEADLINE, after=text, label=text),)},
            also=(f"https://a.example/{path}",),
        )
        works.append(replace(work, gist=text, reason=text, note=text))
    who = {"name": text, "filter": Filter(words_not=("从未出现" + text[:9],))}
    return digest(*works, **who)


def forms_for(channel: str, text: str, path: str, number: int) -> tuple[Form, ...]:
    made_digest = made(text, path, number)
    who = replace(made_digest.subscription, channel=channel)
    return NOTIFIERS[channel].forms(showing(replace(made_digest, subscription=who)))


@pytest.mark.parametrize("channel", CHATS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile, st.text(max_size=20), st.sampled_from([1, 3, 70]))
def test_nothing_of_a_page_means_anything(channel: str, text: str, path: str, number: int) -> None:
    for form in forms_for(channel, text, path, number):
        payload = json.loads(form.payload)
        SHAPES[channel].validate(payload)
        assert len(form.payload.encode()) <= BYTES[channel]
        assert "\x02" not in form.payload
        for url in _addresses(payload):
            assert url.startswith("https://")
            assert "evil" not in url
        _HARMLESS[channel](payload)


def _addresses(value: Any) -> Iterator[str]:
    """Where buttons lead."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key in ("url", "actionURL"):
                yield one
            else:
                yield from _addresses(one)
    if isinstance(value, list):
        for one in value:
            yield from _addresses(one)


def _is_plain_markdown(text: str) -> None:
    """By a parser of CommonMark: its only links are ours."""
    links = 0
    for token in _tokens(_MARKDOWN.parse(text)):
        assert token.type.removesuffix("_open").removesuffix("_close") in _ALLOWED, token
        assert token.type not in ("fence", "em_open", "bullet_list_open", "ordered_list_open")
        if token.type == "link_open":
            links += 1
            assert str(token.attrs["href"]).startswith("https://")
            assert "evil" not in str(token.attrs["href"])
    assert links == text.count("](")


def _tokens(tokens: Any) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from _tokens(token.children or ())


def _feishu(payload: Any) -> None:
    for element in payload["card"]["elements"]:
        if element["tag"] == "markdown":
            assert "<" not in element["content"]
            assert "@" not in element["content"]
            _is_plain_markdown(_numbers_escaped(element["content"]))


def _dingtalk(payload: Any) -> None:
    own = payload.get("markdown") or payload["actionCard"]
    for words in (own["title"], own["text"]):
        assert "@" not in words
        assert "<" not in words
    _is_plain_markdown(_numbers_escaped(own["text"]))


def _wecom(payload: Any) -> None:
    if payload["msgtype"] == "markdown":
        text = _FONT.sub(r"\1", payload["markdown"]["content"])
        assert "@" not in text
        assert "<" not in text
        _is_plain_markdown(_numbers_escaped(text))


def _numbers_escaped(text: str) -> str:
    """「3. 」 before a title is a number to the platforms, and a list to CommonMark."""
    return re.sub(r"^([> ]*\d+)\.", r"\1．", text, flags=re.MULTILINE)


def _slack(payload: Any) -> None:
    for text in _mrkdwn_of(payload["blocks"]):
        tags = re.findall(r"<([^>]*)>?", text)
        assert all(re.fullmatch(r"https://[^|<>\s]+\|(原文|页面|对照|网页版)", tag) for tag in tags)
        bare = re.sub(r"<[^>]*>", "", text)
        assert not re.search(r"[_~`@]|&(?!amp;|lt;|gt;)", bare)
        assert bare.count("*") % 2 == 0
        assert all(not line[1:-1].count("*") for line in bare.splitlines())
    assert "<" not in payload["text"]


def _mrkdwn_of(blocks: Any) -> Iterator[str]:
    for block in blocks:
        for one in [block.get("text", {}), *block.get("elements", [])]:
            if one.get("type") == "mrkdwn":
                assert one["verbatim"]
                yield one["text"]


def _teams(payload: Any) -> None:
    (attachment,) = payload["attachments"]
    assert "entities" not in attachment["content"]["msteams"]
    assert '"TextBlock"' not in json.dumps(payload)


_HARMLESS = {
    "feishu": _feishu, "dingtalk": _dingtalk, "wecom": _wecom, "slack": _slack, "teams": _teams,
}  # fmt: skip


@given(st.text())
def test_escapes_lose_no_letter(text: str) -> None:
    bare = re.sub(r"[^\w]|_", "", text)
    assert bare in re.sub(r"[^\w]|_", "", flat(text))
    unescaped = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), entities(text))
    assert unescaped == text
    assert not re.search(r"[<>*_`@]", mrkdwn(text))


@given(st.text(max_size=40))
def test_an_address_ends_no_link(path: str) -> None:
    url = quoted("https://a.example/" + path.encode("utf-8", "replace").decode())
    assert re.fullmatch(r"https://a\.example/[\w%/:?#&=+,;$.~-]*", url, re.ASCII)
