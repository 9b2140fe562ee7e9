"""What in a message is its reader's own: the form is shared, and holds marks in their places."""

import json
from dataclasses import replace

from storage.records import Form

PREFERENCES = "\x02preferences\x03"
"""Where the link to the reader's own page belongs. Made of controls, which nothing that is shown of
a page contains (``entries.clean``): no text of a page can be taken for it."""
MESSAGE = "\x02message\x03"
"""Where the id of the message belongs: in a shared form, a digest's id is this."""
SUBSCRIPTION = "\x02subscription\x03"
"""Where the id of the reader's subscription belongs."""


def personal(form: Form, preferences: str) -> Form:
    """The form with the reader's own address (an http URL without quotes) in place of the mark."""
    return replace(
        form,
        text=form.text.replace(PREFERENCES, preferences),
        html=form.html.replace(PREFERENCES, preferences.replace("&", "&amp;")),
    )


def identified(form: Form, message_id: str, subscription_id: str) -> Form:
    """The form with these ids (letters, digits, _ and - alone) in place of their marks."""
    return replace(
        form,
        **{
            name: _with_ids(getattr(form, name), message_id, subscription_id)
            for name in ("subject", "text", "html", "payload")
        },
    )


def _with_ids(said: str, message_id: str, subscription_id: str) -> str:
    for mark, own in ((MESSAGE, message_id), (SUBSCRIPTION, subscription_id)):
        said = said.replace(mark, own).replace(json.dumps(mark)[1:-1], own)
    return said
