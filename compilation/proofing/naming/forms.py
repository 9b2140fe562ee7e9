"""Letters that are one when folded and differ as written: what that is called."""

import re
import unicodedata

OPENING, _CLOSE = "（〔【〖﹝[({", "）〕】〗﹞])}"
_BRACKETS = frozenset(OPENING + _CLOSE)
_ASCII = frozenset(",.:;?!'\"~<>")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = frozenset("₀₁₂₃₄₅₆₇₈₉₊₋ₙₓ")
_DASHES = frozenset("—–―‐‑−─﹣-－")
_QUOTES = frozenset("“”„‟「」『』‘’＂\"'")
_DOTS = frozenset("·•・‧")
_WIDE_SIGNS = frozenset("％＋＝／＠＃＆＊＜＞")
_YEAR = re.compile(r"(?:19|20)\d\d")


def form_name(found: str, expected: str, inside: str) -> str:
    """The subkind of a letter written in another form; empty where the printed one is as good.

    ``inside`` is what a bracket encloses or stands beside.
    """
    if found in _BRACKETS and expected in _BRACKETS:
        return _of_brackets(found, expected, inside)
    if {found, expected} == {".", "．"}:
        return ""
    if set(expected) & _RAISED:
        return "lost_superscript"
    if set(expected) & _LOWERED:
        return "lost_subscript"
    return _of_marks(found, expected)


def _of_brackets(found: str, expected: str, inside: str) -> str:
    if (found in OPENING) != (expected in OPENING):
        return "wrong_brackets"
    if _YEAR.fullmatch(inside.strip()) and expected in "〔〕" and found not in "〔〕":
        return "wrong_brackets_in_doc_number"
    if found in "()" and expected in "（）":
        return "half_width_parentheses"
    if expected in "()[]" and found in "（）［］":
        return ""
    return "wrong_brackets"


def _of_marks(found: str, expected: str) -> str:
    if expected in _DASHES or found in _DASHES:
        return "wrong_dash"
    if expected in _QUOTES and found in _QUOTES:
        return _of_quotes(found, expected)
    if found in _ASCII and not expected.isascii():
        return "wrong_dot" if expected in _DOTS else "ascii_punctuation"
    if unicodedata.normalize("NFKC", expected) == found:
        return ""  # the plain form: 2 for ２, % for ％, an ideograph for its radical
    if found in _WIDE_SIGNS or found.isalnum() or expected.isalnum():
        return "full_width_character" if expected.isascii() else "compatibility_character"
    return "" if expected.isascii() else "wrong_punctuation"


def _of_quotes(found: str, expected: str) -> str:
    if found in "\"'＂":
        return "ascii_punctuation"
    if expected in "\"'＂":
        return ""
    curly = "“”‘’"
    if found in curly and expected in curly:
        return "wrong_quotation_mark"
    return "other_quotation_marks"
