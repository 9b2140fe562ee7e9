"""The benchmark's documents: 1,000 invented notices on 40 KB pages, the same for the same seed."""

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

HOSTS = (
    ("澄江省发展和改革委员会", "澄发改"),
    ("澄江省生态环境厅", "澄环"),
    ("澄江省能源局", "澄能源"),
    ("澄江省工业促进厅", "澄工"),
    ("澄江省交通运输厅", "澄交"),
    ("澄江省城乡建设厅", "澄建"),
    ("澄江省财政厅", "澄财"),
    ("临湖市人民政府", "临政"),
    ("北屏市人民政府", "北政"),
    ("南渡市人民政府", "南政"),
)
ROWS = 15
"""Rows on a list page."""

_SUBJECTS = (
    "碳排放权交易", "重点用能单位节能", "新型储能项目", "绿色制造体系", "公共建筑能效提升",
    "新能源汽车充电设施", "绿色金融支持", "可再生能源消纳", "温室气体清单编制", "零碳园区培育",
    "农村公路养护", "城镇供水管网", "中小学校舍安全", "政务服务事项", "粮食储备轮换",
    "文化遗产保护", "医疗机构设置", "安全生产检查", "政府采购目录", "老旧小区改造",
)  # fmt: skip
_KINDS = ("工作方案", "管理办法", "实施意见", "若干措施", "评价细则", "行动计划", "专项规划")
_WHO = (
    "各市主管部门", "有关企业", "项目单位", "第三方机构", "行业协会", "县级人民政府",
    "技术支持单位", "运营单位", "受托机构", "专家委员会",
)  # fmt: skip
_MODAL = ("应当", "可以", "不得擅自", "要", "原则上应当")
_DO = (
    "建立台账并按季度更新", "组织开展现场核查", "公开年度执行情况", "完善计量与监测设施",
    "制定分年度实施计划", "对照标准开展自查", "委托具有能力的机构评估", "报送数据质量控制计划",
    "优化审批流程", "落实资金保障", "开展技术改造", "推广先进适用技术", "建立应急预案",
    "组织业务培训", "接受社会监督", "调整项目建设内容", "统筹存量与增量资源", "推动信息共享",
)  # fmt: skip
_WHY = (
    "确保各项任务按期完成", "提高资源利用效率", "降低单位产品能耗", "保证数据真实准确",
    "防范和化解风险", "切实减轻基层负担", "形成可复制可推广的经验", "稳定市场预期",
    "满足群众基本需求", "促进区域协调发展", "提升公共服务水平", "压实主体责任",
)  # fmt: skip
_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One document of a host; ``state`` counts the edits, ``dress`` the changes without meaning."""

    host: int
    serial: int
    title: str
    number: str
    published: date
    clauses: tuple[str, ...]
    state: int = 0
    dress: int = 0
    path: str = field(default="")


def papers(documents: int, seed: int, today: date) -> list[Paper]:
    """The documents of all hosts, spread over the four weeks before ``today``."""
    return [
        _paper(n % len(HOSTS), 1000 + n // len(HOSTS), seed, today - timedelta(days=1 + n % 27))
        for n in range(documents)
    ]


def new_papers(count: int, seed: int, today: date) -> list[Paper]:
    """Documents that appear in the second phase, dated ``today``."""
    return [_paper(n % len(HOSTS), 7000 + n // len(HOSTS), seed, today) for n in range(count)]


def _paper(host: int, serial: int, seed: int, published: date) -> Paper:
    rng = random.Random(f"{seed}-{host}-{serial}")
    name, short = HOSTS[host]
    subject, kind = rng.choice(_SUBJECTS), rng.choice(_KINDS)
    return Paper(
        host=host,
        serial=serial,
        title=f"{name}关于印发《{subject}{kind}（第{serial}批）》的通知",
        number=f"{short}〔{published.year}〕{serial}号",
        published=published,
        clauses=tuple(_clause(rng, subject) for _ in range(rng.randint(24, 44))),
        path=f"/zwgk/tzgg/{published:%Y%m}/t{published:%Y%m%d}_{serial}.html",
    )


def _clause(rng: random.Random, subject: str) -> str:
    """A clause of two or three sentences, with figures that an edit can change."""
    sentences = [
        f"{rng.choice(_WHO)}{rng.choice(_MODAL)}围绕{subject}{rng.choice(_DO)}，{rng.choice(_WHY)}。"
        for _ in range(rng.randint(1, 2))
    ]
    year, month, day = rng.randint(2027, 2030), rng.randint(1, 12), rng.randint(1, 28)
    amount, share = rng.randint(2, 90) * 10, rng.randint(5, 60)
    figures = (
        f"上述工作于{year}年{month}月{day}日前完成。",
        f"对符合条件的给予不超过{amount}万元补助，补助比例不高于{share}%。",
        f"年综合能源消费量{rng.randint(1, 60) * 500}吨标准煤以上的纳入管理范围。",
        f"办理时限为{rng.randint(3, 45)}个工作日，逾期视为同意。",
    )
    return "".join(sentences) + rng.choice(figures)


# -- what changes -----------------------------------------------------------------------------


def edited(paper: Paper, seed: int) -> Paper:
    """The paper with one real edit: a figure, a sentence, a clause inserted, or one taken out."""
    rng = random.Random(f"edit-{seed}-{paper.host}-{paper.serial}")
    at = rng.randrange(len(paper.clauses))
    clauses = list(paper.clauses)
    way = rng.randrange(4)
    if way == 0:
        clauses[at] += f"违反本条规定的，处{rng.randint(2, 40)}万元以下罚款。"
    elif way == 1:
        clauses.insert(at, _clause(rng, "监督评价"))
    elif way == 2:
        del clauses[at]
    else:
        clauses[at] = f"本项工作的截止时间调整为{rng.randint(2031, 2035)}年6月30日。" + clauses[at]
    return replace(paper, clauses=tuple(clauses), state=paper.state + 1)


def dressed(paper: Paper) -> Paper:
    """The paper with other counters and markup, and the same words."""
    return replace(paper, dress=paper.dress + 1)


# -- pages ------------------------------------------------------------------------------------


@cache
def _furniture(host: int) -> tuple[str, str, str]:
    """Head, navigation and foot of a host's pages: about 28 KB, as such sites carry it."""
    name = HOSTS[host][0]
    styles = "".join(
        f".box{n} a{{color:#{(n * 7919) % 0xFFFFFF:06x};line-height:{20 + n % 9}px;"
        f"padding:0 {n % 11}px;background:url(/images/bg_{n}.png) no-repeat}}\n"
        for n in range(110)
    )
    menu = "".join(
        f'<li id="nav_{n}"><a href="/bsfw/fwsx/c{n:03}/" title="服务事项第{n}类">服务事项第{n}类'
        "</a></li>\n"
        for n in range(90)
    )
    links = "".join(
        f'<option value="http://www.site{n}.example/">友情链接单位{n}</option>\n' for n in range(70)
    )
    script = "".join(
        f"function tongji_{n}(){{var d=document.getElementById('tj_{n}');if(d){{d.style.display="
        f"'none';}}}}\n"
        for n in range(50)
    )
    head = f"<style>{styles}</style><script>{script}</script>"
    nav = f'<div class="header"><h1 class="logo">{name}</h1><ul class="nav">{menu}</ul></div>'
    foot = f'<div class="footer"><select>{links}</select><p>主办单位：{name}</p></div>'
    return head, nav, foot


