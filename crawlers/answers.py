"""From what Scrapy brings to what we keep: pages, headers, and in Chinese why nothing came."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawlers.guard import Refused
from crawlers.monitors import Answer

_FAULTS: tuple[tuple[type[Exception], Answer, str], ...] = (
    (DownloadTimeoutError, "silence", "连接超时"),
    (CannotResolveHostError, "silence", "域名无法解析"),
    (DownloadConnectionRefusedError, "silence", "连接被拒"),
    (ResponseDataLossError, "silence", "应答不完整"),
    (DownloadFailedError, "silence", "连接中断"),
)


def describe(fault: BaseException, limit: int) -> tuple[Answer, str]:
    """What a failed request counts as, and why it failed, in Chinese."""
    if isinstance(fault, Refused):
        return fault.answer, fault.reason
    if _too_large(fault):
        return "oversize", f"文件超过 {limit >> 20} MB，未保存"
    if isinstance(fault, DownloadFailedError) and "certificate" in _whole(fault):
        return "silence", "证书无法验证，未读取（页面可能在途中被改动）"
    for kind, answer, text in _FAULTS:
        if isinstance(fault, kind):
            return answer, text
    if isinstance(fault, IgnoreRequest):
        loops = "redirection" in str(fault)
        return ("astray", "重定向次数过多") if loops else ("refused", f"未请求：{fault}")
    return "silence", f"请求失败：{type(fault).__name__} {fault}"[:200]


def _whole(fault: BaseException | None) -> str:
    """The fault and what caused it, in the library's words."""
    return f"{fault!r} {_whole(fault.__cause__ or fault.__context__)}" if fault else ""


def _too_large(fault: BaseException) -> bool:
    """Too large as sent, or (a decompression bomb, perhaps) when unpacked."""
    if isinstance(fault, DownloadCancelledError):
        return True
    return isinstance(fault, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(fault)


def headers_of(response: Response) -> dict[str, str]:
    """The headers by lower-case name; several of one name are joined by a comma."""
    found: dict[str, str] = {}
    for name, values in response.headers.items():
        joined = b", ".join(values)
        try:
            text = joined.decode("utf-8")
        except UnicodeDecodeError:
            text = joined.decode("latin-1")
        found[name.decode("latin-1").lower()] = text
    return found


def redirects_of(response: Response) -> tuple[str, ...]:
    """The addresses that led to the final one, in order."""
    urls: list[str] = response.meta.get("redirect_urls", []) if response.request else []
    return tuple(urls)
