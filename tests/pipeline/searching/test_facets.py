"""The sets that a filter asks for."""

import pytest

from pipeline.searching.facets import has_issuer


@pytest.mark.parametrize("said", ["发改委", "国家发改委", "国家发展和改革委员会", "发展改革委"])
def test_an_issuer_is_asked_for_by_any_of_its_names(said: str) -> None:
    for written in ("国家发展改革委办公厅", "国家发展和改革委员会"):
        assert has_issuer((said,), ("财政部", written))
    assert not has_issuer((said,), ("财政部",))


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("国家税务", "国家税务总局"),
        ("监督管理", "国家市场监督管理总局"),
        ("改革委员会", "国家发展和改革委员会"),
        ("国有资产", "国务院国有资产监督管理委员会"),
    ],
)
def test_a_part_of_a_name_is_enough_though_the_usual_name_lacks_it(part: str, name: str) -> None:
    assert has_issuer((part,), (name,))


def test_what_is_asked_for_of_one_place_is_not_of_another() -> None:
    assert has_issuer(("河北省发改委",), ("河北省发展和改革委员会",))
    assert not has_issuer(("河北省发改委",), ("国家发展改革委",))
    assert not has_issuer(("",), ("国家发展改革委",))
