"""Forms of the desk filled in and sent as a browser would."""

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode


def form_of(html: str, action: str, document_id: str = "") -> LexborNode:
    """The first form of that address on the page, of one document where it is given."""
    for form in LexborHTMLParser(html).css("form"):
        named = form.css_first('input[name="document"]')
        mine = not document_id or (named and named.attributes["value"] == document_id)
        if form.attributes["action"] == action and mine:
            return form
    raise AssertionError(f"no form {action} on the page")


def send(
    client: httpx.Client, page: str, action: str, document_id: str = "", **values: str
) -> httpx.Response:
    """What the desk answers to the page's form filled with ``values``; empty ones are left out."""
    form = form_of(client.get(page).text, action, document_id)
    found = {
        one.attributes["name"] or "": one.attributes.get("value") or ""
        for one in form.css("input[name]")
        if one.attributes.get("type") != "checkbox"
    }
    return post(
        client, action, **{name: value for name, value in (found | values).items() if value}
    )


def token_of(html: str) -> str:
    """What a form of the page carries, for one that a person changed or kept too long."""
    found = LexborHTMLParser(html).css_first('input[name="token"]')
    assert found is not None
    return found.attributes["value"] or ""


def post(client: httpx.Client, action: str, **values: str) -> httpx.Response:
    """What the desk answers to a form with these values, whatever its page shows."""
    origin = str(client.base_url).rstrip("/")
    return client.post(action, data=values, headers={"Origin": origin})
