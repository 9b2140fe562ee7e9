"""The sets that a filter asks for."""

import pytest

from pipeline.searching.facets import has_issuer


@pytest.mark.parametrize("said", ["发改委", "国家发改委", "国家发展和改革委员会", "发展改革委"])
def test_an_issuer_is_asked_for_by_any_of_its_names(said: str) -> None:
    for written in ("国家发展改革委办公厅", "国家发展和改革委员会"):
        assert has_issuer((said,), ("财政部", written))
    assert not has_issuer((said,), ("财政部",))


def test_what_is_asked_for_of_one_place_is_not_of_another() -> None:
    assert has_issuer(("河北省发改委",), ("河北省发展和改革委员会",))
    assert not has_issuer(("河北省发改委",), ("国家发展改革委",))
    assert not has_issuer(("",), ("国家发展改革委",))
