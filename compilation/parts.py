"""The titles of the parts (编) of a monthly issue."""

from storage.records import Part

PART_TITLES: dict[Part, str] = {
    "central": "第一编 中央文件",
    "mee": "第二编 生态环境部文件",
    "ministry": "第三编 国家各部委文件",
    "province": "第四编 河北省文件",
}
