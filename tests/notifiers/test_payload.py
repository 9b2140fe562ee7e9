"""What programs are told: by the published schema, under 20 KB, and nothing lost without a word."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from jsonschema import Draft202012Validator

from notifiers.payload import DIGEST, LIMIT, TEST
from notifiers.personal import identified
from notifiers.published import schema_of, types
from notifiers.render import copy_of
from notifiers.showing import Showing
from notifiers.webhook import WebhookNotifier
from storage.records import (
    AheadLine,
    Deadline,
    Digest,
    DigestItem,
    Form,
    KeyFact,
    Printing,
    ValueChange,
)
from tests.telling_samples import (
    DEADLINE,
    MONDAY,
    PERIOD,
    READ,
    UNREAD,
    digest,
    item,
    posting,
    rendered,
    subscription,
    week,
)

PUBLIC = "https://carbon.example.org"
COPY = f"{PUBLIC}/digests/0123456789abcdef"
KB20 = 20_000


def strict(schema: Any) -> Any:
    """The schema with no room for what it does not name: so much of it is documented."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    if isinstance(made.get("properties"), dict) and "type" in made:
        made.setdefault("additionalProperties", False)
    return made


def valid(form: Form) -> Any:
    """The event of the form, after a look at it through the published schema."""
    event = json.loads(form.payload)
    shape(event["type"]).validate(event)
    return event


@cache
def shape(event_type: str) -> Draft202012Validator:
    schema = strict(json.loads(schema_of(event_type)))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def posted(made: Digest, **values: Any) -> Any:
    form = rendered(made, channel="webhook", **values)
    sent = identified(form, "0" * 16, "s" * 32)
    assert len(sent.payload.encode()) <= KB20
    return valid(sent)


def rich(title: str, kind: str = "added", **values: Any) -> DigestItem:
    """A document of which much is to be told."""
    fact = KeyFact(
        kind="target",
        who="各省级生态环境主管部门",
        what="完成配额清缴",
        value="100%",
        by="2026年12月31日前",
        by_date=date(2026, 12, 31),
        sentence="各省级生态环境主管部门应于2026年12月31日前完成配额清缴。",
        label="第三条",
    )
    said = Deadline(
        date=date(2026, 12, 31), precision="day", kind="report", text="年底前", sentence="…"
    )
    made = item(title, kind, **values)
    line = AheadLine(
        document=made.document,
        url=made.postings[0].url,
        said=said,
        when="2026年12月31日",
        what="报送截止",
        gist="报送",
    )
    printing = Printing(
        month="2026-10",
        item="1.2",
        document_id=made.document.document_id,
        basis="number",
        differs=("title",),
        title="印错的标题",
        document_number=None,
        signed_on=None,
        page=3,
    )
    return replace(
        made, key_facts=(fact,) * 7, deadlines=(line,), printings=(printing,), gist="完成配额清缴"
    )


def test_each_type_has_a_schema_that_is_one() -> None:
    assert types() == ("policywatch.changes.v1", DIGEST, TEST)
    for name in types():
        schema = json.loads(schema_of(name))
        Draft202012Validator.check_schema(schema)
        assert schema["title"] == name
        assert schema["properties"]["type"] == {"const": name}
    with pytest.raises(LookupError, match="没有类型"):
        schema_of("../../etc/passwd")


def test_a_week_as_programs_are_told_it() -> None:
    event = posted(digest(*week(), coverage=UNREAD))
    assert event["id"] == digest(*week()).digest_id
    assert {key: event[key] for key in ("specversion", "type", "source", "time")} == {
        "specversion": "1.0",
        "type": DIGEST,
        "source": "policywatch",
        "time": "2026-11-23T00:00:00+08:00",
    }
    data = event["data"]
    assert (data["period"], data["omitted"], data["next"]) == (PERIOD, 0, None)
    assert [one["section"] for one in data["items"]] == [
        "added", "added", "added", "changed", "withdrawn", "late",
    ]  # fmt: skip
    value = {"kind": "date", "before": DEADLINE.before, "after": DEADLINE.after}
    assert data["items"][3]["change"]["values"] == [value | {"label": "第三章 第十条"}]
    assert data["items"][3]["line"].startswith("第三章 第十条：2025年12月31日 → 2026年6月30日")
    assert data["items"][0]["link"] == week()[0].postings[0].url
    assert (data["items"][0]["postings_count"], len(data["items"][0]["postings"])) == (3, 3)
    assert data["coverage"]["complete"] is False
    assert data["coverage"]["parts"][1]["read"] == 21
    assert len(data["coverage"]["parts"][1]["unread"]) == 2


def test_what_was_read_for_the_first_time_is_not_known_of_the_whole_period() -> None:
    assert posted(digest())["data"]["coverage"]["complete"] is True
    lines = (replace(READ[0], since=date(2026, 11, 18)), READ[1])
    told = posted(digest(coverage=lines))["data"]["coverage"]
    assert (told["complete"], told["parts"][0]["since"]) == (False, "2026-11-18")


def test_a_document_links_our_page_of_it_where_there_is_one() -> None:
    (told,) = posted(digest(week()[0]), public_url=PUBLIC)["data"]["items"]
    assert told["link"] == f"{PUBLIC}/documents/{week()[0].document.document_id}"
    assert told["postings"][0]["url"] == week()[0].postings[0].url


def test_the_leading_page_is_the_first() -> None:
    one = item("某通知")
    other = posting("https://a.example/first.html", one.document.document_id)
    (told,) = posted(digest(replace(one, postings=(other, *one.postings))))["data"]["items"]
    assert told["postings"][0]["url"] == one.postings[0].url


