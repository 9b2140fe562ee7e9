"""Mails of digests for tests: made, and read."""

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from notifiers.render import render
from notifiers.showing import Showing
from pipeline.digest import compose
from storage.office import DEFAULT_OFFICE
from storage.records import Digest, DigestItem, Form
from tests.telling_samples import MONDAY, READ, own_period, subscription

PUBLIC = "https://carbon.example.org"
COPY = f"{PUBLIC}/digests/0123456789abcdef"


def digest(*items: DigestItem, coverage: Any = READ, **values: Any) -> Digest:
    who = subscription(**values)
    return compose(who, own_period(who), items, coverage, MONDAY, office=DEFAULT_OFFICE)


def mail(made: Digest, **values: Any) -> Form:
    return render(Showing(digest=made, **values), "email")


def seen(form: Form) -> tuple[str, str]:
    """Its text, and that of its HTML, each in one line."""
    tree = LexborHTMLParser(form.html)
    assert tree.body is not None
    return " ".join(form.text.split()), " ".join(tree.body.text(separator="").split())
