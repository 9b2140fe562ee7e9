"""Forms by the templates of ``notifiers/templates/``: pure."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from storage.records import Form

_TEMPLATES = Path(__file__).parent / "templates"


def filled(kind: str, context: Mapping[str, object]) -> Form:
    """The form of a kind of message (confirmation, notice), by its templates."""

    def part(name: str) -> str:
        template = template_of(kind, "", name)
        return template.render(context) if template else ""

    return Form(subject=part("subject.txt").strip(), text=part("body.txt"), html=part("body.html"))


@cache
def template_of(kind: str, channel: str, name: str) -> Template | None:
    """The channel's own template of that name, else the common one, else none."""
    names = [f"{kind}/{channel}/{name}", f"{kind}/{name}"]
    there = [path for path in names if (_TEMPLATES / path).is_file()]
    return _environment().get_template(there[0]) if there else None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["json"] = _json
    return environment


def _json(value: Any) -> str:
    """JSON, not escaped to ASCII; half a surrogate pair, which is no character, becomes ?."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return said.encode("utf-8", "replace").decode()
