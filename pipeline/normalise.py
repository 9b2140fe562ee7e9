"""A page's content in its normal form, and the hash that says whether two pages say the same."""

from dataclasses import replace

from diffing.keys import figures_apart
from storage.ids import posting_id, sha256
from storage.records import Content
from storage.text import fold, squeeze

HASH_VERSION = "1"


def normalise(content: Content) -> Content:
    """The content with white space squeezed in its short fields and doubled names dropped."""
    return replace(
        content,
        title=squeeze(content.title),
        issuing_bodies=tuple(dict.fromkeys(squeeze(body) for body in content.issuing_bodies)),
        attachments=tuple({item.url: item for item in content.attachments}.values()),
    )


def content_hash(content: Content) -> str:
    """SHA-256 of what the page says: its title, number, dates, words and attachments, folded.

    Left out: how the words are cut into blocks (another markup is no change), the source label,
    subject and index number, and which fields were inferred.
    """
    parts = [
        HASH_VERSION,
        fold(figures_apart(content.title)),
        fold(content.document_number or ""),
        str(content.signed_on),
        str(content.published_on),
        fold(content.validity or ""),
        fold(figures_apart(content.text)),
        *(f"{fold(item.name)}|{posting_id(item.url)}" for item in content.attachments),
    ]
    return sha256("\x1f".join(parts).encode())
