"""Why the system would not read or write a file, or listen at an address, in Chinese."""

import errno
import socket
from pathlib import Path

_WHY = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "那里只能读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EBUSY: "正被别的程序使用",
    errno.ETXTBSY: "正被别的程序使用",
    errno.EEXIST: "同名的不是文件夹",
    errno.EADDRINUSE: "已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    socket.EAI_NONAME: "没有这个主机名",
}


def why(error: OSError) -> str:
    """The reason, without the name of the file.

    >>> why(IsADirectoryError(errno.EISDIR, "Is a directory"))
    '是文件夹，不是文件'
    """
    return _WHY.get(error.errno or 0) or f"系统错误 {error.errno or error}"


def unwritable(path: Path, error: OSError) -> str:
    """That the file cannot be written, why, and the mend."""
    return f"写不了：{path}（{why(error)}）。请换一个可写的位置。"
