"""The documents that a passage names: titles, numbers, standards, and what belongs to which."""

import pytest

from pipeline.relations.citations import mentions_in

Named = tuple[str, tuple[str, ...]]


def named(text: str) -> list[Named]:
    return [(one.title, one.numbers) for one in mentions_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《锅炉办法》（澄能〔2026〕7号）", [("锅炉办法", ("澄能〔2026〕7号",))]),
        ("《锅炉办法》(澄能[2026]  7 号)", [("锅炉办法", ("澄能〔2026〕7号",))]),
        ("《锅炉办法》》（澄能（2026）7号）", [("锅炉办法", ("澄能〔2026〕7号",))]),
        ("《锅炉办法》（试行）（澄能〔2026〕7号）", [("锅炉办法", ("澄能〔2026〕7号",))]),
        ("《锅炉办法（试行）》", [("锅炉办法（试行）", ())]),
        ("澄能〔2026〕7号文件《锅炉办法》", [("锅炉办法", ("澄能〔2026〕7号",))]),
        ("国务院令第9号公布的《锅炉条例》", [("锅炉条例", ("国务院令第9号",))]),
        ("甲部、乙部令2005年第28号（《锅炉办法》）", [("锅炉办法", ("甲部、乙部令2005年第28号",))]),
        (
            "《锅炉办法》《窑炉办法》（澄能〔2026〕7号、澄能〔2026〕8号）",
            [("锅炉办法", ("澄能〔2026〕7号",)), ("窑炉办法", ("澄能〔2026〕8号",))],
        ),
        ("《关于修改〈锅炉办法〉的决定》", [("关于修改〈锅炉办法〉的决定", ())]),
        ("《关于修改《锅炉办法》的决定》", [("关于修改《锅炉办法》的决定", ())]),
        ("《锅炉法、《窑炉法》", [("窑炉法", ())]),
        ("《关于做好锅炉\n改造工作的通知》", [("关于做好锅炉改造工作的通知", ())]),
        (
            "《锅炉意见（澄能〔2026〕7号）》要求",
            [("锅炉意见（澄能〔2026〕7号）", ("澄能〔2026〕7号",))],
        ),
    ],
)
def test_titles_with_their_numbers(text: str, expected: list[Named]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("按照澄能〔2026〕7号文件规定", "澄能〔2026〕7号"),
        ("根据澄江省生态环境厅澄环函〔2026〕7号", "澄环函〔2026〕7号"),
        ("执行和政发〔2026〕7号", "和政发〔2026〕7号"),
        ("见生态环境部公告2023年第34号", "生态环境部公告2023年第34号"),
        ("见海关总署2023年第190号公告", "海关总署公告2023年第190号"),
        ("见生态环境部 市场监管总局令第 31 号", "生态环境部 市场监管总局令第31号"),
        ("国务院第573号令", "国务院令第573号"),
        ("主席令（第九号）", "主席令第9号"),
        ("中华人民共和国主席令第一百零三号", "中华人民共和国主席令第103号"),
        ("2022年5月31日证监会令第199号", "证监会令第199号"),
        ("符合GB17167-2006的规定", "GB 17167—2006"),
        ("符合 HJ 2.2—2018", "HJ 2.2—2018"),
        ("符合DB13/T 2081", "DB13/T 2081"),
    ],
)
def test_numbers_alone(text: str, number: str) -> None:
    assert named(text) == [("", (number,))]


@pytest.mark.parametrize(
    "text",
    [
        "《 》",
        "《",
        "2023年第34号",
        "8GB 16",
        "SH 600519",
        "电话：010-6820号",
        "第三号机组",
        "令第3号",
    ],
)
def test_what_names_nothing(text: str) -> None:
    assert named(text) == []


def test_a_standards_number_before_its_name_and_its_twin() -> None:
    text = "参考GB/T 27029—2022/ISO/IEC 17029:2019《合格评定 通用要求》和《计量要求》（GB/T 19022）"
    assert named(text) == [
        ("合格评定 通用要求", ("GB/T 27029—2022",)),
        ("计量要求", ("GB/T 19022",)),
    ]


def test_short_names_are_remembered_and_no_mentions_of_their_own() -> None:
    (found,) = mentions_in("《锅炉改造管理办法》（澄能〔2026〕7号，以下简称《办法》）第三条")
    assert found.short == "办法"
    assert found.numbers == ("澄能〔2026〕7号",)


def test_laws_in_plain_words_only_by_their_full_names() -> None:
    text = "依照中华人民共和国节约能源法的规定；中华人民共和国境内的企业应当遵守本法"
    assert named(text) == [("中华人民共和国节约能源法", ())]
