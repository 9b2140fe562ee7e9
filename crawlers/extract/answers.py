"""A detail answer in JSON: which of its members is the document, and which member says what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape, unescape
from zoneinfo import ZoneInfo

import msgspec

# Member names of the agencies' interfaces, lower case, the surest first.
_KEYS: dict[str, str] = {
    "title": "docsubtitle title_no_tag normaltitle doctitle title bt filename infotitle "
    "articletitle subject name",
    "document_number": "documentno document_number documentnumber filenum filenumbername pcode "
    "fwzh wh docno",
    "index_number": "indexno index_number idxid indexcode identifier syh index",
    "published_on": "publishdate published_on publishedtimestr pubtimestr pub_time pubdate "
    "pubdateinfo fbrq deploytime displaypublishtime publishtime publishedtime pubtime releasetime",
    "signed_on": "cwrq signdate writtendate builddate",
    "effective_on": "ssrq sxrq effectivedate",
    "issuing_bodies": "fwjg_name publisher puborg publishgroupname fwjg issuer zdjgname orginfo",
    "source_label": "docsource source ly origin",
    "subject": "themename childtype interviewtypename",
    "validity": "shixiao validity yxx_name",
    "html": "docclob contenthtml htmlcontent doccontent content infocontent articlecontent body nr "
    "text html",
    "files": "attachmentinfovolist reslist attachments files filelist attachlist",
    "file_url": "filepath url fileurl attachurl downloadurl path",
    "file_name": "filename name title attachname attachmentname",
}
_ORDER = {name: keys.split() for name, keys in _KEYS.items()}
_VALUES = [name for name in _KEYS if name not in ("html", "files", "file_url", "file_name")]
_MARKUP = re.compile(r"<[^>]{1,300}>")
_ESCAPED = re.compile(r"&lt;/?[a-z]{1,10}[\s&/]", re.I)
_MOST = 20_000
CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Answer:
    """The document in a JSON answer: labelled values, its text as HTML, its files."""

    values: dict[str, str]
    html: str
    files: tuple[tuple[str, str], ...] = field(default=())
    """Name and address of each."""


def read_answer(body: bytes) -> Answer | None:
    """The member of the answer that holds most text beside a title, or None."""
    try:
        root = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    best: Answer | None = None
    for record in _records(root):
        answer = _answer(record)
        if answer and (best is None or len(answer.html) > len(best.html)):
            best = answer
    return best


def _records(root: object) -> Iterator[dict[str, object]]:
    """The objects of the answer, outer ones first; a few thousand at most."""
    queue: list[object] = [root]
    seen = 0
    while queue and seen < _MOST:
        item = queue.pop(0) if len(queue) < 64 else queue.pop()
        seen += 1
        if isinstance(item, dict):
            yield {str(key).lower(): value for key, value in item.items()}
            queue.extend(value for value in item.values() if isinstance(value, dict | list))
        elif isinstance(item, list):
            queue.extend(value for value in item if isinstance(value, dict | list))


def _answer(record: dict[str, object]) -> Answer | None:
    values: dict[str, str] = {}
    for name in _VALUES:
        told = (_text(record.get(key), name) for key in _ORDER[name])
        if found := next(filter(None, told), ""):
            values[name] = _MARKUP.sub("", found)
    if "title" not in values:
        return None
    texts = [v for key in _ORDER["html"] if isinstance(v := record.get(key), str) and v.strip()]
    files = [pair for key in _ORDER["files"] for pair in _files(record.get(key))]
    return Answer(values, _as_html(texts[0]) if texts else "", tuple(files))


def _as_html(text: str) -> str:
    """Markup as it is, or as it was before it was escaped; plain text with its lines kept."""
    if _MARKUP.search(text):
        return text
    if _ESCAPED.search(text):
        return unescape(text)
    return escape(text).replace("\n", "<br>")


def _text(value: object, name: str) -> str:
    if isinstance(value, str):
        return value.strip()
    if name.endswith("_on") and isinstance(value, int) and 10**11 < value < 10**13:
        return datetime.fromtimestamp(value / 1000, UTC).astimezone(CHINA).date().isoformat()
    return ""


def _files(value: object) -> Iterator[tuple[str, str]]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            low = {str(key).lower(): value for key, value in item.items()}
            url = _first(low, _ORDER["file_url"])
            if url:
                yield _first(low, _ORDER["file_name"]) or url, url


def _first(record: dict[str, object], keys: list[str]) -> str:
    return next((v for key in keys if isinstance(v := record.get(key), str) and v), "")
