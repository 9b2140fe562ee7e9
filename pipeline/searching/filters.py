"""Filters as people write them: read from their keys, checked, and written as TOML. Pure."""

import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from pipeline.relations.standing import STATE_WORDS
from pipeline.searching.query import parse
from storage.faults import WrongError
from storage.places import EVERYWHERE, is_known, region_named
from storage.records import Filter
from storage.value_faults import value_fault

KEYS = frozenset(field.name for field in fields(Filter))


class FilterError(WrongError):
    """A filter is wrong: what, and the mend, in one Chinese line."""


def filter_of(
    values: Mapping[str, Any],
    topics: Collection[str] | None = None,
    parts: Collection[str] | None = None,
    regions: Collection[str] | None = None,
) -> Filter:
    """The checked filter of these keys and values. Raises ``FilterError``.

    ``topics``, ``parts``: the known ids of topics and of the office's parts; ``regions``: those of
    documents, beside the provinces and cities; ``None``: any will do.
    """
    unknown = sorted(set(values) - KEYS)
    if unknown:
        raise FilterError(f"不认识 {unknown[0]}，可用：{'、'.join(sorted(KEYS))}")
    try:
        chosen = msgspec.convert(dict(values), Filter)
    except msgspec.ValidationError as error:
        raise FilterError(value_fault(error)) from error
    check(chosen, topics, parts, regions)
    return chosen


def check(
    chosen: Filter,
    topics: Collection[str] | None = None,
    parts: Collection[str] | None = None,
    regions: Collection[str] | None = None,
) -> None:
    """Raise ``FilterError`` if a value of the filter is none that there is."""
    if (topic := _unknown(chosen.topics, topics)) is not None:
        raise FilterError(f"没有主题“{topic}”，主题编号见 pipeline/topics.toml")
    if (part := _unknown(chosen.parts, parts)) is not None:
        raise FilterError(f"没有编“{part}”，可用：{'、'.join(parts or ())}")
    if (region := _nowhere(chosen.regions, regions)) is not None:
        raise FilterError(f"没有地区“{region}”，请写省、市的名称，如 河北")
    for state in chosen.validity:
        if state not in STATE_WORDS:
            raise FilterError(f"没有“{state}”这种效力，可用：{'、'.join(STATE_WORDS)}")
    if not 0 <= chosen.least_significance <= 1:
        raise FilterError("least_significance 应在 0 与 1 之间")
    if chosen.since and chosen.until and chosen.since > chosen.until:
        raise FilterError("since 晚于 until，什么也找不到")


def check_words(chosen: Filter) -> None:
    """Raise ``FilterError`` if nothing can be looked for of one of its words: it is never met."""
    for one in (*chosen.words, *chosen.words_not):
        asked = parse(one)
        if not asked.choices and not asked.without:
            raise FilterError(f"“{one}”里没有可以检索的字，请改写或删去")


def _unknown(ids: Collection[str], known: Collection[str] | None) -> str | None:
    """The first id that is not among those known."""
    return next((one for one in ids if known is not None and one not in known), None)


def _nowhere(wanted: Collection[str], known: Collection[str] | None) -> str | None:
    """The first region that is no province or city, and that no document is of."""
    if known is None:
        return None
    others = {region_named(one) for one in (EVERYWHERE, *known) if not is_known(one)}
    return next(
        (one for one in wanted if not is_known(one) and region_named(one) not in others), None
    )


def filter_lines(chosen: Filter) -> list[str]:
    """What the filter restricts, one TOML line each: ``filter.words = ["碳市场"]``."""
    return [
        f"filter.{field.name} = {toml(value)}"
        for field in fields(Filter)
        if (value := getattr(chosen, field.name))
    ]


def toml(value: object) -> str:
    """The value as TOML writes it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(toml(one) for one in value)}]"
    # A JSON string, number or truth value is a TOML one, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
