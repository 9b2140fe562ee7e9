"""What an agency of the small world answers to one request: pure, the same each time."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

import jinja2

from demo.agencies import WORLD, Agency, Entry, FileLink, Notice, attachment, lines, notices
from demo.files import MEDIA_TYPES
from storage.clock import SHANGHAI
from storage.ids import digest_id, sha256

FIRST = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
"""The first moment; the others follow a day apart, in one week."""

_ROBOTS = b"User-agent: *\nDisallow: /login\nAllow: /\n"
_FEED = "ZUIXINZHENGCE.json"
_PAGE = re.compile(r"index(?:_(\d{1,3}))?\.html$")
_CHAPTER = re.compile(r"第[一二三四五六七八九十]+章")
_HOT = (
    ("省委理论学习中心组举行集体学习", "/xwdt/yw/lilun.html"),
    ("全省秋粮收购工作有序推进", "/xwdt/yw/qiuliang.html"),
    ("澄江大桥主塔顺利封顶", "/xwdt/yw/daqiao.html"),
    ("第九届澄江文化旅游节开幕", "/xwdt/yw/wenlv.html"),
    ("政务服务“一网通办”再提速", "/xwdt/yw/wangban.html"),
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer; ``stable`` ones may be confirmed by a 304."""

    body: bytes
    media_type: str
    status: int = 200
    stable: bool = False

    @property
    def etag(self) -> str:
        return f'"{sha256(self.body)[:16]}"'


@dataclass(frozen=True, kw_only=True)
class Noise:
    """What changes at each request and means nothing."""

    hits: int
    visitors: int
    token: str
    clock: str
    built: str
    related: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    text: str
    right: bool
    chapter: bool


@dataclass(frozen=True, kw_only=True)
class ListRow:
    path: str
    title: str
    published: date
    stamp: str


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(WORLD / "templates"), autoescape=True, trim_blocks=True
)


def moment_at(number: int) -> datetime:
    """The time of a moment (1 to 4)."""
    return FIRST + timedelta(days=number - 1)


def answer(agency: Agency, path: str, moment: int, visit: int) -> Answer:
    """What ``agency`` answers to the ``visit``-th request for ``path``; status 404 if nothing."""
    if path == "/robots.txt":
        return Answer(body=_ROBOTS, media_type="text/plain", stable=True)
    # Pages with validators are static files: what changes on them, scripts fill in.
    noise = _noise(agency, path, *((1, 0) if agency.validators else (moment, visit)))
    if moment >= agency.refuses:
        return Answer(body=_html("challenge.html", noise=noise), media_type="text/html", status=412)
    if path.startswith(agency.list_path) or path + "/" == agency.list_path:
        found = _list(agency, path, moment, noise)
        if found:
            return found
    return _page(agency, path, moment, noise) or _not_found(agency)


def shown_title(agency: Agency, notice: Notice) -> str:
    """The title as the agency shows it: some append the number."""
    return f"{notice.title}({notice.number})" if agency.number_in_title else notice.title


def _noise(agency: Agency, path: str, moment: int, visit: int) -> Noise:
    now = moment_at(moment) + timedelta(seconds=visit)
    turn = (visit + moment) % len(_HOT)
    return Noise(
        hits=137 * moment + 7 * visit,
        visitors=482_310 + 9_001 * moment + visit,
        token=digest_id(agency.id, path, str(moment), str(visit)),
        clock=f"{now:%Y年%m月%d日 %H:%M:%S}",
        built=format_datetime(now),
        related=_HOT[turn:] + _HOT[:turn],
    )


def _html(template: str, charset: str = "utf-8", **values: object) -> bytes:
    text = _TEMPLATES.get_template(template).render(**values)
    return text.encode("gb18030" if charset.startswith("gb") else charset)


def _not_found(agency: Agency) -> Answer:
    text = f"<html><head><title>404</title></head><body>{agency.name}：页面不存在</body></html>"
    return Answer(body=text.encode(), media_type="text/html", status=404)


