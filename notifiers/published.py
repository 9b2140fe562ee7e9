"""The schemas of what programs are told, as they are published: JSON Schema, one a type."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).parent / "schemas"
_SHARED: Mapping[str, str] = MappingProxyType({"policywatch.changes.v1": "policywatch.digest.v1"})
"""Whose definitions a schema has beside its own: what both tell has one shape."""


@cache
def types() -> tuple[str, ...]:
    """The types that have a schema: policywatch.digest.v1, …"""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


@cache
def schema_of(event_type: str) -> str:
    """The schema of a type, as JSON that needs no other. Raises ``LookupError``."""
    if event_type not in types():
        raise LookupError(f"没有类型 {event_type}，可用：{'、'.join(types())}")
    text = _text(event_type)
    if event_type not in _SHARED:
        return text
    schema = json.loads(text)
    schema["$defs"] = json.loads(_text(_SHARED[event_type]))["$defs"] | schema["$defs"]
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _text(event_type: str) -> str:
    return (_FOLDER / f"{event_type}.json").read_text("utf-8")
