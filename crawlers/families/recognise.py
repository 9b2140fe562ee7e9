"""Which publishing system made a list page: from its address and its marks alone."""

import re
from urllib.parse import urlsplit

from crawlers.page import Page

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# The order matters: narrow marks first, those that several systems share last.
_ADDRESSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("gov_cn", re.compile(r"/search-gov/data\?|^https?://www\.gov\.cn/")),
    ("hanweb_jpaas", re.compile(r"/jpaas-publish-server/front/page/build/unit")),
    ("xinhua", re.compile(r"/ds_[0-9a-f]{16,40}\.json$")),
    ("cnum_ucap", re.compile(r"/(?:searchList|common/search)/[0-9a-f]{32}|/getLocalList\?")),
    ("nfra", re.compile(r"/SelectDocByItemId")),
    ("columns_uuid", re.compile(rf"/columns/{_UUID}/")),
    ("hanweb_jcms", re.compile(r"/col/col\d+/|/dataproxy\.jsp")),
    ("nnum", re.compile(r"/n\d{4,}/(?:n\d{4,}/)*(?:index(?:_\d+_\d+)?\.html)?$")),
    ("cnum_ucap", re.compile(r"/c\d{5,}/[\w/]*\.shtml$")),
)
_JSON_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("nfra", re.compile(r"\A\s*\{.{0,400}\"docSubtitle\"", re.S)),
    ("gov_cn", re.compile(r"\A\s*\[\s*\{[^}]{0,400}\"DOCRELPUBTIME\"")),
)
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("rss", re.compile(r"\A\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:rss|feed|rdf:RDF)\b")),
    ("hanweb_jpaas", re.compile(r"/api-gateway/jpaas-publish-server/")),
    ("hanweb_jcms", re.compile(r"<datastore>|<recordset>|/module/(?:web|jslib)/jpage/", re.I)),
    ("xinhua", re.compile(r"data=[\"']datasource:[0-9a-f]{16,40}")),
    ("columns_uuid", re.compile(rf"/templates/{_UUID}/blocks/{_UUID}|href=[\"']/columns/{_UUID}/")),
    ("nnum", re.compile(r"maxPageNum\d{3,12}\s*=|<span id=[\"']?comp_\d+")),
    ("cnum_ucap", re.compile(r"createPageHTML\('page_div'|<meta name=[\"']channelid", re.I)),
    ("cnum_ucap", re.compile(r"/c\d{5,}/c\d{5,}/")),
    ("zycms", re.compile(r"id=[\"']page_nav_list|/zycms/")),
    ("eportal_hash", re.compile(r"easysite|/eportal/", re.I)),
    ("eportal_hash", re.compile(r"/[0-9a-f]{8}(?:-\d+|/index\d+)\.s?html")),
    ("trs_wcm", re.compile(r"createPageHTML\(|countPage\s*=|/t20\d{6}_\d{4,}\.s?html?|TRS_", re.I)),
)  # fmt: skip
_MOST_CHARS = 1_000_000


def recognise(page: Page) -> str | None:
    """The family's name, or None where nothing speaks for one."""
    parts = urlsplit(page.url)
    tail = (
        f"{parts.scheme}://{parts.hostname}{parts.path}{'?' + parts.query if parts.query else ''}"
    )
    for name, pattern in _ADDRESSES:
        if pattern.search(tail):
            return name
    text = page.text[:_MOST_CHARS]
    marks = _JSON_MARKS if text.lstrip()[:1] in ("{", "[") else _MARKS
    return next((name for name, pattern in marks if pattern.search(text)), None)
