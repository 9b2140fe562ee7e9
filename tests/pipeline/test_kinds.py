"""What kind of page a title announces, by rules alone."""

import pytest

from pipeline.classifying.kinds import document_type, page_kind
from storage.records import PageKind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        # explained, or a document on explaining
        ("一图读懂《某省流域总磷污染防治条例》", "interpretation"),
        ("【一图读懂】《某市养老服务管理办法》", "interpretation"),
        ("居民分时电价有关问题释疑", "interpretation"),
        ("《绿色工厂管理办法》答网民问", "interpretation"),
        ("关于进一步做好政策解读工作的通知", "document"),
        # spoken
        ("在全国生态环境保护大会新闻发布会上的讲话", "speech"),
        ("某部长在节能宣传周上的致辞（全文）", "speech"),
        ("新年贺词", "speech"),
        # met
        ("某部与某省召开联席会议 张三讲话", "meeting"),
        ("省委经济工作会议在某市举行 张三讲话", "meeting"),
        ("某市委理论学习中心组专题学习碳达峰知识", "meeting"),
        ("关于举办碳市场培训班的通知", "meeting"),
        ("某厅党组传达学习某某在大会上的重要讲话精神", "meeting"),
        ("关于印发某某同志在会议上的讲话的通知", "document"),
        ("关于邀请参加第九届节能论坛的通知", "meeting"),
        ("某市政府常务会听取新型电网建设情况汇报", "meeting"),
        # asked by people
        ("项目立项时，节能审查需要申报什么材料？", "interpretation"),
        ("首部节水法规出台 如何促进全社会节水？", "news"),
        # told
        ("某委与某国能源部签署《关于气候变化对话的联合声明》", "news"),
        ("关于签署《某公约》的通知", "document"),
        ("完善碳排放计量技术体系 三部门联合印发指导目录", "news"),
        ("《可再生能源发展规划》发布", "news"),
        ("某委等部门印发《再生材料推广行动方案》", "news"),
        ("国务院印发《空气质量行动计划》", "news"),
        ("某市发布2026年节能减排专项资金计划", "news"),
        ("中国海洋环境状况公报发布：稳中向好", "news"),
        ("张三会见某国能源部长", "news"),
        ("李四出席气候大会并发表演讲", "news"),
        ("《节能条例》5月1日起施行", "news"),
        ("某部印发《关于加强气候工作的指导意见》", "news"),
        ("国务院国资委印发《企业规划管理办法》", "news"),
        ("山西发布突发环境事件应急预案", "news"),
        ("张三向某峰会发表书面演讲", "news"),
        # published by a government under its own name
        ("省人民政府办公厅印发《扩大投资行动方案》", "document"),
        ("澄江印发建筑节能行动计划", "news"),
        ("澄江省人民政府办公厅印发建筑节能行动计划", "document"),
        ("某部关于印发《节能办法》", "document"),
        ("某银行《金融机构环境信息披露指南》（JR/T 1—2021）", "document"),
        ("固定污染源排污许可分类管理名录（2019年版）", "document"),
        ("某部令〔2025〕第3号（数据安全管理办法）", "document"),
        ("两国政府关于海洋垃圾的联合声明", "document"),
        ("某市汽车置换更新补贴政策", "document"),
        ("某部公告【关于废止和修订动力电池“梯次利用”政策标准的公告】", "document"),
        ("绿色主权债券框架", "document"),
        ("某院关于审理林权案件适用法律若干问题的解释", "document"),
        ("公路、水路实施《中华人民共和国节约能源法》办法", "document"),
        # counted
        ("2026年7月金融统计数据报告", "statistics"),
        ("2024年度某省水土保持公报", "statistics"),
        # laws
        ("某省实施《中华人民共和国节约能源法》办法", "law"),
        ("某市节约用水条例", "law"),
        ("浙江省绿色低碳转型促进条例", "law"),
        # asked
        ("某市热线整合的听证公告", "consultation"),
        ("关于征集民生实事的启事", "consultation"),
        ("2024年预算执行情况和2025年预算草案的报告", "document"),
        # shown
        ("关于2022年高级审计师任职资格评审结果的公示", "publicity_list"),
        ("某厅关于公布王某等五人正高级职务任职资格的通知", "publicity_list"),
        ("“科改示范企业”名单", "publicity_list"),
        ("某省教育厅关于公布职业教育重点项目名单的通知", "publicity_list"),
        ("关于公布气候投融资试点名单的通知", "document"),
        ("关于职业（工种）的公示 2026-07-30", "publicity_list"),
        ("某市人民政府关于公布市级龙头企业名单的通知", "publicity_list"),
        ("工业和信息化部关于公布第二批试点示范项目名单的通知", "document"),
        ("转发工业和信息化部关于公布绿色制造名单的通知", "document"),
        # bought
        ("某局关于《土壤自行监测》项目招标的公告", "procurement"),
        ("焚烧发电厂浮雕招标项目变更公告", "procurement"),
        ("某体育馆光伏发电系统采购及安装（二次）", "procurement"),
        ("某局检测服务项目直接委托公示", "procurement"),
        ("政府采购集中采购目录的通知", "document"),
        ("关于加强招标投标活动监督管理的通知", "document"),
        # counted
        ("2025年商业银行主要监管指标情况表", "statistics"),
        ("2026年6月份能源生产情况", "statistics"),
        ("关于2015年全省单位GDP能耗等指标的公报", "statistics"),
        ("3月份全社会用电量同比增长19.4%", "statistics"),
        ("某市城市供水水质公报", "statistics"),
        ("2021年任职资格检查情况统计表", "statistics"),
        ("前三季度我国电子制造业生产快速增长", "statistics"),
        ("某局2019年度部门预算情况", "document"),
        ("公共机构能源资源消费统计调查制度", "document"),
        # people
        ("关于张三同志免职的通知", "personnel"),
        ("某集团2026年8月招聘公告（第二批）", "personnel"),
        ("关于印发机关人事工作办法的通知", "document"),
        ("关于调整疫情防控工作领导小组的通知", "personnel"),
        ("关于聘任第七届审核委员会委员的公告", "personnel"),
        ("关于张三等同志提拔任用的公示", "personnel"),
        ("关于开展统计专业高级职务任职资格申报工作的通知", "document"),
        ("关于成立绿色交通省创建工作领导小组的通知", "document"),
    ],
)
def test_the_title_tells_the_kind(title: str, kind: PageKind) -> None:
    assert page_kind(title, (), None, None)[0] == kind


def test_the_reason_quotes_the_words() -> None:
    assert page_kind("《节能办法》解读", (), None, None)[1] == "标题用语“解读”"
    assert page_kind("某市汽车补贴政策", (), None, None)[1] == "标题以文种“补贴政策”结尾"


def test_a_number_makes_a_document_of_a_headline() -> None:
    title = "某委等部门印发《再生材料推广行动方案》"
    assert page_kind(title, (), "发改环资〔2026〕1号", None)[0] == "document"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("重点管控新污染物名录（2023年版）", "名录"),
        ("行政处罚决定书（某案）", "决定书"),
        ("某部令〔2025〕第3号（安全办法）", "令"),
        ("关于气候危机的联合声明", "声明"),
    ],
)
def test_more_types_of_documents(title: str, expected: str) -> None:
    assert document_type(title) == expected
