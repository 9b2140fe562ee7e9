"""Agencies under their full and their usual names."""

import pytest

from storage.agencies import same_agency, usual_name


@pytest.mark.parametrize(
    ("full", "usual"),
    [
        ("国家税务总局办公厅", "税务总局办公厅"),
        ("中华人民共和国国家发展和改革委员会", "国家发展改革委"),
        ("中国证券监督管理委员会", "中国证监会"),
        ("生态环境部", "生态环境部"),
    ],
)
def test_usual_names(full: str, usual: str) -> None:
    assert usual_name(full) == usual


def test_an_agency_and_its_office_are_one() -> None:
    assert same_agency("生态环境部", "生态环境部办公厅")
    assert same_agency("国家金融监督管理总局", "金融监管总局")
    assert not same_agency("财政部", "教育部")
