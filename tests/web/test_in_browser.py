"""The desk in Chromium: widths, keys, decisions in place, and the same without a script."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipeline.questions.asking import current_line, doubtful
from storage.queries.desk import reviews_of
from tests.web.desk_server import World
from tests.web.desk_world import CHANGE_ID, add_hostile, document_id

MONTH = "/?month=2023-12"
PAGES = (
    MONTH,
    f"{MONTH}&left=1",
    f"/documents/{document_id('quota')}",
    f"/changes/{CHANGE_ID}",
    "/questions",
    "/sources",
)
FIRST, SECOND = document_id("zone"), document_id("plan")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, url: str, width: int = 1200, scripts: bool = True) -> Iterator[Page]:
    """A page whose console must stay silent and which must load nothing from elsewhere."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=url, java_script_enabled=scripts
    )
    context.set_default_timeout(30_000)  # of a busy machine
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda asked: asked.url.startswith(url) or said.append(asked.url))
    yield page
    context.close()
    assert said == []


def decisions(world: World, found: str) -> list[tuple[str, str]]:
    with world.db.connect() as conn:
        return [(one.decision, one.reason) for one in reviews_of(conn, found)]


def standing(page: Page, found: str) -> str | None:
    return page.locator(f"#d-{found}").get_attribute("data-standing")


@pytest.mark.parametrize("width", [375, 1200])
def test_no_page_scrolls_sideways(browser: Browser, desk_url: str, width: int) -> None:
    with opened(browser, desk_url, width) as page:
        for address in PAGES:
            page.goto(address)
            if page.locator("details.why").count():
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") == width, address


def test_long_words_do_not_widen_the_phone_page(
    browser: Browser, desk_url: str, world: World
) -> None:
    found = add_hostile(world.db, "A" * 400, "https://long.example/" + "a" * 900)
    with opened(browser, desk_url, 375) as page:
        for address in (MONTH, f"/documents/{found}"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") == 375, address


def test_keys_move_take_leave_and_explain(browser: Browser, desk_url: str, world: World) -> None:
    with opened(browser, desk_url) as page:
        page.goto(MONTH)
        page.keyboard.press("j")
        current = page.locator("article.current")
        expect(current).to_have_id(f"d-{FIRST}")
        page.keyboard.press("?")
        expect(current.locator("details.why ul")).to_be_visible()
        page.keyboard.press("a")
        expect(current).to_have_attribute("data-standing", "taken")
        page.keyboard.press("j")
        expect(current).to_have_id(f"d-{SECOND}")
        page.keyboard.press("x")
        expect(current).to_have_attribute("data-standing", "left")
        page.keyboard.press("k")
        expect(current).to_have_id(f"d-{FIRST}")
        assert page.url.endswith(MONTH)
        expect(page.locator("[data-part=central] [data-count=doubt]")).to_be_hidden()
        page.reload()
        assert (standing(page, FIRST), standing(page, SECOND)) == ("taken", "left")
    assert decisions(world, FIRST) == [("approve", "")]
    assert decisions(world, SECOND) == [("reject", "")]


def test_the_same_keys_answer_questions(browser: Browser, desk_url: str, world: World) -> None:
    with world.db.connect() as conn:
        first, second = (one.document.document_id for one in doubtful(conn, current_line(conn))[:2])
    with opened(browser, desk_url) as page:
        page.goto("/questions")
        page.keyboard.press("j")
        page.keyboard.press("?")
        current = page.locator("article.current")
        expect(current.locator("details.why li").first).to_contain_text("为什么先看")
        page.keyboard.press("x")
        expect(current).to_have_attribute("data-standing", "left")
        expect(page.locator("#doubts [data-count=doubt] span")).to_have_text("3")
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(current).to_have_attribute("data-standing", "taken")
    assert decisions(world, first) == [("reject", "")]
    assert decisions(world, second) == [("approve", "")]


def test_keys_are_letters_while_somebody_writes(
    browser: Browser, desk_url: str, world: World
) -> None:
    with opened(browser, desk_url) as page:
        page.goto(MONTH)
        page.keyboard.press("j")
        page.keyboard.press("?")
        reason = page.locator(f"#d-{FIRST} input[name=reason]")
        reason.click()
        page.keyboard.type("axjk?")
        assert reason.input_value() == "axjk?"
        assert decisions(world, FIRST) == []
        page.locator(f"#d-{FIRST} .leave").click()
        expect(page.locator(f"#d-{FIRST}")).to_have_attribute("data-standing", "left")
    assert decisions(world, FIRST) == [("reject", "axjk?")]


def test_a_form_that_grew_stale_says_so(browser: Browser, desk_url: str, world: World) -> None:
    context = browser.new_context(base_url=desk_url)
    page = context.new_page()
    page.goto(MONTH)
    context.clear_cookies()
    page.locator(f"#d-{FIRST} .take").click()
    expect(page.get_by_text("页面已过期")).to_be_visible()
    context.close()
    assert decisions(world, FIRST) == []


@pytest.mark.parametrize("width", [375, 1200])
def test_all_of_it_works_without_a_script(
    browser: Browser, desk_url: str, world: World, width: int
) -> None:
    with opened(browser, desk_url, width, scripts=False) as page:
        page.goto(MONTH)
        page.locator(f"#d-{FIRST} summary").click()
        page.locator(f"#d-{FIRST} input[name=reason]").fill("相关")
        page.locator(f"#d-{FIRST} .take").click()
        assert page.url.endswith(f"{MONTH}#d-{FIRST}")
        assert standing(page, FIRST) == "taken"
        page.locator(f"#d-{FIRST} .leave").click()
        assert standing(page, FIRST) == "left"
        page.locator("details.person summary").click()
        page.locator("details.person input[name=person]").fill("李 编辑")
        page.locator("details.person button").click()
        expect(page.locator("details.person summary")).to_contain_text("李 编辑")
    assert decisions(world, FIRST) == [("reject", ""), ("approve", "相关")]


def test_hostile_words_do_nothing(browser: Browser, desk_url: str, world: World) -> None:
    title = '"><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>'
    found = add_hostile(world.db, title, "javascript:alert(4)")
    with opened(browser, desk_url) as page:
        page.goto(MONTH)
        expect(page.locator(f"#d-{found} h3 a")).to_have_text(title)
        page.locator(f"#d-{found} .take").click()
        expect(page.locator(f"#d-{found}")).to_have_attribute("data-standing", "taken")
        page.goto(f"/documents/{found}")
        expect(page.locator("h1")).to_have_text(title)
