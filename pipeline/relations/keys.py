"""By which keys one work is known under the names that texts give it. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from storage.agencies import full_names, usual_name
from storage.records import Relation
from storage.text import fold, number_key, title_key

_WRAPPED = re.compile(
    r"^关于(?:修订|重新|联合)?(?:印发|发布|公布|颁布|颁发|下发|批准发布|公开发布)(?P<inner>.{4,}?)的?(?:通知|公告|通告|决定|令|函)$"
)
_TRIAL = re.compile(r"\((?:试行|暂行)\)")
_DRAFT = re.compile(
    r"\((?:[^()]{0,8})?(?:征求意见稿?|草案|送审稿|讨论稿|报批稿)[^()]{0,12}\)|(?:征求意见稿|\(草案\))$"
)
_STATE = "中华人民共和国"
_ISSUED = ("印发", "发布", "公布")
_FORMS = ("通知", "公告")
_STANDARD_YEAR = re.compile(r"^((?:[A-Z]{2,6}|DB\d{2})(?:/[TZ]?)?\d[\d.]*)-\d{4}$")


@lru_cache(maxsize=1024)
def work_key(title: str) -> str:
    """What all names of a work in texts share: no issuer, no 关于印发…的通知, no （试行）.

    >>> work_key("国务院关于印发2030年前碳达峰行动方案的通知") == work_key("2030年前碳达峰行动方案")
    True
    """
    key = title_key(title)
    for _ in range(2):
        if not (found := _WRAPPED.match(key)):
            break
        key = title_key(found["inner"])
    return _TRIAL.sub("", key).removeprefix(_STATE)


def loose_key(title: str) -> str:
    """The work key without 的, which one text writes here and leaves out there."""
    return work_key(title).replace("的", "")


def issuer_prefix(title: str) -> str:
    """The issuers that a title begins with: what stands before 关于, folded."""
    return fold(title[: max(title.find("关于"), 0)])


def is_issued_by(prefix: str, names: Iterable[str]) -> bool:
    """Whether what a title begins with names one of the issuers; none known: it may."""
    known = [fold(form) for name in names if name for form in (name, usual_name(name))]
    short = fold(usual_name(prefix))
    return not known or any(one in prefix or prefix in one or short in one for one in known)


def final_key(title: str) -> str:
    """The key of the text that a draft is to become."""
    return _DRAFT.sub("", loose_key(title))


def final_title(title: str) -> str:
    """The title key of the text that a draft is to become; of any other, its own."""
    return _DRAFT.sub("", title_key(title))


def said_key(said: Relation) -> str:
    """The key of the work that is meant: of a draft, that of its final text."""
    return final_key(said.title) if said.kind == "draft-of" else loose_key(said.title)


def is_trial(title: str) -> bool:
    """Whether the title says that it is for trial: another work than what follows it."""
    return _TRIAL.search(title_key(title)) is not None


def is_wrapped(title: str) -> bool:
    """Whether the title is that of a notice that carries a work, and not the work's own."""
    return _WRAPPED.match(title_key(title)) is not None


def is_draft(title: str) -> bool:
    """Whether the title says that it is a draft."""
    return _DRAFT.search(title_key(title)) is not None


def names_of(title: str) -> Iterator[str]:
    """The title keys that a document may bear that a text calls so."""
    key = _DRAFT.sub("", work_key(title))
    for name in (key, _STATE + key, f"{key}(试行)", f"{key}(暂行)"):
        yield name
        for issued in _ISSUED:
            for form in _FORMS:
                yield f"关于{issued}{name}的{form}"


@lru_cache(maxsize=1024)
def same_number_key(number: str | None) -> str | None:
    """The key of a number by the usual names of its issuers: orders bear them full or short."""
    if not number:
        return None
    names = number.replace(_STATE, "").replace("人民政府", "政府")
    return number_key("、".join(usual_name(one) for one in names.split("、")))


def undated(key: str) -> str:
    """A standard's number key without its year."""
    found = _STANDARD_YEAR.match(key)
    return found[1] if found else key


def number_names(number: str | None) -> Iterator[str]:
    """The number keys that a document of this number may bear itself."""
    if not number:
        return
    bare = number.replace(_STATE, "")
    for one in (bare, _STATE + bare, *(full + bare[len(short) :] for full, short in _full(bare))):
        if key := number_key(one):
            yield key


def _full(number: str) -> Iterator[tuple[str, str]]:
    """The full names, and the usual one, of the issuer that a number begins with."""
    if number.endswith("号") and "〔" not in number:
        for full, short in full_names(number):
            yield full, short
            yield _STATE + full, short
