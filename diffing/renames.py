"""Terms that a new text consistently has in place of others: one fact, not forty changes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from diffing.edits import Edit
from diffing.keys import key_of
from diffing.tokens import BODIES, ORGANS, SUBJECTS
from storage.records import Hunk

_LEAST, _LEAST_AGENCY = 3, 2
_MOST = 12
_TERM = re.compile(r"[\u4e00-\u9fff]{2,24}\s*$")
_BODY = re.compile(rf"(?:{SUBJECTS})(?:{BODIES}|{ORGANS})$")
_AGENCY = re.compile("(?:机构|部门|[部委局厅署办院]|委员会|海关|政府|公司|中心)$")
# Words of duty and scope are values, and function words no terms.
_NO_TERM = re.compile(
    "应当|必须|可以|不得|鼓励|禁止|全部|任何|一切|以上|以下|以及|或者|规定|[的对一二三四五六七八九十]"
)


class Renaming(NamedTuple):
    """``old`` became ``new``, ``times`` times; ``everywhere``: the new text has ``old`` no more."""

    old: str
    new: str
    times: int
    everywhere: bool


class Renamings(NamedTuple):
    """What was renamed, the most frequent first, and the edits that are nothing but that."""

    found: tuple[Renaming, ...]
    edits: frozenset[Edit]


NONE = Renamings((), frozenset())


def renamings(hunks: Iterable[Hunk], after: Sequence[str]) -> Renamings:
    """The renamings of a comparison; ``after`` are the texts of the new version."""
    edits = Counter(edit for hunk in hunks for edit in _short_edits(hunk) if _is_term(edit))
    if not edits:
        return NONE
    by_term: dict[Edit, list[Edit]] = {}
    for edit in edits:
        by_term.setdefault(_term(edit), []).append(edit)
    counted = {term: sum(edits[edit] for edit in found) for term, found in by_term.items()}
    kept = [term for term, count in counted.items() if count >= _least(term)]
    # 及 for 和 here and 与 there: a word that several others replace is rewritten, not renamed.
    olds = Counter(term.old for term in kept)
    kept = [term for term in kept if olds[term.old] == 1]
    kept = sorted(kept, key=lambda term: -counted[term])[:_MOST]
    found = (
        Renaming(term.old, term.new, counted[term], not any(term.old in text for text in after))
        for term in kept
    )
    return Renamings(
        tuple(found),
        frozenset(edit for term in kept for edit in by_term[term]),
    )


def _short_edits(hunk: Hunk) -> Iterator[Edit]:
    if hunk.op not in ("replace", "move"):
        return
    for (op, old), (other, new) in pairwise(hunk.marks):
        if op == "delete" and other == "insert" and _TERM.match(old) and _TERM.match(new):
            yield Edit(key_of(old), key_of(new))


def _least(term: Edit) -> int:
    return _LEAST_AGENCY if all(map(_AGENCY.search, term)) else _LEAST


def _is_term(edit: Edit) -> bool:
    return all(_TERM.match(side) and not _NO_TERM.search(side) for side in edit) or (
        all(map(_TERM.match, edit)) and _term(edit) != edit
    )


def _term(edit: Edit) -> Edit:
    """国务院环境保护主管部门, 国务院生态环境主管部门: it is 环境保护主管部门 that is renamed."""
    old, new = _BODY.search(edit.old), _BODY.search(edit.new)
    return Edit(old[0], new[0]) if old and new and old[0] != new[0] else edit
