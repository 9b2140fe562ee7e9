"""The words of the records: names of parts, kinds and states, and how people are told of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

Level = Literal["central", "mee", "ministry", "province"]
"""Of an agency: ``province`` is any place's, its cities' too."""
LEVELS: tuple[Level, ...] = get_args(Level)
Part = str
"""The id of a part (编) of the office's issues: by default that of the level it takes."""
PageState = Literal["ok", "blocked", "broken", "not-found", "moved", "truncated"]
SourceState = Literal["ok", "blocked", "broken", "unreachable", "silent", "skipped"]
UNREADABLE: tuple[SourceState, ...] = ("blocked", "broken", "unreachable")
"""States in which nothing new of a source can be seen."""
UNREAD: tuple[str, ...] = (*UNREADABLE, "redesigned")
"""Problems of a source that its entry does not read; general rules read a redesigned one."""
STATE_WORDS: dict[str, str] = {
    "blocked": "拒绝访问",
    "broken": "无法解读",
    "unreachable": "无法连接",
    "silent": "久无更新",
}
"""How people are told of a source's state."""
JOB_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "tell": "排定与发送",
        "feeds": "供稿",
        "bounces": "读退信信箱",
        "tidy": "清理过期的数据",
        "canary": "全程自检",
        "follow": "跟踪自检",
        "crawl": "巡查",
        "heartbeat": "报平安",
    }
)
"""The jobs of ``serve``, and how people are told of them."""


def job_state(job: str) -> str:
    """The state of the problem of a job that stands still: of each its own."""
    return f"job-{job}"