def _frame(host: int, title: str, meta: str, body: str) -> bytes:
    head, nav, foot = _furniture(host)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f"{meta}{head}</head>\n<body>{nav}{body}{foot}</body></html>\n"
    ).encode()


def _paragraphs(paper: Paper) -> str:
    if paper.dress % 2:
        style, before, after = "text-indent:2em;margin:0cm", '<span lang="ZH-CN">', "</span>"
    else:
        style, before, after = "text-align: justify; text-indent: 2em;", "", ""
    lines = ["各有关单位：", "现将有关事项通知如下，请认真贯彻执行。"]
    lines += [f"{_ordinal(n)}、{text}" for n, text in enumerate(paper.clauses, 1)]
    shown = [f'<p style="{style}">{before}{line}{after}</p>' for line in lines]
    day = paper.published - timedelta(days=3)
    signature = (HOSTS[paper.host][0], f"{day.year}年{day.month}月{day.day}日")
    shown += [f'<p style="text-align: right;">{line}</p>' for line in signature]
    return "\n".join(shown)


def _ordinal(number: int) -> str:
    tens, ones = divmod(number, 10)
    text = ("" if tens < 2 else _DIGITS[tens - 1]) + ("十" if tens else "")
    return text + (_DIGITS[ones - 1] if ones else "")


