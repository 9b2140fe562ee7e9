"""Pages made by hand, as identity sees them."""

from dataclasses import replace
from datetime import date

from pipeline.identity.grouping import Known, groups
from pipeline.identity.identify import judge
from pipeline.identity.pages import Page, trait_of
from storage.records import SPEAKING, Block, Content, Link, PageKind, Ruled

BODY = (
    "为推动锅炉绿色低碳高质量发展，现将有关事项通知如下。各地要高度重视，压实责任，按时完成任务。"
    "二、加快老旧锅炉更新改造，到规定年限的予以淘汰。三、加强监督检查，定期报告进展情况。"
    "四、完善标准体系，推广先进适用技术，健全能效标识管理制度，强化全过程监管。"
)
OTHER_WORDS = (
    "为做好冬季清洁取暖，各县要摸清底数，建立台账。一、落实资金，严格验收程序，确保群众温暖过冬。"
    "二、做好宣传引导，畅通投诉渠道，及时回应关切。三、每月二十日前报送进展，逾期通报批评。"
)
DAY = date(2026, 3, 2)


def content(title: str, number: str | None = None, body: str = BODY, **fields: object) -> Content:
    blocks = (Block(kind="paragraph", text=body),) if body else ()
    made = Content(title=title, document_number=number, published_on=DAY, blocks=blocks)
    return replace(made, **fields)


def as_page(name: str, said: Content, kind: PageKind = "document") -> Page:
    return Page(trait_of(name, f"v-{name}", said, kind in SPEAKING, None), lambda: said.text)


def link(one: Content, other: Content, kinds: tuple[PageKind, PageKind] = ("document",) * 2) -> str:
    """What links the two, whichever of them is asked first; empty if nothing does."""
    a, b = as_page("a", one, kinds[0]), as_page("b", other, kinds[1])
    found = judge(a, b)
    assert found == judge(b, a)
    return found.kind if found else ""


def grouped(
    pages: dict[str, Content],
    rulings: tuple[Ruled, ...] = (),
    *more: Link,
    speakers: dict[str, Content] | None = None,
) -> list[set[str]]:
    """How the pages belong together."""
    known = [as_page(name, said) for name, said in pages.items()]
    known += [as_page(name, said, "interpretation") for name, said in (speakers or {}).items()]
    found = [
        link for i, one in enumerate(known) for other in known[:i] if (link := judge(one, other))
    ]
    traits = {one.trait.posting_id: one.trait for one in known}
    return [
        set(one) for one in groups(Known(traits=traits, links=[*found, *more], rulings=rulings))
    ]