# -- lists ------------------------------------------------------------------------------------


def _row(agency: Agency, entry: Entry) -> ListRow:
    at = datetime.combine(entry.published, FIRST.timetz())
    return ListRow(
        path=entry.path,
        title=shown_title(agency, notices()[entry.notice]),
        published=entry.published,
        stamp=format_datetime(at),
    )


def _list(agency: Agency, path: str, moment: int, noise: Noise) -> Answer | None:
    rows = [_row(agency, entry) for entry in agency.listed(moment)]
    if agency.site == "gov":
        return _feed(agency, rows) if path.endswith((_FEED, "/")) else None
    if agency.site == "rss":
        body = _html("rss_list.html", agency=agency, rows=rows, noise=noise, base=_BASE)
        return Answer(body=body, media_type="application/rss+xml")
    if agency.site == "jcms":
        body = _html("jcms_list.html", agency=agency, rows=rows, noise=noise)
        return Answer(body=body, media_type="text/html")
    return _static_list(agency, path, rows, noise)


_BASE = "{base}"
"""Stands for the agency's own address in feeds; the server fills it in."""


def _feed(agency: Agency, rows: Iterable[ListRow]) -> Answer:
    items = [
        {
            "TITLE": row.title,
            "SUB_TITLE": "",
            "URL": _BASE + row.path,
            "DOCRELPUBTIME": row.published.isoformat(),
        }
        for row in rows
    ]
    body = json.dumps(items, ensure_ascii=False, indent=1).encode()
    return Answer(body=body, media_type="application/json", stable=agency.validators)


def _static_list(agency: Agency, path: str, rows: list[ListRow], noise: Noise) -> Answer | None:
    """Page 0 is index.html, page n index_n.html."""
    name = path.removeprefix(agency.list_path) or "index.html"
    found = _PAGE.fullmatch(name)
    pages = max(1, -(-len(rows) // agency.page_size))
    page = int(found[1] or 0) if found else pages
    if page >= pages:
        return None
    shown = rows[page * agency.page_size : (page + 1) * agency.page_size]
    values = {"agency": agency, "rows": shown, "noise": noise, "page": page, "pages": pages}
    return Answer(body=_html("trs_list.html", agency.charset, **values), media_type="text/html")


# -- pages and attachments --------------------------------------------------------------------


def _page(agency: Agency, path: str, moment: int, noise: Noise) -> Answer | None:
    for entry in agency.posting:
        if entry.moment > moment:
            continue
        if agency.address(entry.path) == path:
            return _detail(agency, entry, moment, noise)
        for link in notices()[entry.notice].files:
            if _file_path(agency, entry, link) == path:
                return _attachment(link, moment)
    return None


def _file_path(agency: Agency, entry: Entry, link: FileLink) -> str:
    if link.path.startswith("/"):
        return link.path
    return agency.address(entry.path).rpartition("/")[0] + "/" + link.path


def _attachment(link: FileLink, moment: int) -> Answer:
    kind = link.file.rpartition(".")[2]
    return Answer(body=attachment(link.file, moment), media_type=MEDIA_TYPES[kind], stable=True)


def _line(text: str) -> Line:
    right = text.startswith("> ")
    text = text.removeprefix("> ")
    return Line(text=text, right=right, chapter=bool(_CHAPTER.match(text)))


def _detail(agency: Agency, entry: Entry, moment: int, noise: Noise) -> Answer:
    notice = notices()[entry.notice]
    links = notice.files
    values = {
        "agency": agency,
        "entry": entry,
        "notice": notice,
        "title": shown_title(agency, notice),
        "lines": [_line(text) for text in lines(entry.notice, moment)],
        "files": [{"name": f.name, "href": quote(_file_path(agency, entry, f))} for f in links],
        "restyled": moment >= entry.restyled,
        "noise": noise,
    }
    body = _html(f"{agency.site}_detail.html", agency.charset, **values)
    return Answer(body=body, media_type="text/html", stable=agency.validators)
