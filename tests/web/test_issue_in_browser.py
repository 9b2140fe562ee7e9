"""The month's issue in Chromium: widths, keys, order and freeze, and the same without a script."""

from playwright.sync_api import Browser, expect

from pipeline.issue.deciding import decisions_in
from storage.queries.issues import issue_of
from tests.web.desk_server import World
from tests.web.desk_world import add_hostile, document_id
from tests.web.test_in_browser import browser, opened

__all__ = ["browser"]
PAGE = "/issue/2023-12"
PLAN, ZONE = document_id("plan"), document_id("zone")


def test_from_the_first_look_to_the_freeze(browser: Browser, desk_url: str, world: World) -> None:
    with opened(browser, desk_url) as page:
        page.goto(PAGE)
        current = page.locator("article.current")
        page.keyboard.press("j")
        page.keyboard.press("d")
        expect(current.locator("h3 .no")).to_have_text("1.2")
        expect(current).to_have_id(f"d-{PLAN}")
        page.keyboard.press("k")
        expect(current).to_have_id(f"d-{ZONE}")
        page.keyboard.press("a")
        expect(page.locator(f"#d-{ZONE} .take")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("j")
        page.keyboard.press("n")
        page.keyboard.type("ud下期")
        page.keyboard.press("Enter")
        expect(page.locator(f"#left #d-{PLAN}")).to_contain_text("ud下期")
        expect(current.locator("h3 .no")).to_have_text("2.1")
        page.locator(".doubts a").first.click()
        expect(current.locator("h3 .no")).to_have_text("3.3")
        page.get_by_role("link", name="定稿…").click()
        page.locator(".confirm button").click()
        expect(page.locator(".confirm")).to_be_visible()  # the doubts want a tick
        page.locator(".confirm [name=doubts]").check()
        page.locator(".confirm [name=person]").fill("王编辑")
        page.locator(".confirm button").click()
        expect(page.locator(".fixed")).to_contain_text("由 王编辑")
        expect(page.locator(".acts, .adjust")).to_have_count(0)
    with world.db.connect() as conn:
        frozen = issue_of(conn, "2023-12", "frozen")
    assert frozen
    assert frozen.draft
    assert [one.document_id for one in frozen.draft.parts[0].items] == [ZONE]


def test_it_works_without_a_script(browser: Browser, desk_url: str, world: World) -> None:
    with opened(browser, desk_url, 375, scripts=False) as page:
        page.goto(PAGE)
        page.locator(f"#d-{PLAN} .down").click()
        assert page.url.endswith(f"{PAGE}#d-{PLAN}")
        page.locator(f"#d-{PLAN} .adjust summary").click()
        page.locator(f"#d-{PLAN} .out [name=reason]").fill("重复")
        page.locator(f"#d-{PLAN} .out button").click()
        expect(page.locator(f"#left #d-{PLAN} .because")).to_contain_text("重复")
    assert [one.kind for one, _title in decisions_in(world.db, "2023-12")] == ["order", "leave"]


def test_no_page_of_an_issue_scrolls_sideways(
    browser: Browser, desk_url: str, world: World
) -> None:
    add_hostile(world.db, "<b>" + "A" * 400, "https://long.example/" + "a" * 900)
    with opened(browser, desk_url) as page:
        for width, height in ((1280, 24), (375, 34)):
            page.set_viewport_size({"width": width, "height": 800})
            for address in ("/issues", f"{PAGE}/freeze", PAGE):
                page.goto(address)
                page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = 1)")
                found = page.evaluate("document.documentElement.scrollWidth")
                assert found == width, address
            heights = page.locator("article button:visible").evaluate_all(
                "all => all.map(one => one.getBoundingClientRect().height)"
            )
            assert min(heights) >= height  # a thumb wants more than a mouse
