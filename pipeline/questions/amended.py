"""What people said that documents are, in the place of what the program says: in Chinese. Pure."""

from collections.abc import Mapping

from pipeline.classifying.explaining import KIND_NAMES
from storage.as_decided import FIELD_NAMES
from storage.clock import day_of, day_words
from storage.records import AmendedField, Amendment, Office, Said

Names = Mapping[str, str]
"""Of topics, by id."""


def amendment_line(one: Amendment, office: Office, names: Names) -> str:
    """归编改为“第二编 生态环境部文件”（程序当时：“未归编”）; 页面类型恢复程序的判断."""
    name = FIELD_NAMES[one.field]
    if one.value is None:
        return f"{name}恢复程序的判断"
    said, proposed = (
        value_words(one.field, value, office, names) for value in (one.value, one.proposed)
    )
    return f"{name}改为“{said}”（程序当时：“{proposed}”）"


def amendment_lines(said: Said, office: Office, names: Names) -> list[str]:
    """Of each field in which a person's word stands: who said what, when and why, in Chinese."""
    return [
        f"{one.person}于{day_words(day_of(one.decided_at))}人工改定："
        f"{amendment_line(one, office, names)}" + (f"，理由：{one.reason}" if one.reason else "")
        for _, one in sorted(said.amendments.items())
    ]


def value_words(field: AmendedField, value: str, office: Office, names: Names) -> str:
    """A stored value as people read it."""
    match field:
        case "topics":
            return "、".join(names.get(one, one) for one in value.split()) or "无"
        case "part":
            return office.title_of(value or None)
        case "kind":
            return next((words for kind, words in KIND_NAMES.items() if kind == value), value)
