"""The public pages in Chromium: they fit a phone, and break no rule of their own."""

from playwright.sync_api import Route, sync_playwright

from pipeline.deliver import plan
from storage.records import Filter
from tests.telling_home import deliveries, store
from tests.telling_samples import MONDAY, PERIOD, item, week
from tests.web.public.site import Site


def as_the_proxy_does(route: Route) -> None:
    """Hand the request on without what the site's address has of a path."""
    route.continue_(url=route.request.url.replace("/policy/", "/"))


def test_no_page_scrolls_sideways_or_is_stopped_by_its_policy(site: Site, chromium: str) -> None:
    width = 375
    long = item("长" * 60 + "A" * 150, "amended", change={"summary": "B" * 200})
    store(site.db, [*week(), long])
    who = site.reader(filter=Filter(words=("词" * 60,), topics=("energy.hydrogen",)))
    plan(site.db, site.world, PERIOD, MONDAY)
    (told,) = deliveries(site.db)
    pages = (
        "/",
        site.path(site.links.preferences(who)),
        site.path(site.links.unsubscribe(who)),
        f"/documents/{long.document.document_id}",
        f"/digests/{told.copy_id}",
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        base = str(site.client.base_url)
        page = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=base
        ).new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.route("**/policy/**", as_the_proxy_does)
        for address in pages:
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") == width, address
        browser.close()
    assert said == []
