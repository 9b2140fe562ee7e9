"""北京市, 其他地区: a place in the stead of an indicator, and what is measured there. Pure."""

import re

from pipeline.keyfacts.target_words import MEASURE

_ALONE = re.compile(
    "(?:(?:其[他它余]|重点)?(?:地区|区域|城市|县城|县|省份|地方|农村|乡镇|城区)"
    "|(?:北京|天津|上海|重庆)市?|[\u4e00-\u9fff]{2,8}(?:省|市|县|自治区|自治州|地区|区域|平原|流域))"
)
_SCOPE = re.compile("[\u4e00-\u9fff、]{0,30}(?:地区|区域|平原|流域|[省市县])|城市")


def with_measure(what: str, before: str) -> str:
    """The indicator; a place alone gets the measure of the indicator before it, else it is empty.

    清扫率 of 城市清扫率达80%，县城达70%.
    """
    if not _ALONE.fullmatch(what):
        return what
    if not MEASURE.search(before):
        return ""
    scope = _SCOPE.match(before)
    measure = before[scope.end() if scope else 0 :]
    return what + measure if len(measure) > 1 else ""
