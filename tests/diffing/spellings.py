"""Numbers written in Chinese, for tests."""

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """200000 is 二十万; 1050 is 一千零五十."""
    if number >= 10**8:
        return _joined(number, 10**8, "亿")
    if number >= 10**4:
        return _joined(number, 10**4, "万")
    for size, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            return _joined(number, size, name)
    return _DIGITS[number]


def _joined(number: int, size: int, name: str) -> str:
    head, rest = divmod(number, size)
    gap = "零" if rest and rest < size // 10 else ""
    return chinese(head) + name + gap + (chinese(rest) if rest else "")
