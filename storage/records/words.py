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
PROBLEM_WORDS: dict[str, str] = STATE_WORDS | {
    "flapping": "反复改动",
    "extract": "个别页面无法解读",
    "emptied": "个别页面正文变空",
    "doubtful": "列表可疑",
    "redesigned": "版面改变",
}
"""The same of every problem that a source may have."""
SPEAKING: tuple[Literal["interpretation", "news"], ...] = ("interpretation", "news")
"""Kinds of page, and roles of posting, that speak of a document without carrying it."""
SnapshotKind = Literal["list", "document", "content", "attachment"]
"""``content``: the second address of a document whose page does not hold its own text."""
How = Literal["redirect", "frame", "interface", "file"]
"""By what a page says that its text stands at another address."""
Render = Literal["never", "when_blocked", "always"]
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
DeliveryState = Literal["planned", "handed_over", "accepted", "failed", "unknown", "given_up"]
AdviceState = Literal["kept", "refused", "failed"]
"""``refused``: it says what the text does not; ``failed``: the model gave no answer."""
