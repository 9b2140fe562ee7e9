"""A small invented month: documents of every standing, an amendment, a blocked source."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from pipeline.classify import load_rules
from storage.columns import to_row
from storage.database import Database
from storage.ids import digest_id, posting_id
from storage.office import DEFAULT_OFFICE
from storage.queries.changes import add_change
from storage.queries.documents import add_document
from storage.queries.problems import open_problem
from storage.queries.processing import add_version, put_attachment_file
from storage.records import (
    Attachment,
    AttachmentFile,
    Block,
    Change,
    Classification,
    Content,
    CrawlRun,
    Document,
    Evidence,
    Hunk,
    Level,
    Part,
    Posting,
    Row,
    Source,
    TopicScore,
    ValueChange,
    Version,
)
from storage.tables import crawl_runs, postings
from storage.text import number_key, title_key

START = datetime(2023, 11, 28, 1, 0, tzinfo=UTC)


def _source(source_id: str, name: str, part: Level) -> Source:
    return Source(
        source_id=source_id,
        name=name,
        agency=name.split(" · ")[0],
        family="list_page",
        level=part,
        start_urls=(f"https://{_host(source_id)}/notices/",),
        verified=source_id != "xingtai",
        rests_on="公开代码中的选择器",
    )


def _host(source_id: str) -> str:
    return f"www.{source_id}.example"


SOURCES = {
    one.source_id: one
    for one in (
        _source("govcn", "中国政府网 · 政策文件库", "central"),
        _source("mee", "生态环境部 · 通知公告", "mee"),
        _source("ndrc", "国家发展改革委 · 通知", "ministry"),
        _source("miit", "工业和信息化部 · 文件发布", "ministry"),
        _source("nea", "国家能源局 · 最新文件", "ministry"),
        _source("hebei", "河北省人民政府 · 政策文件", "province"),
        _source("xingtai", "邢台市 · 政府文件", "province"),
    )
}

_TEXTS = {
    "quota": (
        "各省、自治区、直辖市生态环境厅（局）：",
        "为做好全国碳排放权交易市场配额分配和清缴工作，现将有关事项通知如下。",
        "一、配额核定。各地应当于2025年9月30日前完成本行政区域重点排放单位年度配额的核定。",
        "二、配额清缴。重点排放单位应当于2026年6月30日前足额清缴配额，逾期未清缴的，处二十万元以下罚款。",
        "三、各级生态环境部门要加强监督检查，发现问题及时报告。",
    ),
}
_BODY = (
    "各有关单位：",
    "为贯彻落实党中央、国务院关于碳达峰碳中和的决策部署，推动绿色低碳发展，现就有关工作通知如下。",
    "一、总体要求。坚持系统观念，统筹发展和减排，稳妥有序推进各项工作。",
    "二、主要任务。到2025年，节能水平明显提升，可再生能源消费占比稳步提高。",
)


class _Work(NamedTuple):
    key: str
    part: Part
    relevant: bool | None
    title: str
    number: str | None
    issuers: str
    signed: int
    published: int
    topic: str
    sources: str
    """Ids; the first one lists the original."""


_WORKS = (
    _Work(
        "plan",
        "central",
        True,
        "国务院关于印发《空气质量持续改善协同降碳行动方案》的通知",
        "国发〔2023〕124号",
        "国务院",
        1,
        7,
        "framework.plans",
        "govcn mee ndrc",
    ),
    _Work(
        "zone",
        "central",
        None,
        "国务院关于支持海滨自由贸易试验区高水平开放总体方案的批复",
        "国函〔2023〕193号",
        "国务院",
        4,
        8,
        "framework",
        "govcn",
    ),
    _Work(
        "quota",
        "mee",
        True,
        "关于做好2024、2025年度发电行业碳排放权交易配额分配与清缴工作的通知",
        "环办气候〔2023〕341号",
        "生态环境部办公厅",
        12,
        15,
        "carbon_market.allocation",
        "mee govcn",
    ),
    _Work(
        "method",
        "mee",
        True,
        "关于发布温室气体自愿减排项目方法学（第二批）的公告",
        "生态环境部公告2023年第134号",
        "生态环境部",
        18,
        20,
        "voluntary.methodology",
        "mee",
    ),
    _Work(
        "duty",
        "mee",
        False,
        "关于生态环境部2023年下半年值班安排的通知",
        None,
        "生态环境部办公厅",
        19,
        21,
        "",
        "mee",
    ),
    _Work(
        "pilot",
        "ministry",
        True,
        "国家发展改革委办公厅关于印发第二批碳达峰试点城市和园区名单的通知",
        "发改办环资〔2023〕1042号",
        "国家发展改革委办公厅",
        5,
        6,
        "framework.targets",
        "ndrc govcn",
    ),
    _Work(
        "store",
        "ministry",
        True,
        "国家发展改革委 国家能源局关于促进新型储能并网和调度运用的指导意见",
        "发改能源〔2023〕1719号",
        "国家发展改革委、国家能源局",
        20,
        25,
        "energy.storage",
        "ndrc nea",
    ),
    _Work(
        "price",
        "ministry",
        None,
        "关于完善煤电容量电价机制有关事项的补充通知",
        "发改价格〔2023〕1801号",
        "国家发展改革委、国家能源局",
        22,
        27,
        "energy.power_system",
        "ndrc",
    ),
    _Work(
        "steel",
        "ministry",
        None,
        "关于公开征求《钢铁行业规范条件（2024年本）》意见的通知",
        None,
        "工业和信息化部",
        26,
        28,
        "industry.sector_peaking",
        "govcn",
    ),
    _Work(
        "staff",
        "ministry",
        False,
        "国家能源局机关服务局2024年度公开招聘公告",
        None,
        "国家能源局",
        11,
        12,
        "",
        "nea",
    ),
    _Work(
        "hebei",
        "province",
        True,
        "河北省人民政府办公厅关于印发河北省氢能产业安全管理办法（试行）的通知",
        "冀政办字〔2023〕160号",
        "河北省人民政府办公厅",
        7,
        11,
        "energy.hydrogen",
        "hebei",
    ),
    _Work(
        "bus",
        "province",
        None,
        "邢台市人民政府关于优化城市公共交通的若干措施",
        "邢政发〔2023〕9号",
        "邢台市人民政府",
        13,
        14,
        "transport.urban",
        "xingtai hebei",
    ),
)

_BLOCKED = "列表页返回 412：网站拒绝程序访问。已放慢频率；请在浏览器中核对，或改用政策文件库。"


def document_id(key: str) -> str:
    return digest_id("desk world", key)


def fill(db: Database) -> None:
    """Put the month into an empty database."""
    _fill_sources(db)
    for work in _WORKS:
        _fill_document(db, work)
    _fill_amendment(db)


def add_hostile(db: Database, title: str, url: str) -> str:
    """One document whose title, text and address were written by somebody who means harm."""
    work = _Work("hostile", "mee", None, title, title, title, 28, 29, "framework", "mee")
    _fill_document(db, work, url=url)
    return document_id("hostile")


def _fill_sources(db: Database) -> None:
    with db.begin() as conn:
        for number, source_id in enumerate(SOURCES):
            if source_id == "xingtai":
                continue
            started = START + timedelta(days=30, minutes=7 * number)
            blocked = source_id == "miit"
            run = CrawlRun(
                run_id=digest_id("run", source_id),
                source_id=source_id,
                started_at=started,
                finished_at=started + timedelta(minutes=1),
                complete=not blocked,
                state="blocked" if blocked else "ok",
                rows=0 if blocked else 20 + number,
            )
            conn.execute(crawl_runs.insert(), to_row(run))
        opened = datetime(2023, 12, 3, 2, 0, tzinfo=UTC)
        open_problem(conn, "miit", "blocked", _BLOCKED, opened)


def _fill_document(db: Database, work: _Work, url: str = "") -> None:
    blocks = tuple(
        Block(kind="addressee" if text.endswith("：") else "paragraph", text=text)
        for text in (*_TEXTS.get(work.key, _BODY), *((work.title,) if url else ()))
    )
    source_ids = work.sources.split()
    urls = [url or f"https://{_host(one)}/2023/12/{work.key}.html" for one in source_ids]
    content = Content(
        title=work.title,
        document_number=work.number,
        issuing_bodies=tuple(work.issuers.split("、")),
        signed_on=date(2023, 12, work.signed),
        published_on=date(2023, 12, work.published),
        blocks=blocks,
        attachments=(Attachment(name="附件：名单.pdf", url=f"{urls[0]}.pdf"),),
    )
    found = datetime(2023, 12, work.published, 6, 30, tzinfo=UTC)
    version = Version(
        version_id=digest_id("version", work.key),
        posting_id=posting_id(urls[0]),
        snapshot_id=digest_id("snapshot", work.key),
        created_at=found,
        content_sha256=digest_id("content", work.key),
        content=content,
    )
    record = _document(work, content, version, found)
    with db.begin() as conn:
        for number_, (source_id, one) in enumerate(zip(source_ids, urls, strict=True)):
            posting = _posting(record, source_id, one, found + timedelta(hours=number_))
            posting = replace(posting, role="repost" if number_ else "original")
            conn.execute(postings.insert(), to_row(posting))
        add_version(conn, version)
        add_document(conn, record)
        add_change(conn, _added(record, source_ids[0], urls[0]))
        put_attachment_file(conn, _file(version, content.attachments[0]))


def _document(work: _Work, content: Content, version: Version, found: datetime) -> Document:
    verdict = _classification(work, content.text)
    return Document(
        document_id=document_id(work.key),
        title=work.title,
        title_key=title_key(work.title),
        number_key=number_key(work.number),
        document_number=work.number,
        issuing_bodies=content.issuing_bodies,
        signed_on=content.signed_on,
        published_on=content.published_on,
        effective_on=None,
        part=work.part,
        region="全国",
        page_kind="consultation" if work.key == "steel" else "document",
        relevant=verdict.relevant,
        relevance=verdict.relevance,
        classification=verdict,
        lead_posting_id=version.posting_id,
        version_id=version.version_id,
        detected_at=found,
        first_run_id=digest_id("run", "mee"),
    )


_REASONS = {
    True: "标题或正文以温室气体、节能或能源转型为主要内容",
    False: "标题说明不是政策文件（值班、招聘等事务性内容）",
    None: "只有一部分与双碳有关，需要人来判断",
}


def _classification(work: _Work, text: str) -> Classification:
    evidence = tuple(
        Evidence(field=field, text=word, start=within.find(word), end=within.find(word) + len(word))
        for word in ("碳排放权", "碳达峰", "减排", "储能", "氢能")
        for field, within in (("title", work.title), ("body", text))
        if word in within
    )
    topics = (TopicScore(id=work.topic, score=0.8, evidence=evidence),) if work.topic else ()
    return Classification(
        page_kind="document",
        relevant=work.relevant,
        relevance={True: 0.93, False: 0.05, None: 0.5}[work.relevant],
        topics=topics,
        part=work.part,
        reasons=(_REASONS[work.relevant],),
        evidence=evidence,
        rules=load_rules(office=DEFAULT_OFFICE).fingerprint,
    )


def _posting(record: Document, source_id: str, url: str, listed_at: datetime) -> Posting:
    return Posting(
        posting_id=posting_id(url),
        source_id=source_id,
        url=url,
        row=Row(url=url, title=record.title, published_on=record.published_on),
        first_listed_at=listed_at,
        first_run_id=record.first_run_id,
        last_listed_at=listed_at,
        document_id=record.document_id,
        version_id=record.version_id,
    )


def _added(record: Document, source_id: str, url: str) -> Change:
    return Change(
        change_id=digest_id("added", record.document_id),
        document_id=record.document_id,
        posting_id=record.lead_posting_id,
        source_id=source_id,
        run_id=record.first_run_id,
        url=url,
        kind="added",
        detected_at=record.detected_at,
        after_id=record.version_id,
    )


def _file(version: Version, linked: Attachment) -> AttachmentFile:
    return AttachmentFile(
        posting_id=version.posting_id,
        url=linked.url,
        name=linked.name,
        media_type="application/pdf",
        body_sha256="0" * 64,
        text_sha256=None,
        text="",
        problem="扫描件，没有文字层",
        seen_at=version.created_at,
    )


CHANGE_ID = digest_id("amended", "quota")


def _fill_amendment(db: Database) -> None:
    """The quota notice: its deadline and its fine were changed a week later."""
    after = _TEXTS["quota"][3]
    before = after.replace("2026年6月30日", "2025年12月31日").replace("二十万元", "十万元")
    url = f"https://{_host('mee')}/2023/12/quota.html"
    change = Change(
        change_id=CHANGE_ID,
        document_id=document_id("quota"),
        posting_id=posting_id(url),
        source_id="mee",
        run_id=digest_id("run", "mee"),
        url=url,
        kind="amended",
        detected_at=datetime(2023, 12, 22, 3, 0, tzinfo=UTC),
        before_id=digest_id("version", "quota", "first"),
        after_id=digest_id("version", "quota"),
        significance=0.9,
        summary="二：清缴 2025年12月31日 → 2026年6月30日；罚款 十万元 → 二十万元",
        values=(
            ValueChange(
                kind="date", before="2025年12月31日", after="2026年6月30日", label="清缴期限"
            ),
            ValueChange(kind="amount", before="十万元", after="二十万元", label="罚款"),
        ),
        hunks=(
            Hunk(
                op="replace",
                label_before="二、",
                label_after="二、",
                before=before,
                after=after,
                marks=(
                    ("equal", "二、配额清缴。重点排放单位应当于"),
                    ("delete", "2025年12月31日"),
                    ("insert", "2026年6月30日"),
                    ("equal", "前足额清缴配额，逾期未清缴的，处"),
                    ("delete", "十万元"),
                    ("insert", "二十万元"),
                    ("equal", "以下罚款。"),
                ),
            ),
        ),
    )
    content = Content(
        title="关于做好发电行业配额分配与清缴工作的通知",
        blocks=tuple(Block(kind="paragraph", text=text) for text in (before, _TEXTS["quota"][4])),
    )
    version = Version(
        version_id=change.before_id or "",
        posting_id=change.posting_id,
        snapshot_id=digest_id("snapshot", "quota", "first"),
        created_at=datetime(2023, 12, 15, 6, 0, tzinfo=UTC),
        content_sha256=digest_id("content", "quota", "first"),
        content=content,
    )
    with db.begin() as conn:
        add_change(conn, change)
        add_version(conn, version)
