"""Characters that are taken for one another: by their look, or by their sound."""

_GROUPS = """
日曰目 未末 己已巳 0OoＯ〇○零DQ 1lI|丨 5S 8B 2Z 一—-丨 人入八 士土 干千于 大太犬 天夭 刀力
戊戌戍 候侯 免兔 折拆析 治冶 汆氽 淮准 晴睛 拔拨 崇祟 哀衷 毫亳 壁璧 辩辨辫 像象 做作 帐账
坐座 至致 以已 及极 市巿 赢羸嬴 暑署 徒徙陡 茶荼 微徽 盲育 仑仓 贷货 贫贪 副幅 密蜜 签鉴
竟竞 复覆 建健 帅师 冷泠 抢抡 苹萍 概慨 既即 梁粱 拢扰 拌绊 住往 特持待侍 园圆 困因囚 国固
向问间 同周 冈岗 木本术 米来 开并井升 北比此 厂广 了子孑 王玉主 令今 申甲由田电 石右
白自百目 且旦早旱 鸟乌马 风凤 没设 挡档 村材 科料 徘排 技枝 抓抵低底 氐氏民 矛予子 历厉 压庄
减碱 碳炭 氮氨 烧浇绕饶 陪培倍部 综棕 标杯 篮蓝 梯悌 燥躁 采釆彩 的地得 绩积 决绝 定订 反返
份分 形型 其期 进近 教数 坏环 泻泄 彻切 顿吨 引印 在再 蓄畜 坚艰 震振 汽气 砝法 幕墓暮慕募
遣遗 峰锋 锌辛 铝吕 镁美 桔结 秆杆 澄橙 隋随 届界 列例 历力 利力 须需 按安 贮储 撤撒 折拆
栽裁载 燃然 摸模膜 椎推 渡度 辐幅福 缓暖 斤厅 侧测则 拨泼 监检 综纵
"""

CONFUSABLES = frozenset(
    (one, other) for group in _GROUPS.split() for one in group for other in group if one != other
)
"""What is found, and what is expected."""