PROBLEM_WORDS: dict[str, str] = STATE_WORDS | {
    "flapping": "反复改动",
    "extract": "个别页面无法解读",
    "emptied": "个别页面正文变空",
    "doubtful": "列表可疑",
    "redesigned": "版面改变",
    "canary": "全程自检没有走完",
    "mailbox": "退信信箱读不到",
    "drafts": "待批准的摘要没人答复",
    **{job_state(job): f"定时任务“{word}”出错" for job, word in JOB_WORDS.items()},
}
"""The same of every problem that a source may have."""
SPEAKING: tuple[Literal["interpretation", "news"], ...] = ("interpretation", "news")
"""Kinds of page, and roles of posting, that speak of a document without carrying it."""
SnapshotKind = Literal["list", "document", "content", "attachment"]
"""``content``: the second address of a document whose page does not hold its own text."""
How = Literal["redirect", "frame", "interface", "file"]
"""By what a page says that its text stands at another address."""
Render = Literal["never", "when_blocked", "always"]
Validity = Literal["not-yet-in-force", "in-force", "amended", "repealed", "superseded", "expired"]
VALIDITY_WORDS: dict[Validity, str] = {
    "not-yet-in-force": "尚未施行",
    "in-force": "现行有效",
    "amended": "已被修改",
    "repealed": "已废止",
    "superseded": "已被取代",
    "expired": "已失效",
}
"""Whether a document holds, and how people are told of it."""
PageKind = Literal[
    "document",
    "consultation",
    "law",
    "interpretation",
    "news",
    "personnel",
    "procurement",
    "statistics",
    "meeting",
    "publicity_list",
    "speech",
]
VERDICT_WORDS: Mapping[bool | None, str] = MappingProxyType(
    {True: "收录", False: "不收", None: "待定"}
)
"""Whether a document belongs, as people read it."""
PROPOSAL_WORDS: Mapping[bool | None, str] = MappingProxyType(
    {True: "建议收录", False: "建议不收", None: "待定"}
)
"""The same as the program proposes it."""
TAKEN: tuple[PageKind, ...] = ("document", "consultation", "law")
"""The kinds of page that the compilation takes."""
PostingRole = Literal["original", "repost", "interpretation", "news", "attachment_only"]
ChangeKind = Literal[
    "baseline", "added", "amended", "attachment", "metadata", "withdrawn", "restored"
]
BlockKind = Literal[
    "heading",
    "paragraph",
    "item",
    "table",
    "addressee",
    "signature",
    "date",
    "image",
    "box",
    "attachments",
]
Nature = Literal["substance", "wording", "formality", "furniture"]
ValueKind = Literal[
    "date", "number", "percent", "amount", "unit", "modal", "scope", "document_number", "attachment"
]
HunkOp = Literal["insert", "delete", "replace", "move", "renumber"]
RelationKind = Literal[
    "cites",
    "implements",
    "amends",
    "repeals",
    "replaces",
    "forwards",
    "promulgates",
    "interprets",
    "draft-of",
]
LinkKind = Literal["number", "title", "text", "kept", "speaks", "doubt"]
RulingKind = Literal["same", "apart", "split"]
DeadlineKind = Literal["report", "apply", "consultation", "effective", "expiry", "target"]
KeyFactKind = Literal["target", "obligation", "addressee"]
Precision = Literal["day", "month", "year"]
MarkOp = Literal["equal", "insert", "delete"]
Decision = Literal["approve", "reject"]
AmendedField = Literal["topics", "part", "kind"]
"""What a person may say of a document in the program's place, beside whether it belongs."""
LearnedField = Literal["relevance", "kind", "topics"]
"""What a model beside the rules judges."""
Stratum = Literal["verdict", "kind"]
"""Why a document was rejected: it does not belong, or its kind of page is not taken."""
IssueOrigin = Literal["imported", "frozen"]
PrintingBasis = Literal["frozen", "number", "title", "text"]
"""By what an item was known to be a document: it was frozen so, or by number, title or text."""
FindingKind = Literal["missing", "undetected", "differing", "misprint", "layout"]
"""``missing`` from the issue though detected; ``undetected`` though in the issue."""
IssueDecisionKind = Literal["order", "leave", "take", "title", "part"]
"""``leave``: not in this issue; ``take``: in it after all."""
Rate = Literal["at_once", "daily", "weekly"]
"""How often a subscription is told: after each pass that found something, each day, each week."""
DAYS_AHEAD: Mapping[Rate, int] = MappingProxyType({"weekly": 30, "daily": 7, "at_once": 0})
"""How far a digest looks for dates that come up: what is told each day need not say the same
thirty times, and what is told at once has the dates of its own documents."""
MessageKind = Literal["digest", "confirmation", "notice", "test", "canary"]
"""``confirmation``: of a sign-up; ``notice``: to the operator, or to a webhook's owner."""
DeliveryState = Literal[
    "draft", "planned", "handed_over", "accepted", "failed", "unknown", "given_up", "discarded"
]
"""``draft``: waits for a person's approval; ``discarded``: that person refused it, or its
subscription stopped."""
EndedReason = Literal[
    "", "unsubscribed", "paused", "bounced", "complained", "gone", "replaced", "operator"
]
"""Why a subscription is not active. ``paused``: by its reader, who means to come back; ``gone``:
its webhook answered 410, or failed too long."""
ENDED_WORDS: Mapping[EndedReason, str] = MappingProxyType(
    {
        "": "",
        "unsubscribed": "已退订",
        "paused": "读者暂停",
        "bounced": "退信",
        "complained": "被投诉",
        "gone": "对方不再接收",
        "replaced": "已被替换",
        "operator": "已停用",
    }
)
"""How people are told why a subscription is not active."""
DELIVERY_WORDS: Mapping[DeliveryState, str] = MappingProxyType(
    {
        "unknown": "去向不明",
        "failed": "被拒",
        "given_up": "已放弃",
        "draft": "待批准",
        "planned": "待发",
        "handed_over": "发送中",
        "accepted": "已送达",
        "discarded": "不发",
    }
)
"""How people are told of a delivery's state; what they should look at first."""
CopyKind = Literal["", "linked", "listed"]
"""Whether a rendering is a digest's copy on the web: to be had by who knows its address, or named
on the first page too; empty: it is a message, and nobody's but its readers'."""
BounceKind = Literal["hard", "soft", "refused", "complaint"]
"""``hard``: there is no such mailbox; ``soft``: not now; ``refused``: what was sent, or who sent
it, which is no fault of the mailbox."""
CanaryStage = Literal["changed", "captured", "detected", "planned", "mailed", "posted"]
"""Of the line, in order: our page changed, it was fetched, a change was recorded, messages were
planned, the mail came in, the webhook too."""
AdviceState = Literal["kept", "refused", "failed"]
"""``refused``: it says what the text does not; ``failed``: the model gave no answer."""
