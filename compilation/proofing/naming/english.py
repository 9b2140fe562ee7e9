"""English words that a converter leaves in Chinese text, and what mostly stood there."""

_PAIRS = """
and=和 or=或 support=支持 the= of=的 with=与 for=为 to=至 in=在 by=由 from=从 as=作为 is=是
are=是 not=不 including=包括 promote=推动 development=发展 system=系统 systems=系统
energy=能源 carbon=碳 green=绿色 low=低 high=高 new=新 based=基于 on= at= such= this=
that= will=将 should=应当 must=必须 can=可以 may=可以 also=也 more=更多 other=其他 all=所有
each=每 between=之间 through=通过 national=国家 local=地方 project=项目 projects=项目
management=管理 enterprise=企业 enterprises=企业 standard=标准 standards=标准
implementation=实施 implement=实施 improve=提升 strengthen=加强 establish=建立 etc=等
key=重点 emission=排放 emissions=排放 technology=技术 capacity=能力 building=建设
"""

WORDS = dict(pair.split("=") for pair in _PAIRS.split())
"""The Chinese for each word; empty where there is none to be put in its place."""
