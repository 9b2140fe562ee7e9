"""An issue as a whole: its contents against its headings, and whether its spacing is one."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from compilation.proofing.beside.officials import Official
from compilation.proofing.naming.catalogue import sort_of
from storage.records import Finding, Issue, IssueItem
from storage.text import fold

_HAN = r"[\u3400-\u9fff]"
_SPACED = re.compile(rf"{_HAN}[ \u00a0\u3000]+[A-Za-z\d]|[A-Za-z\d%][ \u00a0\u3000]+{_HAN}")
_CLOSE = re.compile(rf"{_HAN}[A-Za-z\d]|[A-Za-z\d%]{_HAN}")
_SHARE = 0.05
_FEW = 4
_CUT = 10


def contents_findings(issue: Issue, officials: Mapping[str, Official]) -> Iterator[Finding]:
    """Contents that name an item otherwise than it is called, and pages that go backwards there."""
    for item in issue.items:
        listed = item.title_in_contents
        if listed is not None and not _agree(listed, item):
            official = officials.get(item.number)
            if official is None or not _is_right(listed, official):
                yield _finding("heading_differs_from_contents", item, (listed, item.title))
    for one, following in pairwise(issue.items):
        if one.page is not None and following.page is not None and following.page < one.page:
            yield _finding("contents_page_backwards", following, (str(following.page), ""))


def _agree(listed: str, item: IssueItem) -> bool:
    """Whether the contents name the item as its heading does; of a PDF they may be read cut off."""
    ours, theirs = fold(item.title), fold(listed)
    cut = item.line is None and min(len(ours), len(theirs)) >= _CUT
    return ours == theirs or (cut and (ours.startswith(theirs) or theirs.startswith(ours)))


def _is_right(title: str, official: Official) -> bool:
    """Whether a title is the official one: then the other one is told where it stands."""
    return fold(title) == fold(official.title)


def mixes_spacing(issue: Issue) -> bool:
    """Whether the issue has Han and figures apart here and together there."""
    text = "\n".join(item.text for item in issue.items)
    spaced, close = len(_SPACED.findall(text)), len(_CLOSE.findall(text))
    return bool(spaced) and close > max(_FEW, _SHARE * (spaced + close))


def _finding(subkind: str, item: IssueItem, texts: tuple[str, str]) -> Finding:
    sort = sort_of(subkind)
    return Finding(
        kind=sort.kind,
        subkind=subkind,
        item=item.number,
        label="目录",
        found=texts[0],
        expected=texts[1],
        line=item.line,
        page=item.page,
        confidence=sort.confidence,
        reason=sort.reason,
    )
