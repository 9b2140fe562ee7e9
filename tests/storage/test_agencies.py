"""Agencies under their full and their usual names."""

import pytest

from storage.agencies import as_compared, same_agency, usual_name


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


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("发改委", "国家发展和改革委员会"),
        ("国家发改委", "国家发展改革委办公厅"),
        ("省发改委", "河北省发展和改革委员会"),
        ("工信部", "中华人民共和国工业和信息化部"),
        ("住建部", "住房和城乡建设部"),
        ("证监会", "中国证券监督管理委员会"),
        ("国家税务总局", "税务总局"),
        ("税务总局", "国家税务总局办公厅"),
        ("国家市场监管总局", "市场监管总局"),
        ("国资委", "国务院国有资产监督管理委员会"),
        ("卫健委", "国家卫生健康委员会"),
    ],
)
def test_an_agency_is_compared_by_one_name_however_it_is_written(said: str, written: str) -> None:
    assert as_compared(said) in as_compared(written)
    assert as_compared(said) not in as_compared("财政部办公厅")
