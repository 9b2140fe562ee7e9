"""What everybody may read: copies of digests, documents, schemas; and nothing beyond that."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings as trying, strategies as st
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import delete, update

from notifiers import NOTIFIERS
from notifiers.payload import DIGEST
from notifiers.published import schema_of, types
from pipeline.deliver import plan
from storage.columns import to_row
from storage.queries.telling import put_form
from storage.records import Filter, Form, Founder, Hunk
from storage.tables import changes, crawl_runs, documents, founders, postings, renderings, versions
from tests.telling_home import deliveries, form, store, subscribe
from tests.telling_samples import MONDAY, PERIOD, SECRET, item, subscription, week
from tests.telling_servers import mail_server
from tests.web.public.site import SITE, Site

_LINK = re.compile(rf"{re.escape(SITE)}[\w/.-]*")
CHATS = {
    "email": "reader@example.org",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
    "webhook": "https://hook.example/in",
}


def told(site: Site, **values: object) -> str:
    """The id of the copy of the digest that a reader is sent."""
    who = subscription(**({"subscription_id": f"r{len(site.everyone())}"} | values))
    subscribe(site.db, who)
    plan(site.db, site.world, PERIOD, MONDAY)
    found = [one for one in deliveries(site.db) if one.subscription_id == who.subscription_id]
    return found[0].copy_id


@pytest.mark.parametrize("channel", CHATS)
def test_every_link_of_ours_in_a_message_leads_somewhere(site: Site, channel: str) -> None:
    many = [item(f"关于第{n}项通知", relevant=True) for n in range(25)]
    store(site.db, [*week(), *many])
    secret = SECRET if channel == "webhook" else ""
    told(site, channel=channel, address=CHATS[channel], secret=secret, link_key="k")
    said = "".join(
        f"{found.text}{found.html}{found.payload}"
        for one in deliveries(site.db)
        for found in (form(site.db, one),)
    )
    if channel == "email":
        with mail_server() as box:
            said += "".join(site.send(box))
            said += box.got[0][1].decode()
    links = set(_LINK.findall(said.replace("\\/", "/")))
    kinds = {link.removeprefix(SITE).split("/")[1] for link in links}
    assert {"documents", "digests"} <= kinds
    assert ({"preferences", "unsubscribe"} <= kinds) == (channel == "email")
    for link in sorted(links):
        assert site.get(link).status_code == 200, link


def test_a_copy_is_the_whole_digest_and_names_nobody(site: Site) -> None:
    store(site.db, week())
    copy = told(site, name="某电厂")
    shown = site.get(f"/digests/{copy}")
    assert "style-src 'unsafe-inline'" in shown.headers["content-security-policy"]
    assert shown.headers["x-robots-tag"] == "noindex"
    for one in week():
        assert one.document.title in LexborHTMLParser(shown.text).text()
    assert "某电厂" not in shown.text
    assert f'<a href="{SITE}"' in shown.text  # whoever is passed its address may subscribe
    event = site.get(f"/digests/{copy}.json").json()
    assert len(event["data"]["items"]) == len(week())
    jsonschema.validate(event, json.loads(schema_of(DIGEST)))


def test_the_first_page_names_the_last_week_first(site: Site) -> None:
    weeks = ("2026-W45", "2026-W47", "2026-W46")  # as they are sent: some of them later
    with site.db.begin() as conn:
        for number, subject in enumerate(("早先的", *weeks)):
            made = Form(subject=subject, text="", thread=subject if number else weeks[0])
            put_form(conn, made, MONDAY + timedelta(minutes=number), "listed")
    named = re.findall(r">(2026-W\d\d)</a>", site.get("/").text)
    assert named == ["2026-W47", "2026-W46", "2026-W45"]
    assert re.findall(r">(2026-W\d\d)</a>", site.get("/digests").text) == named


def test_older_weeks_have_a_page_and_what_is_gone_is_not_on_it(site: Site) -> None:
    assert "还没有一期" in site.get("/digests").text
    for number in range(20, 28):
        with site.db.begin() as conn:
            put_form(conn, Form(subject=f"第{number}周", text="", thread=f"2026-W{number}"), MONDAY,
                     "listed")  # fmt: skip
    first = site.get("/").text
    assert "第27周" in first
    assert "第20周" not in first
    assert 'href="/policy/digests"' in first
    assert "第20周" in site.get("/digests").text
    with site.db.begin() as conn:
        conn.execute(delete(renderings).where(renderings.c.made_at == MONDAY))
    assert "还没有一期" in site.get("/digests").text


def test_what_messages_say_is_no_page(site: Site) -> None:
    store(site.db, week())
    copy = told(site)
    sent = {one.rendering_id for one in deliveries(site.db)}
    assert copy not in sent
    for one in sent:
        assert site.get(f"/digests/{one}").status_code == 404
        assert site.get(f"/digests/{one}.json").status_code == 404


def test_the_first_page_names_whole_weeks_and_what_is_watched(site: Site) -> None:
    store(site.db, week())
    everything = told(site)
    private = told(site, filter=Filter(words=("碳",)), address="other@example.org")
    daily = told(site, rate="daily", include_doubtful=False, address="third@example.org")
    shown = site.get("/")
    assert f"/digests/{everything}" in shown.text
    for one in (private, daily):
        assert one
        assert f"/digests/{one}" not in shown.text
        assert site.get(f"/digests/{one}").status_code == 200  # for who was sent its address
    assert "国家部委：1 个栏目（虚构部）" in shown.text


def test_a_document_is_shown_with_what_changed_and_without_decisions(site: Site) -> None:
    amended = week()[3]
    store(site.db, [amended])
    shown = site.get(f"/documents/{amended.document.document_id}").text
    for words in (
        amended.document.title, "发改环资〔2026〕1002号", "国家发展改革委", "2026年11月18日",
        "国家部委", "碳市场与碳排放权交易", "2025年12月31日 → 2026年6月30日",
        amended.postings[0].url,
    ):  # fmt: skip
        assert words in shown
    assert not re.search("收录|待定|不收", shown)


def test_of_a_change_both_texts_are_shown(site: Site) -> None:
    """Where a card says 对照, it leads here."""
    hunk = Hunk(
        op="replace",
        before="甲 <b>期限</b>",
        after="乙期限",
        marks=(("delete", "甲 <b>"), ("insert", "乙"), ("equal", "期限")),
    )
    amended = week()[3]
    amended = replace(amended, change=replace(amended.change, hunks=(hunk,)))
    store(site.db, [amended, week()[0]])
    shown = site.get(f"/documents/{amended.document.document_id}").text
    assert "逐条对照" in shown
    assert re.search("<del>.*甲 &lt;b&gt;</del>.*<ins>.*乙</ins>", shown)
    assert 'href="/policy/static/compare.css"' in shown
    assert site.client.get("/static/compare.css").headers["content-type"].startswith("text/css")
    assert "compare" not in site.get(f"/documents/{week()[0].document.document_id}").text


def test_of_the_same_change_twice_each_link_leads_to_its_own(site: Site) -> None:
    hunk = Hunk(op="replace", label_before="一", label_after="一", before="甲", after="乙")
    amended = week()[3]
    first = replace(amended.change, hunks=(hunk,))
    later = replace(first, change_id="later", detected_at=MONDAY + timedelta(days=1))
    store(site.db, [replace(amended, change=first)])
    with site.db.begin() as conn:
        conn.execute(changes.insert(), to_row(later))
    shown = LexborHTMLParser(site.get(f"/documents/{amended.document.document_id}").text)
    anchors = [one.attributes["id"] for one in shown.css(".cmp [id]")]
    assert len(anchors) == len(set(anchors)) == 2


def test_no_answer_leads_to_the_inside_address(site: Site) -> None:
    key = week()[0].document.document_id
    assert site.client.get(f"/documents/{key}/").status_code == 404


def test_a_document_that_was_merged_is_found_by_its_old_address(site: Site) -> None:
    one = week()[0]
    store(site.db, [one])
    founder = Founder(
        document_id="old",
        posting_id=one.postings[0].posting_id,
        founded_at=MONDAY,
        run_id="run",
    )
    with site.db.begin() as conn:
        conn.execute(founders.insert(), to_row(founder))
    answer = site.client.get("/documents/old")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/policy/documents/{one.document.document_id}"


_HOSTILE = st.text(min_size=1, max_size=80) | st.sampled_from(
    ('"><script>alert(1)</script>', "</title><img src=x onerror=alert(1)>", "{{ 7*7 }}")
)


@trying(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(title=_HOSTILE, url=_HOSTILE)
def test_nothing_of_a_page_becomes_markup(site: Site, title: str, url: str) -> None:
    with site.db.begin() as conn:
        for table in (changes, documents, postings, versions, crawl_runs):
            conn.execute(delete(table))
    one = item("题")
    store(site.db, [one])
    with site.db.begin() as conn:
        conn.execute(update(documents).values(title=title, document_number=title))
        conn.execute(update(postings).values(url=f"javascript:{url}"))
    answer = site.get(f"/documents/{one.document.document_id}")
    assert answer.status_code == 200
    page = LexborHTMLParser(answer.text)
    assert page.css("script, img, iframe") == []
    links = {node.attributes.get("href") or "" for node in page.css("a")}
    assert all(link.startswith(("/policy/", "#")) for link in links)


def test_schemas_are_published(site: Site) -> None:
    for one in types():
        answer = site.get(f"/schemas/{one}.json")
        assert answer.json() == json.loads(schema_of(one))
        assert answer.headers["content-type"] == "application/schema+json"
    assert site.get("/schemas/policywatch.none.v1.json").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/questions", "/issue/2026-11", "/issues", "/sources", "/search", "/gaps", "/learning",
        "/changes/x", "/documents/x/compare", "/documents/x/evidence.wacz", "/static/desk.js",
    ],
)  # fmt: skip
def test_no_page_of_the_desk_is_there(site: Site, path: str) -> None:
    assert site.client.get(path).status_code == 404
    assert site.client.post("/person", data={"person": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/public.css", "/none", "/unsubscribe/x"])
def test_every_answer_lets_nothing_of_elsewhere_in(site: Site, path: str) -> None:
    answer = site.client.get(path)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text


def test_forms_that_are_too_large_or_odd_are_refused(site: Site) -> None:
    assert site.client.post("/subscribe", content=b"x" * 70_000).status_code == 413
    assert (
        site.client.post("/subscribe", data={f"f{n}": "1" for n in range(300)}).status_code == 400
    )
    files = {"address": ("a.txt", b"x")}
    assert site.client.post("/subscribe", files=files).status_code == 400
    assert site.client.post("/subscribe", content=iter([b"rate=weekly"])).status_code == 411


def test_channels_that_are_told_here_are_channels() -> None:
    assert set(CHATS) <= set(NOTIFIERS)
