"""Invented documents, changes and subscriptions for the tests of telling people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from notifiers import NOTIFIERS
from notifiers.showing import Showing
from pipeline.digest import compose
from pipeline.telling.composing.periods import Period, whole_week
from storage.clock import midnight
from storage.ids import digest_id
from storage.office import DEFAULT_OFFICE
from storage.records import (
    Change,
    Classification,
    CoverageLine,
    Digest,
    DigestItem,
    Document,
    Form,
    Posting,
    Row,
    Source,
    Subscription,
    TopicScore,
    ValueChange,
)

PERIOD = "2026-W47"
MONDAY = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
"""Monday 07:00 in Shanghai, after the week."""
EIGHT = MONDAY + timedelta(hours=1)
"""Monday 08:00 in Shanghai: when weekly digests are due."""
SUNDAY_NIGHT = midnight(EIGHT.date())
"""Where the week ends."""
IN_WEEK = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
SECRET = "whsec_" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"


def _id(*parts: str) -> str:
    """An id of any text, of one that no page may hold too."""
    return digest_id(*(ascii(part) for part in parts))


def own_period(who: Subscription) -> Period:
    """That week, under the name that the subscription's own digest of it has."""
    names = {"daily": "2026-11-22", "at_once": "2026-11-23T000000"}
    return replace(whole_week(PERIOD), name=names.get(who.rate, PERIOD))


def rendered(digest: Digest, channel: str, **values: Any) -> Form:
    """The first form of the digest for the channel."""
    return NOTIFIERS[channel].forms(Showing(digest=digest, **values))[0]


def subscription(**values: Any) -> Subscription:
    given = {"subscription_id": "weekly", "channel": "email", "address": "reader@example.org"}
    return Subscription(**(given | {"created_at": IN_WEEK - timedelta(days=30)} | values))


def posting(url: str, document_id: str = "", **values: Any) -> Posting:
    given = {
        "posting_id": _id(url),
        "source_id": "invented_notices",
        "url": url,
        "row": Row(url=url, title="…", published_on=date(2026, 11, 18)),
        "first_listed_at": IN_WEEK,
        "first_run_id": "run",
        "last_listed_at": IN_WEEK,
        "document_id": document_id,
        "version_id": f"v{_id(url)[:12]}",
        "role": "original",
    }
    return Posting(**(given | values))


def document(title: str, **values: Any) -> Document:
    name = _id(title)
    topics = tuple(
        TopicScore(id=one, score=0.9) for one in values.pop("topics", ("carbon_market",))
    )
    relevant = values.get("relevant", True)
    part = values.get("part", "ministry")
    given = {
        "document_id": name,
        "title": title,
        "title_key": title,
        "number_key": None,
        "document_number": None,
        "issuing_bodies": ("国家发展改革委",),
        "signed_on": date(2026, 11, 16),
        "published_on": date(2026, 11, 18),
        "effective_on": None,
        "part": part,
        "region": "全国",
        "page_kind": "document",
        "relevant": relevant,
        "relevance": 0.9,
        "classification": Classification(
            page_kind="document",
            relevant=relevant,
            relevance=0.9,
            topics=topics,
            part=part,
            reasons=tuple(values.pop("reasons", ())),
        ),
        "lead_posting_id": _id(f"https://www.invented.example/{name}.html"),
        "version_id": f"v{name[:12]}",
        "stated_by": f"reader:v{name[:12]}",
        "detected_at": IN_WEEK,
        "first_run_id": "run",
    }
    return Document(**(given | values))


def item(title: str, kind: str = "added", **values: Any) -> DigestItem:
    """A change of a document; ``change``: fields of the change; the rest: the document's."""
    of_change = values.pop("change", {})
    also = values.pop("also", ())
    work = document(title, **values)
    url = f"https://www.invented.example/{work.document_id}.html"
    given = {
        "change_id": _id(title, kind, *(str(one) for one in of_change.values())),
        "document_id": work.document_id,
        "posting_id": _id(url),
        "source_id": "invented_notices",
        "run_id": "run",
        "url": url,
        "kind": kind,
        "detected_at": IN_WEEK,
        "significance": 0.8,
    }
    urls = (url, *also)
    return DigestItem(
        change=Change(**(given | of_change)),
        document=work,
        postings=tuple(posting(one, work.document_id) for one in urls),
    )


DEADLINE = ValueChange(
    kind="date", before="2025年12月31日", after="2026年6月30日", label="第三章 第十条"
)
READ = (
    CoverageLine(part="central", read=6, total=6),
    CoverageLine(part="ministry", read=23, total=23),
)
UNREAD = (
    CoverageLine(part="central", read=6, total=6),
    CoverageLine(
        part="ministry",
        read=21,
        total=23,
        unread=("工业和信息化部：11月3日起无法访问", "国家邮政局：11月17日起拒绝访问"),
    ),
)


def week() -> list[DigestItem]:
    """A week with something of everything."""
    return [
        item(
            "国务院关于印发《碳达峰试点城市建设指引》的通知",
            part="central",
            document_number="国发〔2026〕31号",
            issuing_bodies=("国务院",),
            effective_on=date(2027, 1, 1),
            reasons=("标题含“碳达峰”。",),
            also=("https://other.example/a.html", "https://third.example/b.html"),
        ),
        item(
            "关于做好2027年度碳排放权交易配额清缴准备工作的通知",
            document_number="环办气候〔2026〕88号",
            issuing_bodies=("生态环境部办公厅",),
            part="mee",
        ),
        item(
            "关于开展县域商业体系建设的通知",
            relevant=None,
            issuing_bodies=("商务部", "国家发展改革委", "财政部"),
            reasons=("只有一章涉及绿色流通，请人工确认。",),
            topics=("circular",),
        ),
        item(
            "重点行业节能降碳专项行动计划（2026—2028年）",
            "amended",
            document_number="发改环资〔2026〕1002号",
            change={
                "summary": "第三章 第十条：2025年12月31日 → 2026年6月30日；第十二条有改动",
                "values": (DEADLINE,),
            },
        ),
        item(
            "关于试行绿色电力证书跨省核发的公告",
            "withdrawn",
            document_number="国能发新能〔2026〕7号",
        ),
        item(
            "河北省“十五五”应对气候变化规划",
            part="province",
            region="河北省",
            issuing_bodies=("河北省人民政府",),
            published_on=date(2026, 9, 30),
            change={"late": True},
        ),
    ]


def source(source_id: str = "invented_notices", **values: Any) -> Source:
    given = {
        "name": "虚构部 · 通知",
        "agency": "虚构部",
        "family": "list_page",
        "level": "ministry",
        "start_urls": ("https://www.invented.example/",),
    }
    return Source(source_id=source_id, **(given | values))


def digest(*items: DigestItem, coverage: Any = READ, **values: Any) -> Digest:
    """What a subscription with these values is told of the week."""
    who = subscription(**values)
    return compose(who, own_period(who), items, coverage, MONDAY, office=DEFAULT_OFFICE)
