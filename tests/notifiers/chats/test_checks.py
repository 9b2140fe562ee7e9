"""Which addresses and secrets each chat takes."""

import pytest

from notifiers import NOTIFIERS
from tests.notifiers.chats.decks import CHATS
from tests.notifiers.chats.servers import SECRETS

ROBOTS = {
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/0000",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=0000",
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0000",
    "slack": "https://hooks.slack.com/services/T0/B0/0000",
    "teams": "https://x.api.powerplatform.com/powerautomate/workflows/0/triggers/manual?sig=0",
}


@pytest.mark.parametrize("channel", CHATS)
def test_addresses_of_another_platform_are_refused_in_words(channel: str) -> None:
    NOTIFIERS[channel].check(ROBOTS[channel], SECRETS.get(channel, ""))
    others = [url for name, url in ROBOTS.items() if name != channel]
    host = ROBOTS[channel].split("/")[2]
    for url in (
        *others, "a", "", "https://[", f"https://{host}.evil.example/" + ROBOTS[channel][-20:],
        ROBOTS[channel].replace("https://", "http://"), f"https://u:p@{host}/",
        f"https://{host}/", f"https://{host}/x",
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"应如|应为|不是网址"):
            NOTIFIERS[channel].check(url, "")


@pytest.mark.parametrize(
    "url",
    [
        "https://prod-01.chinaeast2.logic.azure.cn:443/workflows/0/triggers/manual/paths/invoke"
        "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=a-b_c",
        "https://0.ab.environment.api.powerplatform.com/powerautomate/automations/direct/workflows"
        "/0/triggers/manual/paths/invoke?api-version=1&sp=%2Frun&sv=1.0&sig=a-b_c",
    ],
)
def test_addresses_of_workflows_as_they_are_given_out(url: str) -> None:
    NOTIFIERS["teams"].check(url, "")


@pytest.mark.parametrize("channel", CHATS)
def test_addresses_that_were_cut_or_pasted_with_more_are_refused(channel: str) -> None:
    whole = ROBOTS[channel]
    host = whole.split("/")[2]
    for url in (
        whole.rstrip("0"),
        whole.replace(host, f"{host}:8443"),
        f"{whole}/x y",
        f"{whole} ",
    ):
        with pytest.raises(ValueError, match=r"应如|重新复制"):
            NOTIFIERS[channel].check(url, "")


@pytest.mark.parametrize(
    "url",
    [
        "https://oapi.dingtalk.com/robot/send?access_token=0000&timestamp=1&sign=x",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=&debug=1",
        "https://hooks.slack.com/services/T0/B0/",
    ],
)
def test_addresses_with_what_is_none_of_theirs_are_refused(url: str) -> None:
    channel = next(name for name, one in ROBOTS.items() if one.split("/")[2] in url)
    with pytest.raises(ValueError, match="应如"):
        NOTIFIERS[channel].check(url, "")


@pytest.mark.parametrize(
    ("channel", "url", "words"),
    [
        ("slack", "https://hooks.slack.com/triggers/T0/1/x", "Incoming Webhook"),
        ("slack", "https://hooks.slack.com/workflows/T0/1/x", "Incoming Webhook"),
        ("teams", "https://x.webhook.office.com/webhookb2/0/IncomingWebhook/0", "已停用"),
        ("teams", "https://x.logic.azure.com/workflows/0/triggers", "应如"),
    ],
)
def test_the_wrong_kind_of_address_names_the_right_one(channel: str, url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        NOTIFIERS[channel].check(url, "")


@pytest.mark.parametrize(
    ("channel", "secret"),
    [("feishu", "有中文"), ("feishu", "a b"), ("dingtalk", "abc"), ("dingtalk", "SEC"),
     ("wecom", "x"), ("slack", "x"), ("teams", "x")],
)  # fmt: skip
def test_secrets_that_cannot_sign(channel: str, secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        NOTIFIERS[channel].check(ROBOTS[channel], secret)
