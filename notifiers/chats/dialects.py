"""Words of pages made harmless in chats' Markdown: no link, no format, nobody mentioned. Pure."""

from urllib.parse import quote

_FULL_WIDTH = str.maketrans("<>[]`*_~|#\\@&", "＜＞［］｀＊＿～｜＃＼＠＆")
_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in "&<>*_~`[]()#:+-!$\\/\"'@|{}"}
_MRKDWN = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    | {"*": "＊", "_": "＿", "~": "～", "`": "｀", "|": "｜", "@": "＠", ":": "："}
)


def flat(text: str) -> str:
    """For dialects without any escape (钉钉, 企业微信): what could mean something is full-width.

    ``@`` mentions people, ``://`` makes a link.
    """
    return text.translate(_FULL_WIDTH).replace("://", "：//")


def entities(text: str) -> str:
    """For 飞书: each sign that could mean something by its number, as its manual has it."""
    return text.translate(_ENTITIES)


def mrkdwn(text: str) -> str:
    """For Slack, which escapes three signs only: the others become full-width."""
    return text.translate(_MRKDWN)


def quoted(url: str) -> str:
    """An address that ends no link of Markdown: brackets and the like in their % form."""
    return quote(url, safe="%/:?#&=+,;$.-_~")
