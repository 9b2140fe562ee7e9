"""A title as it is read: without breaks inside words, in simplified characters. Pure."""

import re
import unicodedata
from dataclasses import dataclass, replace

from storage.records import Classification, Evidence, TopicScore

_DROPPED = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_BREAKS = re.compile(r"\s+")
_CHINESE = re.compile("[\u4e00-\u9fff]")
# One for one, so that offsets stay: the characters of the subject's words and of official titles.
_PAIRS = (
    "達达 節节 減减 氣气 變变 綠绿 溫温 風风 電电 儲储 氫氢 動动 環环 轉转 發发 實实 關关 於于 "
    "辦办 規规 劃划 計计 條条 見见 標标 準准 產产 業业 車车 經经 濟济 資资 廢废 築筑 運运 輸输 "
    "匯汇 濕湿 應应 對对 適适 國国 務务 廳厅 區区 縣县 鄉乡 鎮镇 鐵铁 鋼钢 機机 構构 員员 導导 "
    "領领 組组 織织 總总 體体 強强 負负 責责 設设 備备 開开 門门 個个 評评 價价 審审 監监 測测 "
    "證证 認认 權权 額额 請请 報报 項项 題题 試试 點点 範范 單单 選选 擇择 調调 結结 類类 級级 "
    "維维 護护 養养 農农 東东 陽阳 燈灯 無无 烏乌 與与 為为 從从 來来 後后 時时 間间 問问 聞闻 "
    "聯联 聲声 職职 書书 長长 張张 進进 遠远 過过 還还 這这 連连 遞递 邊边 鄰邻 錄录 錢钱 鋰锂 "
    "錳锰 銅铜 鋁铝 鋅锌 釩钒 鈉钠 礦矿 碼码 種种 積积 穩稳 窯窑 競竞 純纯 紙纸 細细 終终 統统 "
    "絡络 給给 續续 網网 緊紧 緩缓 編编 縮缩 績绩 繼继 纖纤 羅罗 義义 習习 聖圣 脫脱 臨临 舉举 "
    "艦舰 藝艺 藍蓝 蘇苏 虛虚 處处 補补 裝装 製制 複复 視视 覽览 親亲 觀观 覺觉 觸触 訂订 記记 "
    "訓训 許许 訴诉 詢询 該该 詳详 語语 誠诚 說说 課课 論论 諮谘 謝谢 識识 議议 譯译 讀读 讓让 "
    "豐丰 貢贡 財财 貨货 販贩 貫贯 貸贷 貿贸 費费 賀贺 賃赁 賬账 質质 賽赛 購购 贈赠 趨趋 軌轨 "
    "軍军 軟软 較较 載载 輔辅 輕轻 輪轮 轄辖 辭辞 遊游 違违 遷迁 遲迟 醫医 釋释 針针 鍋锅 鎳镍 "
    "鏈链 鑄铸 閉闭 閱阅 闊阔 隊队 際际 陸陆 陰阴 陳陈 隨随 險险 隱隐 雙双 雜杂 難难 雲云 靜静 "
    "頁页 順顺 須须 預预 頒颁 頻频 顆颗 顧顾 顯显 飛飞 飲饮 館馆 駐驻 駕驾 騰腾 驅驱 驗验 黃黄 "
    "黨党 齊齐 齡龄 龍龙 徵征 幹干 廣广 廠厂 彈弹 徑径 復复 態态 慮虑 慶庆 戰战 據据 擴扩 擔担 "
    "擬拟 擊击 敗败 數数 斷断 暫暂 曆历 會会 極极 樓楼 樣样 橋桥 檔档 檢检 歐欧 歷历 歸归 殘残 "
    "毀毁 決决 沒没 況况 淨净 淺浅 湯汤 溝沟 滅灭 滿满 漁渔 潔洁 潛潜 濾滤 濱滨 灣湾 災灾 煉炼 "
    "煙烟 熱热 燒烧 爐炉 獎奖 獨独 獲获 現现 瑪玛 畝亩 畫画 當当 療疗 盡尽 盤盘 確确 禦御 禮礼 "
    "稅税 穀谷 筆笔 簡简 簽签 籌筹 糧粮 紀纪 約约 紅红 勵励 勞劳 勢势 匱匮 協协 參参 啟启 嚴严 "
    "圍围 園园 圖图 團团 場场 塊块 塗涂 墊垫 壓压 壞坏 壯壮 夠够 奮奋 婦妇 學学 寧宁 寶宝 寬宽 "
    "將将 專专 層层 屬属 島岛 崗岗 嶺岭 幣币 帶带 幫帮 庫库 廟庙 億亿 優优 償偿 儀仪 傳传 債债 "
    "傷伤 傾倾 僅仅 僑侨 兩两 冊册 凍冻 別别 刪删 則则 剛刚 創创 劇剧 劑剂 勝胜 佈布 佔占 併并 "
    "倉仓 係系 們们 異异 裏里 裡里 週周 遺遗 隻只"
)
# What some PDF files have for the characters: 民 written as the radical ⺠ is.
_RADICALS = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_SIMPLE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()} | _RADICALS)
_TRADITIONAL = re.compile(f"[{''.join(map(chr, _SIMPLE))}]")


@dataclass(frozen=True, slots=True)
class AsRead:
    """A title as it is read, and where each of its characters stands in the title as given."""

    text: str
    given: str
    places: tuple[int, ...] | None
    """``None``: at the same place."""

    def shown(self, found: Classification) -> Classification:
        """The same with the evidence of the title in the words and places as given."""
        if self.text == self.given:
            return found
        return replace(
            found,
            evidence=self._all(found.evidence),
            topics=tuple(
                TopicScore(id=one.id, score=one.score, evidence=self._all(one.evidence))
                for one in found.topics
            ),
        )

    def _all(self, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(self._one(one) if one.field == "title" else one for one in evidence)

    def _one(self, found: Evidence) -> Evidence:
        start, end = found.start, found.end
        if self.places is not None and end > start:
            start, end = self.places[start], self.places[end - 1] + 1
        return replace(found, text=self.given[start:end], start=start, end=end)


def as_read(title: str) -> AsRead:
    """The title in simplified characters, white space made one, breaks inside words closed."""
    simple = simplified(title)
    if " ".join(simple.split()) == simple and not _DROPPED.search(simple):
        return AsRead(simple, title, None)
    kept: list[str] = []
    places: list[int] = []
    gap = ""
    for at, char in enumerate(simple):
        if _DROPPED.match(char):
            continue
        if char.isspace():
            gap += char
            continue
        if kept and gap and not _is_break(gap, kept[-1], char):
            kept.append(" ")
            places.append(at - 1)
        gap = ""
        kept.append(char)
        places.append(at)
    return AsRead("".join(kept), title, tuple(places))


def _is_break(gap: str, before: str, after: str) -> bool:
    """Whether white space only breaks a line: none is written between Chinese characters."""
    return gap.strip(" \u3000\u00a0") != "" and bool(
        _CHINESE.match(before) and _CHINESE.match(after)
    )


def simplified(text: str) -> str:
    """The text with the traditional characters of the subject's words made simplified ones."""
    return _TRADITIONAL.sub(lambda found: found[0].translate(_SIMPLE), text)
