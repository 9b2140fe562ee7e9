"""Why declared values cannot be taken, in Chinese: of what libraries say in English."""

import re
import tomllib

import msgspec

_KINDS = {
    "int": "整数",
    "float": "数",
    "str": "加引号的文字",
    "bool": "是或否（true、false）",
    "array": "列表（方括号）",
    "object": "一组键和值",
}
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
_EXPECTED = re.compile(r"Expected `(\w+)")
_ODD = re.compile(r"Invalid enum value (.*?)(?: - at|$)")
_MISSING = re.compile(r"missing required field `([^`]+)`")
_DATES = {"date": "日期，如 2026-01-01", "datetime": "时刻，如 2026-01-01T08:00:00+08:00"}
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_TOML = {
    "Cannot overwrite": "同一个键写了两次",
    "Cannot declare": "同一个键写了两次",
    "Unescaped": "引号里的反斜杠要写两个",
    "Illegal character": "有不能写在那里的字符，如没有收尾的引号",
    "Unclosed": "括号没有收尾",
    "Expected newline": "一个值之后应换行；文字要加引号",
    "Expected '='": "键之后应有等号",
    "Invalid value": "等号之后没有值，或文字没有加引号",
}


def value_fault(error: msgspec.ValidationError) -> str:
    """Which key has what wrong value.

    >>> value_fault(msgspec.ValidationError("Expected `int`, got `str` - at `$.weekday`"))
    'weekday 应为整数'
    """
    said = str(error)
    if missing := _MISSING.search(said):
        return f"缺少 {missing[1]}"
    place = _PLACE.search(said)
    key = re.sub(r"\[.*?\]", "", place[1]) if place else ""
    if odd := _ODD.match(said):
        return f"{key} 没有 {odd[1]} 这个值"
    if expected := _EXPECTED.match(said):
        return f"{key} 应为{_KINDS.get(expected[1], '另一种值')}"
    last = said.removesuffix(place[0] if place else "").rpartition(" ")[2]
    return f"{key} 应为{_DATES.get(last, '另一种值')}"


def toml_fault(error: tomllib.TOMLDecodeError) -> str:
    """Where the text is no TOML, and why.

    >>> toml_fault(tomllib.TOMLDecodeError("Expected '=' after a key (at line 2, column 3)"))
    '第 2 行第 3 个字符处不合 TOML：键之后应有等号'
    """
    said = str(error)
    at = _AT.search(said)
    where = f"第 {at[1]} 行第 {at[2]} 个字符处" if at else "文件末尾"
    why = next((words for begun, words in _TOML.items() if said.startswith(begun)), "写法不对")
    return f"{where}不合 TOML：{why}"
