"""Mails of digests for tests: made, and read."""

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from notifiers.render import render
from notifiers.showing import Showing
from storage.records import Digest, Form

PUBLIC = "https://carbon.example.org"
COPY = f"{PUBLIC}/digests/0123456789abcdef"


def mail(made: Digest, **values: Any) -> Form:
    return render(Showing(digest=made, **values), "email")


def seen(form: Form) -> tuple[str, str]:
    """Its text, and that of its HTML, each in one line."""
    tree = LexborHTMLParser(form.html)
    assert tree.body is not None
    return " ".join(form.text.split()), " ".join(tree.body.text(separator="").split())