def test_a_day_that_the_page_does_not_state_is_told_as_that() -> None:
    taken = date(2027, 2, 1)
    told = [
        posted(digest(replace(item("关于绿证的通知", effective_on=day), reckoned_on=taken)))
        for day in (None, date(2027, 1, 1))
    ]
    items = [one["data"]["items"][0] for one in told]
    assert [(one["effective_on"], one["inferred"]) for one in items] == [
        ("2027-02-01", ["effective_on"]),
        ("2027-01-01", []),
    ]


def test_a_long_title_is_whole_however_many_there_are() -> None:
    titles = [f"关于{'碳排放权交易市场配额分配与清缴' * 9}的通知（第{n}号）" for n in range(200)]
    issuers = ("生态环境部办公厅",) * 8
    told = posted(digest(*[item(one, issuing_bodies=issuers) for one in titles]))
    assert {one["title"] for one in told["data"]["items"]} < set(titles)


def test_few_documents_are_told_in_full() -> None:
    (told,) = posted(digest(rich("一件"), coverage=READ), copy_url=COPY)["data"]["items"]
    assert (len(told["key_facts"]), told["key_facts_count"]) == (5, 7)
    assert told["printed_in"][0]["as_printed"] == {"title": "印错的标题"}
    (due,) = told["deadlines"]
    assert due == {
        "kind": "report", "date": "2026-12-31", "when": "2026年12月31日", "inferred": False
    }  # fmt: skip


def test_many_are_told_thin_and_what_is_left_out_is_reachable() -> None:
    items = [rich(f"关于第{n}批绿色低碳示范项目的通知") for n in range(10)]
    data = posted(digest(*items), copy_url=COPY)["data"]
    assert (len(data["items"]), data["omitted"]) == (10, 0)
    assert data["items"][0]["key_facts"] == []
    assert data["items"][0]["key_facts_count"] == 7
    assert data["next"] == f"{COPY}.json"
    assert posted(digest(*items))["data"]["next"] is None


def test_a_crowd_is_cut_and_each_section_has_its_share() -> None:
    items = [item(f"关于第{n}批绿色低碳示范项目的通知" * 3) for n in range(300)]
    changed = [item(f"改动的第{n}件", "amended") for n in range(3)]
    made = digest(*items, *changed)
    data = posted(made, copy_url=COPY)["data"]
    sections = [one["section"] for one in data["items"]]
    assert sections.count("changed") == 3
    assert 10 <= len(sections) == 303 - data["omitted"]
    assert sections == sorted(sections)  # in the order of the digest
    size = len(rendered(made, channel="webhook", copy_url=COPY).payload.encode())
    assert LIMIT - 2_500 < size <= LIMIT
    assert data["next"] == f"{COPY}.json"


def test_the_whole_is_behind_the_link_and_is_nobodys() -> None:
    items = [rich(f"关于第{n}批绿色低碳示范项目的通知") for n in range(60)]
    made = digest(*items, name="某电厂")
    whole = valid(copy_of(Showing(digest=made, public_url=PUBLIC)))
    assert len(whole["data"]["items"]) == 60
    assert (whole["data"]["omitted"], whole["data"]["next"]) == (0, None)
    assert whole["data"]["items"][0]["key_facts_count"] == len(
        whole["data"]["items"][0]["key_facts"]
    )
    said = json.dumps(whole, ensure_ascii=False)
    assert "某电厂" not in said
    assert made.digest_id not in said
    other = digest(*items, name="某电厂", subscription_id="another")
    assert copy_of(Showing(digest=other, public_url=PUBLIC)).payload == json.dumps(
        whole, ensure_ascii=False, separators=(",", ":")
    )


def test_what_was_held_back_is_told() -> None:
    made = replace(digest(), held=("虚构部：这次一并出现 57 件",))
    assert posted(made)["data"]["held"] == ["虚构部：这次一并出现 57 件"]


def test_a_test_event() -> None:
    form = WebhookNotifier.trial(subscription(name="内部系统"), MONDAY)
    event = valid(identified(form, "abc", ""))
    assert (event["id"], event["type"]) == ("abc", TEST)
    assert event["data"]["subscription"] == {"subscription_id": "weekly", "name": "内部系统"}


def hostile(text: str) -> DigestItem:
    long = tuple(replace(DEADLINE, label=text, before=text, after=text) for _ in range(60))
    made = rich(
        text,
        "amended",
        issuing_bodies=(text,) * 60,
        document_number=text,
        topics=tuple(f"topic_{n}" for n in range(60)),
        change={"summary": text, "values": long, "url": f"https://a.example/{text}"},
        also=tuple(f"https://a.example/{n}/{text}" for n in range(60)),
    )
    facts = tuple(replace(one, who=text, sentence=text) for one in made.key_facts)
    return replace(made, note=text, gist=text, opening=text, key_facts=facts)


@pytest.mark.parametrize("text", ["很长" * 2_000, '"\\' * 2_000, "😀" * 2_000, "\x00\ud800\u202e"])
def test_a_monster_leaves_room_for_the_others(text: str) -> None:
    late = hostile(text)
    late = replace(late, change=replace(late.change, kind="added", late=True))
    made = replace(digest(hostile(text), *week(), name=text), held=(text,) * 60, late=(late,))
    data = posted(made)["data"]
    there = {one["document_id"] for one in data["items"]}
    assert {one.document.document_id for one in week()[:5]} <= there
    valid(copy_of(Showing(digest=made, public_url=PUBLIC)))


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec=None), max_size=80))
def test_every_text_is_valid_in_it(text: str) -> None:
    made = digest(hostile(text), *week(), name=text)
    posted(made)
    value = ValueChange(kind="modal", before=None, after=text)
    posted(digest(item(text, "amended", change={"values": (value,)})))
