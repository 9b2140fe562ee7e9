"""Provinces and cities: names, characters of numbers, and what lies in which."""

import pytest

from storage.places import (
    PLACES,
    PROVINCES,
    is_within,
    place_at,
    places_of_sign,
    region_named,
)

# 地级行政区 at the end of 2023: 293 市, 30 自治州, 7 地区, 3 盟.
_CITIES = 333
_BESIDE = 41
"""Counties below a province, and 新区: 雄安, 定州, 济源, 石河子, …"""


def test_all_provinces_and_cities_are_there() -> None:
    cities = [one for one in PLACES.values() if one.is_city]
    assert len(PROVINCES) == 34
    assert len(cities) - _CITIES == _BESIDE
    assert all(one.province in PLACES for one in cities)
    assert all(one.signs for one in PROVINCES if one.name not in ("香港", "澳门", "台湾"))


@pytest.mark.parametrize(
    ("text", "said", "rest"),
    [
        ("河北省邢台市人民政府", "河北省邢台市", "人民政府"),
        ("邢台市科学技术局", "河北省邢台市", "科学技术局"),
        ("河北雄安新区管理委员会", "河北省雄安新区", "管理委员会"),
        ("延边州发展改革委", "吉林省延边朝鲜族自治州", "发展改革委"),
        ("吉林市人民政府", "吉林省吉林市", "人民政府"),
        ("吉林省长春市", "吉林省长春市", ""),
        ("青海省海南州", "青海省海南藏族自治州", ""),
        ("海南省人民政府", "海南省", "人民政府"),
        ("内蒙古锡林郭勒盟行署", "内蒙古自治区锡林郭勒盟", "行署"),
    ],
)
def test_the_narrower_place_is_meant(text: str, said: str, rest: str) -> None:
    found = place_at(text)
    assert found is not None
    assert (found[0].said, text[found[1] :]) == (said, rest)


@pytest.mark.parametrize(
    "text", ["朝阳区人民政府", "中山大学", "北海局", "大庆油田", "上海合作组织", "国家", ""]
)
def test_a_name_inside_another_one_is_no_place(text: str) -> None:
    assert place_at(text) is None


def test_a_sign_may_be_that_of_several_places() -> None:
    assert [one.name for one in places_of_sign("冀")] == ["河北"]
    assert {one.name for one in places_of_sign("青")} == {"青海", "青岛"}
    assert places_of_sign("国") == ()


def test_regions_hold_their_cities_however_they_are_written() -> None:
    assert is_within("邢台", "河北省")
    assert is_within("河北省邢台市", "邢台")
    assert not is_within("河北", "邢台")
    assert not is_within("全国", "河北")
    assert not is_within("吉林市", "辽宁")
    assert region_named("澄江省") == "澄江"
    assert is_within("澄江省", "澄江")
