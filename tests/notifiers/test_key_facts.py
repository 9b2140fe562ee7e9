"""What a new document sets, in mails and webhooks."""

import json
from dataclasses import replace

from storage.records import DigestItem
from tests.key_fact_samples import TARGET, TASK
from tests.telling_samples import digest, item, rendered

GIST = "到2025年，成品率 达到90%；2024年6月底前，报送 <b>名单（各市）"


def with_facts(title: str, kind: str = "added") -> DigestItem:
    return replace(item(title, kind), key_facts=(TARGET, TASK), gist=GIST)


def test_a_new_document_has_one_line_in_text_and_html() -> None:
    message = rendered(digest(with_facts("关于窑炉碳排放的通知")), channel="email")
    assert message.text.count(f"   要点：{GIST}\n") == 1
    assert message.html.count("要点：") == 1
    assert "报送 &lt;b&gt;名单" in message.html


def test_a_document_without_any_has_no_line() -> None:
    message = rendered(digest(item("关于窑炉碳排放的通知")), channel="email")
    assert "要点" not in message.text + message.html


def test_what_was_withdrawn_or_amended_is_told_otherwise() -> None:
    items = [
        with_facts("关于窑炉碳排放的通知", "withdrawn"),
        with_facts("关于窑炉的办法", "amended"),
    ]
    assert "要点" not in rendered(digest(*items), channel="email").text


def test_the_payload_carries_the_first_ones_and_how_many_there_are() -> None:
    many = replace(with_facts("关于窑炉碳排放的通知"), key_facts=(TARGET,) * 40)
    (one,) = json.loads(rendered(digest(many), channel="webhook").payload)["data"]["items"]
    assert (one["gist"], len(one["key_facts"]), one["key_facts_count"]) == (GIST, 5, 40)
    assert one["key_facts"][0] == {
        "kind": "target",
        "who": None,
        "what": "成品率",
        "value": "达到90%",
        "by": "到2025年",
        "by_date": "2025-12-31",
        "sentence": "到2025年，成品率达到90%。",
        "label": "一（三）",
    }
