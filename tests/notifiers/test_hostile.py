"""Whatever titles and texts say, no form that any channel sends says more than words."""

import json
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from selectolax.lexbor import LexborHTMLParser

from notifiers import NOTIFIERS
from notifiers.render import LIMIT, copy_of
from notifiers.showing import Showing
from storage.records import (
    AheadLine,
    Deadline,
    Digest,
    Filter,
    Form,
)
from tests.telling_samples import (
    DEADLINE,
    MONDAY,
    digest,
    item,
    week,
)

CHANNELS = set(NOTIFIERS) - {"apprise"}
"""The one whose forms depend on where they go is tried in a file of its own."""


class Sent(NamedTuple):
    channel: str
    form: Form


HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "换行\r\nBcc: evil@example.org\r\n\r\n正文",
    "{{ 7 * 7 }}{% raw %}",
    "\u202e倒写\u2066\x00\x08\ud800",
    "很长" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text: str) -> None:
    hostile = item(
        text,
        "amended",
        issuing_bodies=(text,) * 50,
        document_number=text,
        change={"summary": text, "values": (replace(DEADLINE, label=text, after=text),)},
        also=(
            "javascript:alert(1)",
            'https://a.example/"><script>',
            "https://[",
            "https://" + text,
        ),
    )
    said = Deadline(date=MONDAY.date(), precision="day", kind="report", text="", sentence="")
    ahead = AheadLine(
        document=hostile.document, url=text, said=said, when=text, what=text, gist=text
    )
    hostile = replace(hostile, note=text, gist=text, opening=text, reason=text, deadlines=(ahead,))
    late = replace(hostile, change=replace(hostile.change, kind="added", late=True))
    made = digest(hostile, item("另一件"), name=text, filter=Filter(words_not=(text,)))
    made = replace(made, late=(late, replace(late, gist="")), ahead=(ahead,) * 9, held=(text,) * 3)
    forms = every_form(made, names={"carbon_market": text})
    for message in forms:
        _is_harmless(message)
    assert {one.channel for one in forms} == {*CHANNELS, "web"}
    for channel in ("email", "webhook", "web"):
        assert "另一件" in next(one.form.text for one in forms if one.channel == channel)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec=None), max_size=60), st.text(max_size=30))
def test_no_title_breaks_out(title: str, path: str) -> None:
    one = item(title + "</p><script>x", reasons=(title,), also=(f"https://a.example/{path}",))
    line = AheadLine(
        document=one.document,
        url=f"https://a.example/{path}",
        said=Deadline(date=None, precision="day", kind="report", text="", sentence=""),
        when=title,
        what="报送截止",
        gist=title,
    )
    made = replace(digest(replace(one, deadlines=(line,))), ahead=(line,))
    for message in every_form(made):
        _is_harmless(message)


def test_the_secret_stays_where_it_is() -> None:
    made = digest(*week(), secret="whsec_verysecret")
    assert "verysecret" not in repr(every_form(made))


def every_form(made: Digest, **values: Any) -> list[Sent]:
    """All that any channel sends of the digest, and its copy on the web."""
    forms = [Sent("web", copy_of(Showing(digest=made)))]
    for name in sorted(CHANNELS):
        showing = Showing(digest=made, **values)
        forms += [Sent(name, form) for form in NOTIFIERS[name].forms(showing)]
    return forms


def _is_harmless(sent: Sent) -> None:
    """One-line subject, no element or scheme of the title's making, all forms encodable."""
    message = sent.form
    assert "\n" not in message.subject
    assert "\r" not in message.subject
    assert len(message.subject) < 500
    for form in (message.subject, message.text, message.html, message.payload):
        assert len(form.encode()) <= LIMIT or sent.channel == "web"
    assert "\nBcc" not in message.text
    tree = LexborHTMLParser(message.html)
    assert not tree.css("script, img, [onerror]")
    assert all(a.attributes["href"].startswith("https://") for a in tree.css("a"))
    if message.payload:
        assert json.loads(message.payload)
