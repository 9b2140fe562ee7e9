"""Pages that stand in the place of the page: walls, challenges, logins, notices of upkeep. Pure.

Products come and go, and their marks with them; what they send keeps one build: hardly a word, and
a script that sets a cookie and loads the page again, or a sentence that tells the visitor off.
"""

import re
from urllib.parse import urljoin, urlsplit

from crawlers import wall_signs as signs
from crawlers.shown import Shown
from storage.records import PageState

Verdict = tuple[PageState, str]


def marked(head: str) -> str:
    """Whose mark stands in the first part of a page; empty if nobody's does."""
    return next((name for mark, name in signs.MARKS if mark in head), "")


def keeps_out(shown: Shown, mark: str) -> Verdict | None:
    """The verdict on a page of few words that says that visitors are kept out."""
    return refused(shown, mark) or _login(shown) or _no_right(shown)


def challenge(shown: Shown) -> Verdict | None:
    """The verdict on a page of hardly a word that has the browser prove itself."""
    if len(shown.words) < 100 and not leads_where_told(shown) and (how := _challenge(shown)):
        return "blocked", f"网站用脚本挡住了程序（{how}）"
    return None


def message(shown: Shown) -> Verdict | None:
    """The verdict on a page that is but a box with a message of the site itself."""
    if len(shown.words) >= 120 or shown.headline or not _is_box(shown):
        return None
    said = next((piece for piece in shown.seen.pieces if not signs.BOX.match(piece)), shown.title)
    return None if "跳转" in said else ("broken", f"网站只给出一条提示（{said[:30]}）")


def refused(shown: Shown, mark: str) -> Verdict | None:
    """The verdict on a page that bears a wall's mark, or tells its visitor off."""
    few = len(shown.words)
    if few >= 400:
        return None
    told = shown.says(signs.REFUSED)
    named = told or shown.says(signs.FILTER)
    if (mark or named) and not told and (down := shown.says(signs.DOWN)):
        return "broken", f"网站出错，防火墙后的服务没有应答（{down[0].strip()[:30]}）"
    if (mark or named) and (shown.posted or _tells(shown, told)):
        return None
    if few < 300 and mark:
        return "blocked", f"网站用脚本挡住了程序（{mark}）"
    if named:
        return "blocked", f"网站拦截了访问（{named[0].strip()[:30]}）"
    return _puzzle(shown)


def upkeep(shown: Shown) -> Verdict | None:
    """The verdict on a page of few words that says the site is closed for now, or for good."""
    few = len(shown.words)
    found = shown.says(signs.CLOSED) if few <= 20 else None
    if few < 200 and not found and not shown.listed and not shown.is_article:
        found = shown.says(signs.UPKEEP)
    if found and shown.rest(signs.UPKEEP) < 100:
        what = found[0].strip("，,。！! ")[:30]
        return "broken", f"网站正在维护或已停用，没有给出所要的页面（{what}）"
    return None


def leads_where_told(shown: Shown) -> bool:
    """It asks the site for an address, and leads there: what it was asked for is elsewhere."""
    scripts = shown.scripts
    return bool(
        signs.ASKS.search(scripts)
        and signs.WHERE_TOLD.search(scripts)
        and not signs.SETS_COOKIE.search(scripts)
        and not signs.TANGLED.search(scripts)
    )


def _tells(shown: Shown, told: re.Match[str] | None) -> bool:
    """It has words of its own that are not about the visitor, most surely below a headline."""
    rest = shown.rest(signs.REFUSED)
    return rest >= 60 if shown.headline else not told and rest >= 150


def _puzzle(shown: Shown) -> Verdict | None:
    """The verdict on a page that has hardly more than a riddle to tell people from programs."""
    if len(shown.words) >= 150 or not (found := shown.says(signs.PUZZLE)):
        return None
    text = shown.text
    if (
        signs.PASSWORD.search(text)
        or signs.FORM_PARTS.search(text)
        or not signs.PUZZLE_PARTS.search(text)
    ):
        return None
    if (
        shown.posted
        or shown.headline
        or signs.ASKED.search(shown.said)
        or shown.rest(signs.PUZZLE) > 60
    ):
        return None
    return "blocked", f"网站要求先通过验证（{found[0].strip()[:30]}）"


