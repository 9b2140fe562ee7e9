"""Where an answer leads instead of being the text itself: to a second address, or to a browser.

What the visit becomes is decided here, once, while capturing; the snapshots say so, and
interpretation goes by what they say.
"""

from dataclasses import replace

from crawlers.browser.rendering import TO_BROWSER, is_page
from crawlers.elsewhere import MOST_HOPS, Elsewhere, elsewhere
from crawlers.extract import extract
from crawlers.families.base import ListRequest
from crawlers.monitors import Outcome
from crawlers.page import Page
from crawlers.spiders.visits import Interest, Visit
from storage.ids import posting_id, sha256
from storage.records import Lead, PageState

_UNSEEN = ("broken", "truncated")


def seek(visit: Visit, page: Page, state: PageState, doubt: str) -> tuple[PageState, str]:
    """The state and the error to go by, once it is noted on the visit where its answer leads."""
    # Of an answer that is unchanged, nothing was said yet.
    told = None if visit.seen is not None and state == "ok" else state
    if found := second_address(visit, page, told):
        led_to(visit, found, page)
        return "ok", ""
    if may_render(visit) and is_shell(visit, page, state):
        visit.to_browser = True
        return state, TO_BROWSER
    return state, doubt


def second_address(visit: Visit, page: Page, state: PageState | None = None) -> Elsewhere | None:
    """Where the text of the page is that a visit brought, if it is to be fetched from there."""
    hops = max(len(interest.led_by) for interest in visit.interests)
    if all(one.kind == "attachment" for one in visit.interests) or hops >= MOST_HOPS:
        return None
    found = elsewhere(page, visit.owner.source, state=state)
    if found is None or (visit.asked and found.how != "redirect"):
        return None
    been = {visit.url, *(one.parent_url for one in visit.interests if one.parent_url)}
    been |= {lead.url for one in visit.interests for lead in one.led_by}
    return None if posting_id(found.url) in map(posting_id, been) else found


def led_to(visit: Visit, found: Elsewhere, page: Page) -> None:
    """Note on the visit where it leads to, and what of its page is needed there."""
    visit.onward = found
    visit.lead = Lead(
        how=found.how,
        url=page.url,
        body_sha256=sha256(page.body),
        media_type=page.media_type,
        charset=page.charset,
    )


def moved_list(visit: Visit) -> ListRequest:
    """The request for a list whose page only leads on to another address."""
    assert visit.asked is not None
    assert visit.onward is not None
    return replace(visit.asked, url=visit.onward.url, referer=visit.url, form=())


def further(visit: Visit, interest: Interest) -> Interest | None:
    """Who wants the second address: whoever wants the first, as its text."""
    if visit.lead is None or interest.kind == "attachment" or len(interest.led_by) >= MOST_HOPS:
        return None
    return Interest(
        interest.owner,
        "content",
        interest.parent_url or visit.url,
        (*interest.led_by, visit.lead),
    )


def may_render(visit: Visit) -> bool:
    """Whether a browser may read the address of a visit."""
    (kind, *_) = (interest.kind for interest in visit.interests)
    plain = not visit.rendered and not visit.form and not (visit.asked and visit.asked.form)
    return visit.owner.browser and plain and kind in ("list", "document") and is_page(visit.url)


def is_for_browser(visit: Visit, outcome: Outcome, *, led_on: bool) -> bool:
    """Whether a browser is to read the page, since without its scripts nothing is there."""
    if visit.asked and outcome.state == "ok":
        empty = not outcome.rows and not led_on and outcome.status == 200
        return empty and may_render(visit)
    return visit.to_browser


def is_shell(visit: Visit, page: Page, state: PageState) -> bool:
    """Whether an answer holds nothing to read until a script has run: no refusal, no absence."""
    if page.status != 200 or b"<script" not in page.body.lower():
        return False
    if state != "ok":
        return state in _UNSEEN
    if visit.asked:
        return False  # told by its rows
    content = extract(page, source=visit.owner.source)
    return not content.blocks and not content.attachments
