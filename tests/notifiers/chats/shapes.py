"""What each platform publishes of its messages' shapes and limits, as JSON Schemas of our own.

飞书: custom bots, card structure 1.0 (config, header, elements: markdown, hr, action with buttons).
钉钉: custom robots (markdown, actionCard). 企业微信: group robots (markdown, text_notice).
Slack: Block Kit reference. Teams: Adaptive Cards 1.4 in a message of a workflow.
"""

from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]
_HTTPS = '^https?://[^\\s<>"]+$'


def _object(required: Schema, **optional: Any) -> Schema:
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def _text(most: int, least: int = 1) -> Schema:
    return {"type": "string", "minLength": least, "maxLength": most}


def _list(of: Schema, most: int, least: int = 1) -> Schema:
    return {"type": "array", "items": of, "minItems": least, "maxItems": most}


_URL = {"type": "string", "pattern": _HTTPS, "maxLength": 3000}

# -- 飞书 -----------------------------------------------------------------------------------------

_LARK_PLAIN = _object({"tag": {"const": "plain_text"}, "content": _text(5000)})
_LARK_ELEMENT = {
    "oneOf": [
        _object({"tag": {"const": "markdown"}, "content": _text(20_000)}),
        _object({"tag": {"const": "hr"}}),
        _object(
            {
                "tag": {"const": "action"},
                "actions": _list(
                    _object(
                        {
                            "tag": {"const": "button"},
                            "text": _LARK_PLAIN,
                            "type": {"enum": ["default", "primary", "danger"]},
                            "url": _URL,
                        }
                    ),
                    5,
                ),
            }
        ),
    ]
}
FEISHU = _object(
    {
        "msg_type": {"const": "interactive"},
        "card": _object(
            {
                "config": _object({"wide_screen_mode": {"const": True}}),
                "header": _object({"template": {"enum": ["blue"]}, "title": _LARK_PLAIN}),
                "elements": _list(_LARK_ELEMENT, 50),
            }
        ),
    },
    timestamp={"type": "string", "pattern": "^[0-9]{10}$"},
    sign={"type": "string", "pattern": "^[A-Za-z0-9+/]{43}=$"},
)

# -- 钉钉 -----------------------------------------------------------------------------------------

DINGTALK = {
    "oneOf": [
        _object(
            {
                "msgtype": {"const": "markdown"},
                "markdown": _object({"title": _text(300), "text": _text(20_000)}),
            }
        ),
        _object(
            {
                "msgtype": {"const": "actionCard"},
                "actionCard": _object(
                    {
                        "title": _text(300),
                        "text": _text(20_000),
                        "btnOrientation": {"enum": ["0", "1"]},
                        "btns": _list(_object({"title": _text(20), "actionURL": _URL}), 5),
                    }
                ),
            }
        ),
    ]
}

# -- 企业微信 --------------------------------------------------------------------------------------

_JUMP = _object({"type": {"const": 1}, "title": _text(13), "url": _URL})
WECOM = {
    "oneOf": [
        _object(
            {
                "msgtype": {"const": "markdown"},
                "markdown": _object({"content": _text(4096)}),
            }
        ),
        _object(
            {
                "msgtype": {"const": "template_card"},
                "template_card": _object(
                    {
                        "card_type": {"const": "text_notice"},
                        "main_title": _object({"title": _text(26), "desc": _text(30, 0)}),
                        "card_action": _object({"type": {"const": 1}, "url": _URL}),
                    },
                    source=_object({"desc": _text(13), "desc_color": {"enum": [0, 1, 2, 3]}}),
                    quote_area=_object({"type": {"const": 0}, "quote_text": _text(1000)}),
                    sub_title_text=_text(112),
                    horizontal_content_list=_list(
                        _object({"keyname": _text(5), "value": _text(26)}), 6, 0
                    ),
                    jump_list=_list(_JUMP, 3, 0),
                ),
            }
        ),
    ]
}

# -- Slack ----------------------------------------------------------------------------------------


def _mrkdwn(most: int) -> Schema:
    kind, verbatim = {"const": "mrkdwn"}, {"type": "boolean"}
    return _object({"type": kind, "text": _text(most)}, verbatim=verbatim)


def _slack_plain(most: int) -> Schema:
    return _object({"type": {"const": "plain_text"}, "text": _text(most)}, emoji={"const": False})


_BLOCK = {
    "oneOf": [
        _object({"type": {"const": "header"}, "text": _slack_plain(150)}),
        _object({"type": {"const": "divider"}}),
        _object({"type": {"const": "section"}, "text": _mrkdwn(3000)}),
        _object({"type": {"const": "context"}, "elements": _list(_mrkdwn(3000), 10)}),
        _object(
            {
                "type": {"const": "actions"},
                "elements": _list(
                    _object({"type": {"const": "button"}, "text": _slack_plain(75), "url": _URL}),
                    25,
                ),
            }
        ),
    ]
}
SLACK = _object(
    {"text": _text(4000), "blocks": _list(_BLOCK, 50)},
    unfurl_links={"const": False},
    unfurl_media={"const": False},
)

# -- Teams ----------------------------------------------------------------------------------------

_COLORS = {"enum": ["default", "dark", "light", "accent", "good", "warning", "attention"]}
_SPACING = {"enum": ["none", "small", "default", "medium", "large", "extraLarge", "padding"]}
_OPEN = _object({"type": {"const": "Action.OpenUrl"}, "url": _URL}, title=_text(40))
_RUN = _object(
    {"type": {"const": "TextRun"}, "text": _text(28_000)},
    weight={"enum": ["lighter", "default", "bolder"]},
    size={"enum": ["small", "default", "medium", "large", "extraLarge"]},
    color=_COLORS,
    isSubtle={"type": "boolean"},
    selectAction=_OPEN,
)
_ELEMENT = {
    "oneOf": [
        _object(
            {"type": {"const": "RichTextBlock"}, "inlines": _list(_RUN, 20)},
            spacing=_SPACING,
            separator={"type": "boolean"},
        ),
        _object({"type": {"const": "ActionSet"}, "actions": _list(_OPEN, 6)}),
    ]
}
TEAMS = _object(
    {
        "type": {"const": "message"},
        "attachments": _list(
            _object(
                {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"type": "null"},
                    "content": _object(
                        {
                            "$schema": {"type": "string"},
                            "type": {"const": "AdaptiveCard"},
                            "version": {"enum": ["1.2", "1.3", "1.4"]},
                            "body": _list(_ELEMENT, 1000),
                        },
                        msteams=_object({"width": {"const": "Full"}}),
                    ),
                }
            ),
            1,
        ),
    }
)

_SHAPES = {
    "feishu": FEISHU, "dingtalk": DINGTALK, "wecom": WECOM, "slack": SLACK, "teams": TEAMS,
}  # fmt: skip
for _shape in _SHAPES.values():
    Draft202012Validator.check_schema(_shape)
SHAPES = {channel: Draft202012Validator(shape) for channel, shape in _SHAPES.items()}
"""By channel, what validates its messages: made once, since that costs more than to use it."""
BYTES = {
    "feishu": 20 * 1024 - 120, "dingtalk": 20_000, "wecom": 6000, "slack": 100_000,
    "teams": 28_000,
}  # fmt: skip
"""Of a whole body in UTF-8, signature included; 企业微信 counts its Markdown's 4,096 instead."""