def detail(paper: Paper) -> bytes:
    """The page of a document."""
    name = HOSTS[paper.host][0]
    rng = random.Random(f"noise-{paper.host}-{paper.serial}-{paper.dress}")
    hot = "".join(
        f'<li><a href="/xwdt/yw/hot{n}.html">工作动态第{n}期</a></li>'
        for n in rng.sample(range(100, 999), 12)
    )
    meta = (
        f'<meta name="SiteName" content="{name}"><meta name="ColumnName"content="通知公告">'
        f'<meta name="ArticleTitle" content="{paper.title}">'
        f'<meta name="PubDate" content="{paper.published} 09:00:00">'
        f'<meta name="ContentSource" content="{name}">'
    )
    body = (
        '<div class="container"><div class="path"><a href="/">首页</a>&gt;<a href="../">通知公告'
        '</a></div><div class="article"><div class="article_l"><h2 class="article_title">'
        f'{paper.title}</h2><div class="shezhi"><div class="time">发布时间：'
        f"{paper.published:%Y/%m/%d}</div>"
        f'<div class="ly laiyuantext">来源：<span>{name}</span></div>'
        f'<div class="dy">浏览次数：<span>{rng.randrange(10, 99999)}</span></div></div>'
        f'<div class="article_con"><div class="TRS_Editor"><p style="text-align: center;">'
        f"{paper.number}</p>\n{_paragraphs(paper)}</div></div></div>"
        f'<div class="article_r"><h3>热点</h3><ul>{hot}</ul></div></div></div>'
        f'<script>var _sid="{rng.getrandbits(64):x}";</script>'
    )
    return _frame(paper.host, f"{paper.title}-{name}", meta, body)


def lists(host: int, shown: list[Paper]) -> dict[str, bytes]:
    """The list pages of a host by path, newest document first."""
    rows = sorted(shown, key=lambda paper: (paper.published, paper.serial), reverse=True)
    pages = max(1, -(-len(rows) // ROWS))
    found = {}
    for page in range(pages):
        body = _list(rows[page * ROWS : (page + 1) * ROWS], page, pages)
        whole = _frame(host, f"通知公告-{HOSTS[host][0]}", "", body)
        found[f"/zwgk/tzgg/index_{page}.html" if page else "/zwgk/tzgg/index.html"] = whole
    found["/zwgk/tzgg/"] = found["/zwgk/tzgg/index.html"]
    return found


def _list(rows: list[Paper], page: int, pages: int) -> str:
    items = "".join(
        f'<li><a href=".{row.path.removeprefix("/zwgk/tzgg")}" target="_blank" '
        f'title="{row.title}">{row.title[:30]}…</a><div class="popbox"><h3>相关解读</h3><ul></ul>'
        f"</div><span>{row.published:%Y/%m/%d}</span></li>\n"
        for row in rows
    )
    return (
        f'<div class="container"><div class="list"><ul class="u-list">{items}</ul>'
        f'<div class="page"><script>createPageHTML({pages}, {page}, "index", "html");</script>'
        "</div></div></div>"
    )
