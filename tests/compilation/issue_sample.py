"""An invented issue as text, and ways to write others like it."""

from collections.abc import Sequence

FRONT = """\
2024年2月

低碳政策汇编

声明

本汇编仅供学习参考，不得用于商业目的。

海东低碳中心

目录

第一编 中央文件\t1
1.1 国务院关于印发《清洁供热行动计划》的通知\t1
1.2 海东部关于公布节能名单的公告\t3
第二编 河北省文件\t5
2.1 东山市发展和改革委员会 东山市生态环境局关于做好碳核查工作的通知\t5
"""

BODY = """\
第一编 中央文件

1.1 国务院关于印发《清洁供热行动计划》的通知

国发（2024）7 号

各省、自治区人民政府，国务院各部委：

现将《清洁供热行动计划》印发给你们，请认真贯彻执行。

国务院

二〇二四年一月三十日

清洁供热行动计划

为推动清洁供热，制定本计划。

1 总则

1.1 适用范围

本计划适用于城镇供热，包括热源建设、管网改造、用户侧计量和运行管理等各个环节的工作，以及与之相

关的规划、监测和评价活动。

1.2 术语和定义

供热企业是指从事供热经营的单位。

1.2 海东部关于公布节能名单的公告

2024年第 3 号

现将节能名单予以公布。

附件：1. 节能企业名单
2. 节能产品名单

海东部
2024 年 2 月 3 日

附件 1

节能企业名单

序号\t企业\t地区
1\t甲公司\t东山
2\t乙公司\t

第二编 河北省文件

2.1 东山市发展和改革委员会 东山市生态环境局 关于做好碳核查工作的通知

各县人民政府，市有关部门：

请于3月底前完成核查。

- （一）报送清单；
- （二）报送报告。

东山市发展和改革委员会 东山市生态环境局

2024年2月9日
"""


def text_of(*paragraphs: str) -> bytes:
    """The paragraphs as a text, a blank line between them."""
    return "\n\n".join(paragraphs).encode()


def issue_of(items: Sequence[Sequence[str]], part: str = "第一编 中央文件") -> bytes:
    """An issue without contents: its one part, and the items' paragraphs."""
    return text_of("2024年2月", part, *(one for item in items for one in item))
