"""Offices of other provinces, for tests."""

from pathlib import Path

from storage.office import load_office
from storage.records import Office

SHANDONG = """
region = "山东省"

[[part]]
id = "central"
title = "中央文件"
name = "中央"
takes = ["central"]
first = ["中共中央", "国务院"]

[[part]]
id = "mee"
title = "生态环境部文件"
name = "生态环境部"
takes = ["mee"]

[[part]]
id = "energy"
title = "国家能源局文件"
name = "能源局"
issuers = ["国家能源局"]

[[part]]
id = "ministry"
title = "其他部委文件"
name = "部委"
takes = ["ministry"]

[[part]]
id = "shandong"
title = "山东省文件"
name = "省里"
takes = ["province"]

[[part]]
id = "qingdao"
title = "青岛市文件"
name = "青岛"
regions = ["青岛"]

[[part]]
id = "cities"
title = "山东各市文件"
name = "各市"
takes = ["city"]

[[part]]
id = "elsewhere"
title = "外省文件"
name = "外省"
takes = ["elsewhere"]
"""

WITHIN_MINISTRIES = """
region = "河北"

[[part]]
id = "central"
title = "中央文件"
name = "中央"
takes = ["central"]

[[part]]
id = "ministry"
title = "国家部委文件"
name = "部委"
takes = ["ministry"]

[[part]]
id = "province"
title = "本省文件"
name = "本省"
takes = ["province"]
"""


def office(folder: Path, text: str) -> Office:
    """The office of that text."""
    file = folder / "office.toml"
    file.write_text(text, "utf-8")
    return load_office(file)
