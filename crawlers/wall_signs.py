"""The signs of walls: marks of products, words that tell a visitor off, habits of scripts."""

import re

MARKS: tuple[tuple[str, str], ...] = (
    ("$_ts", "瑞数脚本校验"),
    ("__jsl_clearance", "加速乐脚本校验"),
    ("jsl_clearance_s", "加速乐脚本校验"),
    ("acw_sc__v", "阿里云脚本校验"),
    ("aliyun_waf", "阿里云脚本校验"),
    ("aliyunCaptcha", "阿里云验证码"),
    ("wzws", "网站卫士脚本校验"),
    ("WZWS", "网站卫士脚本校验"),
    ("adfwkey", "防火墙跳转校验"),
    ("Virtual Container Shield", "虚拟容器脚本校验"),
    ("security_session_verify", "云锁脚本校验"),
    ("yunsuo_session", "云锁脚本校验"),
    ("创宇", "创宇云防护页面"),
    ("365cyd", "创宇云防护页面"),
    ("yunaq.com", "创宇云防护页面"),
    ("EO_Bot_Ssid", "边缘防护脚本校验"),
    ("__tst_status", "边缘防护脚本校验"),
    ("TencentCaptcha", "腾讯云验证码"),
    ("waf-static", "腾讯云防火墙页面"),
    ("cf-chl", "Cloudflare 校验"),
    ("cdn-cgi/challenge", "Cloudflare 校验"),
    ("cdn-cgi/js/captcha", "加速乐验证码"),
    ("_guard/", "防护脚本校验"),
    ("HWWAFSES", "华为云防火墙页面"),
    (".safeline/", "雷池防火墙页面"),
    ("SafeLineChallenge", "雷池脚本校验"),
    ("slg-box", "雷池脚本校验"),
    ("safedog", "安全狗拦截页面"),
    ("D盾", "D盾拦截页面"),
    ("_Incapsula_", "Incapsula 校验"),
    ("geetest", "极验验证码"),
    ("C3VK", "脚本校验"),
)
VISITOR = (
    "(?:您|你|当前|此次|本次|该|此)的?(?:[一-鿿A-Za-z]{0,6})"
    "(?:访问|请求|操作|行为|IP|网络|URL|地址)"
)
DOUBT = "(?:威胁|攻击|异常|不合法|非法|恶意|危险|风险|可疑|入侵)"
STOP = "(?:拦截|阻断|拒绝|禁止|封禁|封锁|屏蔽|限制|终止|受限)"
REFUSED = re.compile(
    f"{VISITOR}[^。！]{{0,20}}(?:{DOUBT}|{STOP})|访问(?:已|暂时)?被{STOP}|"
    "(?:访问|请求|操作|刷新)(?:次数)?(?:过于|太过?)(?:频繁|密集)|(?:频率|速度|次数)(?:过[高快多]|超)|"
    "(?:安全|人机|滑动|滑块|行为|访问)验证|验证码保护|验证您是真人|拖动滑块|"
    "(?:完成|通过|进行)(?:下[方面列])?验证|"
    "拦截提示|安全拦截|疑似(?:黑客|攻击)|爬虫|机器人程序|拒绝访问|禁止访问|"
    "(?:境外|海外|国外|区域|地区|IP)[^。]{0,10}(?:无法|禁止|限制|不能|不允许)[^。]{0,4}访问|"
    "仅(?:限|允许|支持)[^。]{0,8}(?:境内|大陆)|"
    r"Access\s*(?:Denied|Forbidden)|403\s*Forbidden|^\s*Forbidden|"
    r"Request\s*(?:unsuccessful|blocked|rejected)|"
    r"(?:request|access|been)\s*(?:was |has |is )?\s*(?:been )?(?:blocked|denied)|"
    r"Just\s*a\s*moment|"
    r"(?:Checking|verify)\s*(?:if\s*|that\s*)?you(?:r browser| are (?:a )?human)|"
    r"too\s*many\s*requests|(?:滑动|拖动|点击)[^。]{0,8}(?:拼图|解锁)|"
    r"Denied\s*by|(?:robots?|crawlers?|bots?|spiders?)\s*(?:are|is)?\s*"
    r"(?:not\s*allowed|denied|forbidden|blocked)",
    re.I,
)
FILTER = re.compile("(?:网站|应用|WEB)防火墙", re.I)
DOWN = re.compile(
    r"Bad\s*Gateway|Gateway\s*Time-?out|Service\s*(?:Temporarily\s*)?Unavailable|网关(?:错误|超时)|"
    r"(?:^|HTTP|Error|错误(?:代码|码)?|状态码?)[\s:：]*50[234]\b|50[234]\s*(?:错误|网关)|"
    "(?:源站|后端|上游)[^。]{0,12}(?:无法|不可|异常|超时|无响应|没有响应|失败|故障)",
    re.I,
)
NO_RIGHT = re.compile("无权(?:访问|查看|浏览)|没有[^。]{0,8}权限|权限不足")
BOX = re.compile("^(?:系统|温馨|友情|消息|信息|操作|网站)?提示(?:信息|消息|页面?|框)?[:：!！]?$")
PUZZLE = re.compile(
    "(?:输入|填写)[^。]{0,10}(?:验证码|校验码|字符|图片|数字)|滑块|滑动|拖动|按住|拼图|"
    "(?:点击|点选|选择|选出)[^。]{0,16}(?:验证|图片|文字|继续(?:访问|浏览))|真人|人机|验证码|"
    "确认(?:您|你)不是|(?:验证|确认|校验)[^。]{0,12}(?:继续|后)[^。]{0,4}(?:访问|浏览)",
)
ASKED = re.compile("查询|检索|留言|咨询|投诉")
PUZZLE_PARTS = re.compile(
    r"<(?:img|canvas|input|iframe)\b|(?:captcha|slider|puzzle|drag|yzm|verify|checkcode)", re.I
)
FORM_PARTS = re.compile(r"<textarea\b|(?:<input\b[^<>]*type\s*=\s*[\"']?text.*?){3}", re.I | re.S)
NO_SCRIPT = re.compile(
    r"(?:开启|启用|打开|允许)\s*(?:浏览器的?)?\s*(?:JavaScript|Cookie|JS|脚本)", re.I
)
SETS_COOKIE = re.compile(r"document(?:\.cookie|\[['\"]cookie['\"]\])\s*\+?=(?!=)|setCookie\(", re.I)
RELOADS = re.compile(
    r"location\s*\.\s*reload\s*\(|location(?:\.href)?\s*=\s*(?:window\.)?location", re.I
)
LEADS = re.compile(
    r"location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(|\.submit\(", re.I
)
TANGLED = re.compile(
    r"eval\s*\(\s*function\s*\(\s*p\s*,\s*a\s*,\s*c\s*,\s*k|\[\]\[\(!\[\]\+\[\]\)|"
    r"(?:_0x[0-9a-f]{4,}\W.{0,400}?){5}|(?:\\x[0-9a-f]{2}){40}|"
    r"eval\s*\(\s*(?:unescape|atob|decodeURIComponent|String\.fromCharCode)\s*\(",
    re.I | re.S,
)
FROM_ELSEWHERE = re.compile(r"<script\b[^<>]*\bsrc\s*=", re.I)
TARGET = re.compile(
    r"location(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*[\"']([^\"']{1,300})[\"']", re.I
)
REFRESH = re.compile(
    r"<meta[^>]{1,120}?http-equiv\s*=\s*[\"']?refresh[\"']?[^>]{0,60}?content\s*=\s*[\"']?\s*\d+(?:\.\d+)?"
    r"\s*(?:[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>\s]*))?",
    re.I,
)
PASSWORD = re.compile(r"<input\b[^>]{0,300}?type\s*=\s*[\"']?password", re.I)
LOGIN = re.compile("登[录陆]|身份认证|sign\\s*in|log\\s*in", re.I)
LOG_IN = re.compile(
    "请(?:先|您)?登[录陆]|(?:未|没有|需要?|必须|尚未)登[录陆]|登[录陆](?:已)?(?:超时|过期|失效)|"
    "登[录陆]后(?:才|方|再)?[^。]{0,4}(?:查看|访问|浏览)"
)
GREETING = re.compile(
    r"(?:[您你]好|欢迎)[^。；]{0,16}?请登[录陆](?!后)|请登[录陆]\s*[|｜/]?\s*(?:免费|立即)?注册"
)
"""What stands in the head of any page of a site that has users; it demands nothing."""
OF_LOGIN = re.compile(
    "登[录陆]|密码|验证码|[账帐]号|^(?=.{0,40}$).*"
    "(?:注册|用户|手机|扫码|认证|忘记|证书|UKey|协议|隐私|欢迎|[您你]好|sign|log\\s*in|password|user)",
    re.I,
)
UPKEEP = re.compile(
    "(?:网站|系统|平台|服务器?|页面|站点|栏目|门户)[^。，,]{0,8}?(?:维护|升级|改版|检修|割接|关闭|关停|迁移|建设)(?:中|，|,|。|！|!|期间|$)|"
    "(?:正在|正处于|进行)(?:[^。]{0,6})(?:维护|升级|改版|检修|建设)|暂时(?:关闭|无法提供|不可用)|"
    "暂停[^。，,；]{0,12}(?:服务|访问|开放|对外|办理|受理|报名|查询|申报|使用|办公)|"
    "(?:系统|平台|网站|服务器?|业务)[^。]{0,30}(?:停机|停止(?:服务|运行|使用))|停机(?:维护|检修|升级)|"
    "网站(?:暂时|已)关闭|(?:under|for)\\s*maintenance|敬请期待|浏览器版本(?:过低|太低)|"
    "未(?:完成|取得|进行)?备案|未根据[^。]{0,24}备案|域名(?:已经?)?(?:过期|到期)|没有找到站点|"
    "(?:网站|站点|主机)[^。]{0,6}(?:欠费|停用|停止|暂停)",
    re.I,
)
CLOSED = re.compile("维护|升级|检修|停机|割接|改版")
ASKS = re.compile(r"ajax|getJSON|XMLHttpRequest|fetch\s*\(|axios|\$\.(?:get|post)\b", re.I)
WHERE_TOLD = re.compile(
    r"location(?:\.href)?\s*=\s*(?!window\b|location\b|document\b|self\b|top\b)[a-z_$][\w$]*"
    r"(?:\.\w+|\[[^\]]{1,40}\])*\s*[;,})\n]|location\.(?:replace|assign)\(\s*[a-z_$][\w$.]*\s*\)",
    re.I,
)
CHINESE = re.compile("[一-鿿]{4}")
ELEMENT = re.compile(
    r"<(?!(?:!|/|html|head|body|meta|link|script|style|title|noscript|base|br)\b)[a-z]", re.I
)
LONG = 20_000
"""Characters of script that no page needs that shows nothing."""
