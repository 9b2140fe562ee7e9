"""Lines that belong to a page, not to the document on it."""

import re

_FURNITURE = re.compile(
    r"\s*(?:(?:浏览次数|浏览量|阅读次数|访问量|点击数|点击次数|发布时间|发布日期|更新时间|字号|字体|打印|分享|分享到|扫一扫|上一篇|下一篇"
    r"|责任编辑|编辑|来源|信息来源|公开方式|主办单位|承办单位|版权所有|网站标识码|当前位置|相关链接|附件下载)"
    r"(?:[：:\s]|$)"
    r"|[-—–―－]{1,2}\s{0,3}\d{1,4}\s{0,3}[-—–―－]{1,2}\s*$"
    r"|第\s?\d{1,4}\s?页(?:[，,/\s]{0,3}共\s?\d{1,4}\s?页)?\s*$)"
)


def is_furniture(text: str) -> bool:
    """Whether a line belongs to the page, not to the document: counters, share buttons, pagers."""
    return _FURNITURE.match(text) is not None
