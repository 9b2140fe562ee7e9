"""The proposed ``[[source]]`` entry, as TOML that loads as it stands."""

import json
from datetime import date

from crawlers.detect.detection import Detection
from crawlers.detect.identity import source_id_of

LOOK = "sources detect"
"""What the entry of a look rests on: whoever looked tells people of it, not the pass."""
_UNKNOWN = "（请填写机关名称）"


def entry_text(found: Detection, today: date) -> str:
    """The entry for what was found; a person reads it, and puts it into the family's file."""
    whose = found.identity
    lines = [
        "[[source]]",
        f"id = {_text(whose.source_id)}",
        f"name = {_text(whose.name)}",
        f"agency = {_text(whose.agency or _UNKNOWN)}",
        f"family = {_text(found.family)}",
        f"level = {_text(whose.level)}",
        f"region = {_text(whose.region)}",
        f"start_urls = [{_text(found.url)}]",
        "verified = false",
        f"rests_on = {_text(f'sources detect，{today.isoformat()}')}",
    ]
    if select := _select(found):
        lines.append(f"select = {{ {', '.join(f'{k} = {_text(v)}' for k, v in select.items())} }}")
    return "\n".join(lines) + "\n"


def first_entry(url: str) -> tuple[str, str]:
    """(id, entry) to look at an address that nothing is known of: each answer by its own marks."""
    source_id = f"detect_{source_id_of(url)}"
    lines = (
        "[[source]]",
        f"id = {_text(source_id)}",
        f"name = {_text(url)}",
        f"agency = {_text(_UNKNOWN)}",
        'family = "auto"',
        'level = "province"',
        f"start_urls = [{_text(url)}]",
        "verified = false",
        f"rests_on = {_text(LOOK)}",
        "expect = { min_rows = 0 }",  # that there is no list is told by the detection
    )
    return source_id, "\n".join(lines) + "\n"


def _select(found: Detection) -> dict[str, str]:
    """Only what the readers need to be told: general rules outlive a redesign, selectors do not."""
    return dict(found.select) if found.needed else {}


def _text(value: str) -> str:
    """A TOML string. JSON's escapes are a subset of TOML's; what neither shows is left out."""
    return json.dumps("".join(c for c in value if c.isprintable()), ensure_ascii=False)
