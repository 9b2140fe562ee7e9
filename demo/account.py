"""What the demo prints: a few Chinese lines made of what was recorded. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from demo.issue import DRAFTED
from storage.clock import SHANGHAI
from storage.records import UNREADABLE, Change, CrawlRun, Document

_VERDICTS = {True: "相关", False: "不相关", None: "待人定夺"}
_TITLE = 46


@dataclass(frozen=True, kw_only=True)
class Told:
    """One pass and what came of it."""

    now: datetime
    runs: Sequence[CrawlRun]
    names: Mapping[str, str]
    """Of the sources, by id."""
    changes: Sequence[Change]
    same_words: int
    """Document pages whose bytes were new and whose words were not."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where things are that a person may want to look at."""

    mail: Path | None
    web: Path | None
    hook: Path | None
    diff: Path | None
    home: Path
    accepted: int
    """Deliveries that the receivers accepted."""


def lines(
    passes: Sequence[Told], documents: Mapping[str, Document], postings: Mapping[str, int]
) -> Iterator[str]:
    """The passes one by one, then what was left alone and why.

    ``postings`` counts the addresses of each document.
    """
    for number, told in enumerate(passes, 1):
        day = told.now.astimezone(SHANGHAI)
        yield f"第 {number} 次巡查（{day:%m月%d日 %H:%M}）：{_summary(told, documents)}"
        news = (c for c in told.changes if c.kind != "baseline" and c.document_id in documents)
        for change in sorted(news, key=lambda one: documents[one.document_id].title):
            yield from _found(change, documents, postings)
        for run in told.runs:
            if run.state in UNREADABLE:
                yield f"  ! {told.names.get(run.source_id, run.source_id)}：{run.problem}"
    yield "没有打扰读者的："
    yield from (f"  · {line}" for line in _left_alone(passes, documents))


def _summary(told: Told, documents: Mapping[str, Document]) -> str:
    base = sum(change.kind == "baseline" for change in told.changes)
    if base:
        return f"首轮，已有的 {base} 件记为基线。"
    news = {c.document_id for c in told.changes if c.kind == "added"}
    wanted = sum(documents[key].relevant is not False for key in news if key in documents)
    edits = len(told.changes) - sum(c.kind == "added" for c in told.changes)
    faults = sum(run.state in UNREADABLE for run in told.runs)
    said = [
        f"新增 {len(news)} 件（相关 {wanted} 件）" if news else "",
        f"变动 {edits} 处" if edits else "",
    ]
    said.append(f"{faults} 个来源读不出来" if faults else "")
    return "，".join(part for part in said if part) + "。" if any(said) else "没有变化。"


def _found(
    change: Change, documents: Mapping[str, Document], postings: Mapping[str, int]
) -> Iterator[str]:
    document = documents[change.document_id]
    number = f" {document.document_number}" if document.document_number else ""
    places = postings.get(change.document_id, 1)
    also = f"，{places} 处刊载合为一件" if places > 1 else ""
    if change.kind == "added":
        yield f"  + {_short(document)}{number}（{_VERDICTS[document.relevant]}{also}）"
    else:
        yield f"  ~ {_short(document)}{number}"
        yield f"      {change.summary}"


def _left_alone(passes: Sequence[Told], documents: Mapping[str, Document]) -> Iterator[str]:
    changes = [change for told in passes for change in told.changes]
    base = [change for change in changes if change.kind == "baseline"]
    yield f"基线 {len(base)} 件：首轮读到的都不算新闻。"
    for change in changes:
        document = documents.get(change.document_id)
        if change.kind == "added" and document and document.relevant is False:
            reasons = document.classification.reasons
            yield f"{_short(document)}：{reasons[0] if reasons else '与双碳无关'}"
    same = [told.same_words for told in passes[1:]]
    yield (
        f"页面字节变了而文字未变 {sum(same)} 次：计数器、时钟、热点推荐、登录令牌、换版式，"
        "都不进入版本。"
    )
    yield from _silent_faults(passes[-1])


def _silent_faults(told: Told) -> Iterator[str]:
    faults = [run for run in told.runs if run.state in UNREADABLE]
    gone = [change for change in told.changes if change.kind == "withdrawn"]
    if faults and not gone:
        yield f"{len(faults)} 个来源读不出来，只记为故障；其文件一件也没有当作撤下。"


def _short(document: Document) -> str:
    title = document.title
    return title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"


def where(places: Places, period: str) -> Iterator[str]:
    """Where the digest, the diff page and the desk are."""
    named = {
        "摘要邮件": places.mail,
        "摘要网页": places.web,
        "Webhook 收到的内容": places.hook,
        "前后对照页": places.diff,
    }
    yield f"{period} 一期的摘要已真实投出 {places.accepted} 份（邮件和签名 Webhook 各一）："
    yield from (f"  {name}：{path}" for name, path in named.items() if path)
    yield (
        f"  数据：{places.home}（工作台：.venv/bin/policywatch demo --serve，"
        f"各期在 /issues，草稿在 /issue/{DRAFTED}）"
    )


def monday_after(now: datetime) -> datetime:
    """Eight o'clock on the Monday after, when the digest of the week goes out."""
    day = now.astimezone(SHANGHAI).replace(hour=8, minute=0, second=0, microsecond=0)
    return day + timedelta(days=7 - day.weekday())
