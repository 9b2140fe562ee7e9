"""Key facts as objects of the contract, and as words for people. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from storage.records import KeyFact
from storage.shortening import shortened
from storage.text import fold

_MOST_TASK, _MOST_NAME, _MOST_LINE, _MOST_TARGETS = 40, 24, 160, 2
_FEW = 3
_PLAN = re.compile("十[一二三四五六七八九]五")
_NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def key_fact_object(said: KeyFact) -> dict[str, object]:
    """A ``key_fact`` of the contract; what the sentence does not say is null."""
    return {
        "kind": said.kind,
        "who": said.who or None,
        "what": said.what or None,
        "value": said.value or None,
        "by": said.by or None,
        "by_date": said.by_date,
        "sentence": said.sentence,
        "label": said.label,
        "attachment": said.attachment,
        "role": role_of(said),
        "inferred": ["by_date"] if is_reckoned(said) else [],
    }


def role_of(said: KeyFact) -> str | None:
    """Of an addressee: whether the document is sent to them, or says that it applies to them."""
    if said.kind != "addressee":
        return None
    return "sent_to" if said.sentence.rstrip("：: ") == said.who else "applies_to"


def is_reckoned(said: KeyFact) -> bool:
    """Whether the year of its day is not in its own words: of a sentence before, of the document.

    自公布之日起30日内 is reckoned too; “十四五”期间 names its years.
    """
    if said.by_date is None or _PLAN.search(said.by):
        return False
    return str(said.by_date.year) not in fold(said.by).translate(_NUMERALS)


def in_order(facts: Iterable[KeyFact]) -> list[KeyFact]:
    """Targets as the text has them, then tasks by date, then addressees."""
    places = ("target", "obligation", "addressee")

    def key(said: KeyFact) -> tuple[int, date]:
        undated = said.kind != "obligation" or said.by_date is None
        return places.index(said.kind), date.max if undated else said.by_date or date.max

    return sorted(facts, key=key)


def time_words(said: KeyFact) -> str:
    """The time as written; of a target that goes on with the sentence before, the year."""
    if said.by or said.by_date is None:
        return said.by
    return f"{said.by_date.year}年"


def gist_of(facts: Sequence[KeyFact], since: date | None) -> str:
    """The two or three that matter most, in one line: figures first, then what is due first.

    Those that are due before ``since`` are over; who is addressed is not told. Empty without any.
    """
    targets = [one for one in facts if one.kind == "target" and one.by_date]
    tasks = [one for one in in_order(facts) if one.kind == "obligation" and _is_due(one, since)]
    chosen = targets[: _MOST_TARGETS if tasks else _FEW]
    chosen += tasks[: _FEW - len(chosen)]
    line, before = "", ""
    for said in chosen:
        when = time_words(said)
        words = _brief(said) if when == before else f"{when}，{_brief(said)}"
        longer = line + ("，" if when == before else "；" if line else "") + words
        if line and len(longer) > _MOST_LINE:
            break
        line, before = longer, when
    return line


def _is_due(said: KeyFact, since: date | None) -> bool:
    return said.by_date is not None and (since is None or said.by_date >= since)


def _brief(said: KeyFact) -> str:
    """A figure as it is; a task, and who has it, cut where they are long."""
    if said.kind == "target":
        return (f"{said.who}：" if said.who else "") + f"{said.what} {said.value}"
    whose = f"（{shortened(said.who, _MOST_NAME)}）" if said.who else ""
    return shortened(said.what, _MOST_TASK) + whose
