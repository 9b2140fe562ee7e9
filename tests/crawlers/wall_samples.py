"""The pages of ``wall_samples.toml``: (status, body, state) by name."""

import re
import tomllib
from pathlib import Path

Sample = tuple[int, str, str]

_MENU = "".join(f'<li><a href="/col{n}/">栏目{n}名称</a></li>' for n in range(40))
_TANGLE = "".join(f"_0x{n:04x}['p'+_0x{n + 7:04x}]();" for n in range(4096, 4120))
_CLAUSE = "<p>第{}条 各单位应当按照本办法做好节能工作，并于每年三月底前报告。</p>"
_ARTICLE = "".join(_CLAUSE.format(n) for n in range(20))
_TITLE = "<li><a href='/c{}/t{}.html'>关于第{}号节能事项的通知</a></li>"
_HOME = "".join(
    f"<ul>{''.join(_TITLE.format(column, n, n) for n in range(10))}</ul>" for column in range(14)
)
_PIECES = {
    "head": '<!DOCTYPE html><html><head><meta charset="utf-8"><title>',
    "end": "</body></html>",
    "before": f"<div><ul>{_MENU}</ul></div>",
    "after": "<div>主办单位：开变市人民政府 备案编号 00000000</div>",
    "tangle": _TANGLE,
    "long tangle": _TANGLE * 80,
    "signs": "".join(f"\\x{n % 200 + 32:02x}" for n in range(60)),
    "packed": "eval(function(p,a,c,k,e,d){return p}('0 1',2,2,'a|b'.split('|')))",
    "code": "".join(f"var a{n}=b{n}(c{n});" for n in range(6000)),
    "home": _HOME,
    "article": _ARTICLE,
    "attacks": _ARTICLE.replace("节能", "防范网络攻击、拦截异常访问、验证码"),
}
_PIECE = re.compile("{(" + "|".join(_PIECES) + ")}")


def _every() -> dict[str, Sample]:
    samples = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {
        name: (
            one.get("status", 200),
            _PIECE.sub(lambda found: _PIECES[found[1]], one["html"]),
            one["state"],
        )
        for name, one in samples.items()
    }


EVERY = _every()
