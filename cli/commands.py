"""Every command and what it does in a word, by the module of its group."""

COMMANDS: dict[str, dict[str, str]] = {
    "crawling": {
        "crawl": "巡查来源一遍",
    },
    "sources": {
        "sources": "来源目录",
        "extract": "读一个存下的页面",
    },
    "problems": {
        "problems": "来源的问题",
    },
    "documents": {
        "documents": "文件",
        "changes": "变化",
        "classify": "判断标准输入中每行的相关度",
        "topics": "主题",
    },
    "answering": {
        "why": "一份文件为什么在这里，或为什么不在：编号、文号、标题、网址都可以问",
    },
    "advising": {
        "advise": "请自选的大模型写摘要（默认关闭；只核对数字和名称，仅供参考）",
    },
    "review": {
        "review": "收录与否：待定的、抽查的、改定的",
    },
    "search": {
        "search": "在标题、文号、正文和附件中检索",
    },
    "adding": {
        "add": "补入一份列表上没有的文件：网址，或收到的文件",
    },
    "diff": {
        "diff": "比较两个文件或两个版本",
    },
    "deadlines": {
        "deadlines": "文件定下的、将要到的日期",
    },
    "gaps": {
        "gaps": "系列文号中从未见到的号",
    },
    "history": {
        "history": "一份文件的历次版本，或某日的文字",
    },
    "reprocess": {
        "reprocess": "规则改动后，把存下的页面重新解读一遍",
    },
    "learning": {
        "learn": "从人的决定中学：训练、比较、采用、换回模型",
        "reclassify": "主题、各编或模型改动后，把存下的文件重新判断一遍",
    },
    "evidence": {
        "evidence": "导出、核验一份文件的原始抓取",
    },
    "issue": {
        "issue": "每月一期的汇编：导入、核对、校对、起草、定稿",
    },
    "subscriptions": {
        "subscribe": "添加一个订阅",
        "subscriptions": "订阅：列出、试算、停用、恢复、删除",
    },
    "delivering": {
        "digest": "摘要：预览、发送、待批准的",
    },
    "deliveries": {
        "deliveries": "每一次投递：查看、重发、批准",
    },
    "readers": {
        "readers": "读者的地址：留着什么，全部删除",
    },
    "webhooks": {
        "webhook": "推送给程序的内容：JSON Schema",
    },
    "feeds": {
        "feeds": "供稿的地址：Atom、日历、程序用的变化",
    },
    "operating": {
        "canary": "全程自检：自己的网页改一次，看它走到哪一步",
        "bounces": "退回的邮件和投诉",
    },
    "installation": {
        "serve": "启动工作台与定时巡查",
        "demo": "用自带的小世界演示全过程",
        "office": "本办公室：省份、各编、各编收什么",
        "doctor": "检查安装，说明怎样修",
    },
}