def _login(shown: Shown) -> Verdict | None:
    """The verdict on a page whose main thing is a login; a greeting above a page is none."""
    form = _has_form(shown) and _has_form(shown.seen)
    if not form and not _demands_login(shown):
        return None
    if shown.posted and not (form and shown.titles < 6 and not shown.dated):
        return None
    rest = shown.rest(signs.OF_LOGIN)
    if rest < 100 if form else rest < 30 and not shown.headline:
        return "blocked", "网站要求登录，没有给出所要的页面"
    return None


def _has_form(shown: Shown) -> bool:
    return bool(signs.PASSWORD.search(shown.text) and signs.LOGIN.search(shown.said))


def _demands_login(shown: Shown) -> bool:
    if not signs.LOG_IN.search(shown.said):
        return False
    return signs.LOG_IN.search(signs.GREETING.sub("", shown.seen.said)) is not None


def _is_box(shown: Shown) -> bool:
    return _is_headed(shown) and _is_headed(shown.seen) and not shown.posted


def _is_headed(shown: Shown) -> bool:
    return any(map(signs.BOX.match, (shown.title, *shown.pieces[:3])))


def _no_right(shown: Shown) -> Verdict | None:
    """The verdict on a page that says one has no right to it: the site's own word is no wall."""
    if len(shown.words) >= 200 or shown.posted or not (found := shown.says(signs.NO_RIGHT)):
        return None
    if _is_box(shown):
        return "broken", f"网站只给出一条提示（{found[0].strip()[:30]}）"
    if shown.headline and shown.rest(signs.NO_RIGHT) >= 60:
        return None
    return "blocked", f"网站拒绝访问（{found[0].strip()[:30]}）"


def _challenge(shown: Shown) -> str:
    """How a page of hardly a word has the browser prove itself; empty if it does not."""
    scripts = shown.scripts
    if signs.SETS_COOKIE.search(scripts) and (
        signs.RELOADS.search(scripts) or signs.LEADS.search(scripts)
    ):
        return "写入 Cookie 后重新加载"
    if signs.RELOADS.search(scripts):
        return "重新加载本页"
    if signs.TANGLED.search(scripts):
        return "混淆的脚本"
    if _returns(shown):
        return "带着标记回到本页"
    return _only_scripts(shown)


def _only_scripts(shown: Shown) -> str:
    """The same of a page that shows nothing, or next to nothing, and does not lead away."""
    elements = len(signs.ELEMENT.findall(shown.unscripted))
    if signs.NO_SCRIPT.search(shown.said) and not elements:
        return "要求开启脚本"
    scripts = shown.scripts
    if shown.words or signs.LEADS.search(scripts):
        return ""
    if not elements and signs.FROM_ELSEWHERE.search(shown.text):
        return "页面只有脚本"
    # A shell brings its data as Chinese words; a filter's code has none.
    if elements <= 3 and len(scripts) >= signs.LONG and len(signs.CHINESE.findall(scripts)) < 20:
        return "页面只有脚本"
    return ""


def _returns(shown: Shown) -> bool:
    """It sends the browser to itself, or to the root with nothing but a token."""
    refresh = signs.REFRESH.search(shown.unscripted)
    target = refresh[1] if refresh else None
    if refresh and not target:
        return True
    led = signs.TARGET.search(shown.scripts)
    target = target or (led[1] if led else None)
    if not target:
        return False
    there, here = urlsplit(urljoin(shown.url, target)), urlsplit(shown.url)
    if there.query and there.path in ("", "/"):
        return "&" not in there.query
    return bool(here.path) and (there.path, there.netloc) == (here.path, here.netloc)
