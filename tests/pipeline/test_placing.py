"""Which stored pages are held against one that was read, and how many at most."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from pipeline.identity.doubles import open_doubles
from storage.database import Database
from storage.queries import identity
from storage.records import Trait
from storage.tables import links
from tests.pipeline.ruled import SENTENCES, TITLE, Desk
from tests.pipeline.scene import Scene, page

ONE_LONG = (
    "澄江省各市县能源主管部门应当按照统一部署组织开展老旧燃煤锅炉更新改造工作，"
    "对纳入年度计划并按期完成改造的单位按照锅炉吨位给予一次性资金补贴，"
    "补贴标准由省财政厅会同省能源局另行制定，资金从省级节能专项资金中列支，"
    "各地不得挪用截留，改造单位应当保证数据真实并于每季度末报送改造进展和资金使用情况。"
)
MORE = (
    "请各地各单位遵照执行并抓好落实。",
    "附件随文下发请自行下载使用查收。",
    "联系人王某电话零零零零零零零零。",
)
SHORT = page("关于锅炉更新补贴的通知", [ONE_LONG])
LONG = page("关于锅炉更新补贴安排的通知", [ONE_LONG, *MORE], noise="7")
DAY = date(2026, 3, 2)


def trait(name: str, day: date | None) -> Trait:
    return Trait(
        posting_id=name,
        version_id="v",
        title="公告",
        title_key="公告",
        number_key=None,
        issuing_bodies=(),
        signed_on=None,
        dated_on=day,
        speaking=False,
        chars=9,
    )


@pytest.mark.parametrize("order", ["short long", "long short"])
def test_one_sentence_in_common_is_found_from_either_side(db: Database, order: str) -> None:
    """The shorter page has no more than the one, whichever was read first."""
    desk = Desk(db)
    for name in order.split():
        if name == "short":
            desk.visit("energy", short=SHORT)
        else:
            desk.visit("library", long=LONG)
    with db.connect() as conn:
        assert len(open_doubles(conn)) == 1


def test_pages_with_a_date_come_before_those_without(db: Database) -> None:
    """On either database, where there are more than are asked for."""
    with db.begin() as conn:
        for number in range(420):
            identity.put_trait(conn, trait(f"none{number}", None), ())
        for number in range(9):
            identity.put_trait(conn, trait(f"day{number}", DAY - timedelta(days=number)), ())
        found = identity.similar(conn, trait("asked", DAY), ())
    assert [one.posting_id for one in found[:9]] == [f"day{number}" for number in range(9)]


def test_many_copies_of_one_text_are_one_document_by_few_links(scene: Scene) -> None:
    pages = {f"copy{n:02}": page(TITLE, SENTENCES, noise=str(n)) for n in range(30)}
    scene.visit("energy", **pages)
    assert len(scene.documents()) == 1
    with scene.db.connect() as conn:
        count = conn.execute(select(func.count()).select_from(links)).scalar_one()
    assert count <= 30 * 8


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)
