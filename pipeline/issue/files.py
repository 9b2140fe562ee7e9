"""A month's issue as a file in the style of the office: what the shell and the desk need of it."""

from pathlib import Path

from compilation.house import House, filled, read_house, values_of
from compilation.months import month_words
from compilation.writers import FORMATS, check_target, write, write_template
from storage.records import Draft
from storage.settings import Settings

__all__ = ["FORMATS", "check_target", "house_of", "name_of", "write", "write_template"]


def house_of(settings: Settings, template: Path | None = None) -> House:
    """The style of that template, else of the one in the settings, else of this program.

    Raises ``IssueError``.
    """
    setting = settings.issue_template
    return read_house(template or (Path(setting) if setting else None))


def name_of(draft: Draft, house: House, suffix: str) -> str:
    """The name under which the file of an issue is given out: .docx, .pdf, .md, .html."""
    title = filled(house.title, values_of(house, draft))
    stands = "定稿" if draft.frozen_at else "草稿"
    return f"{title} {month_words(draft.month)}（{stands}）{suffix}".replace("/", "／")
