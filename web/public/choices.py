"""What readers choose on a form: read, checked, and written into its fields again."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from starlette.datastructures import FormData

from notifiers.mime import is_address
from pipeline.searching.filters import FilterError, check, check_words
from storage.clock import quiet_hours
from storage.faults import WrongError
from storage.queries.searches import find_regions
from storage.records import Filter, Rate, Subscription
from storage.text import squeeze
from web.public.context import Public

_LONGEST, _MOST, _MOST_TICKED = 60, 10, 100
"""Characters of an entry; entries that are typed; boxes that are ticked."""
_BETWEEN = re.compile(r"[\s、，,；;]+")
_TO = re.compile("[-－—–―~～至到]+")
"""Between two hours, as people type it."""
_HOUR = re.compile(r"^(\d)(?=:|$)")
_LINES = re.compile(r"[\r\n]+")
_TICKED = {"topic": "topics", "part": "parts"}
_TYPED = {"region": "regions", "issuer": "issuers"}
_SEARCHED = {"words": "words", "not": "words_not"}
NARROWING = (*_TICKED, *_TYPED, *_SEARCHED)
"""The fields of a filter."""
Given = Mapping[str, Sequence[str]]
"""The values of a form's fields."""


class ChoiceError(WrongError):
    """A field is wrong: which, and the mend, in one Chinese line."""


def filter_from(form: FormData, public: Public, before: Filter | None = None) -> Filter:
    """The checked filter of the form; what it has no field for stays as ``before``.

    Raises ``ChoiceError``.
    """
    values: dict[str, Any] = {}
    for name, field in _TICKED.items():
        values[field] = _outermost(_some(map(str, form.getlist(name)), _MOST_TICKED))
    for name, field in _TYPED.items():
        values[field] = _some(_BETWEEN.split(_one(form, name)), _MOST)
    for name, field in _SEARCHED.items():
        values[field] = _some(_LINES.split(_one(form, name)), _MOST)
    if {*values["topics"]} - {*public.names} or {*values["parts"]} - {*public.office.ids}:
        raise ChoiceError("主题或层级的选项已有变动，请重新打开本页再选。")
    chosen = replace(before or Filter(), **values)
    with public.db.connect() as conn:
        regions = find_regions(conn) if chosen.regions else ()
    try:
        check(chosen, public.names, public.office.ids, regions)
        check_words(chosen)
    except FilterError as error:
        raise ChoiceError(f"{error}。") from error
    return chosen


def with_times(form: FormData, who: Subscription) -> Subscription:
    """The subscription told as often, and on the day and hour, as the form says.

    Raises ``ChoiceError``.
    """
    chosen = _one(form, "rate")
    rate = next((one for one in get_args(Rate) if one == chosen), None)
    if rate is None:
        raise ChoiceError("请选择多久寄一次。")
    return replace(
        who,
        rate=rate,
        weekday=_number(form, "weekday", range(1, 8)),
        hour=_number(form, "hour", range(24)),
    )


def with_habits(form: FormData, who: Subscription) -> Subscription:
    """The subscription with the further choices of a reader's own page. Raises ``ChoiceError``."""
    quiet = _hours(_one(form, "quiet"))
    try:
        quiet_hours(quiet)
    except ValueError:
        raise ChoiceError("不打扰的时段应写成 22:00-07:00，不满一天；没有的留空。") from None
    return replace(
        who,
        quiet=quiet,
        after_holidays=bool(form.get("after_holidays")),
        empties=bool(form.get("empties")),
        include_doubtful=bool(form.get("doubtful")),
    )


def address_of(form: FormData) -> str:
    """The mail address of the form, its domain as mail servers write it (IDN).

    Raises ``ChoiceError``.
    """
    said = unicodedata.normalize("NFKC", str(form.get("address") or "")).strip()
    local, at, domain = said.rpartition("@")
    try:
        address = f"{local}{at}{domain.encode('idna').decode()}".lower()
    except UnicodeError:
        address = ""
    if not local.isascii():
        raise ChoiceError(
            "名称里有中文的邮箱，本站还寄不到。请用一个字母、数字的，如 name@example.org。"
        )
    if not is_address(address) or "." not in domain:
        raise ChoiceError("这不是一个邮箱地址，应如 name@example.org。")
    return address


def fields_of(who: Subscription) -> dict[str, list[str]]:
    """The fields of a form that say what the subscription is."""
    chosen = who.filter
    return {
        "topic": list(chosen.topics),
        "part": list(chosen.parts),
        "region": ["、".join(chosen.regions)],
        "issuer": ["、".join(chosen.issuers)],
        "words": ["\n".join(chosen.words)],
        "not": ["\n".join(chosen.words_not)],
        "rate": [who.rate],
        "weekday": [str(who.weekday)],
        "hour": [str(who.hour)],
        "quiet": [who.quiet],
        "after_holidays": ["1"] if who.after_holidays else [],
        "empties": ["1"] if who.empties else [],
        "doubtful": ["1"] if who.include_doubtful else [],
    }


def given_by(form: FormData) -> dict[str, list[str]]:
    """The same as they were sent, right or wrong."""
    return {name: [str(one) for one in form.getlist(name)] for name in form}


def _one(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()


def _hours(typed: str) -> str:
    """22:00-07:00, of 22：00—7:00 and of 22-7 too."""
    said = "".join(unicodedata.normalize("NFKC", typed).split())
    hours = [_HOUR.sub(r"0\1", one) for one in _TO.split(said)]
    return "-".join(one if ":" in one else f"{one}:00" for one in hours) if said else ""


def _number(form: FormData, name: str, allowed: range) -> int:
    said = _one(form, name)
    if not (said.isascii() and said.isdecimal() and len(said) < 3 and int(said) in allowed):
        raise ChoiceError("请选择星期几、几点。")
    return int(said)


def _some(said: Iterable[str], most: int) -> tuple[str, ...]:
    """The entries without what is empty or said twice. Raises ``ChoiceError`` for too many."""
    kept = tuple(dict.fromkeys(filter(None, map(squeeze, said))))
    if len(kept) > most:
        raise ChoiceError(f"每类条件最多 {most} 个，请减少几个。")
    if long := next((one for one in kept if len(one) > _LONGEST), ""):
        raise ChoiceError(f"“{long[:20]}…”太长：每个条件最多 {_LONGEST} 字。")
    return kept


def _outermost(ids: tuple[str, ...]) -> tuple[str, ...]:
    """A topic takes its sub-topics with it."""
    return tuple(one for one in ids if one.rpartition(".")[0] not in ids)
