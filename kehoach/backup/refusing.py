"""Why a backup or a restore does not go on, in words for who runs it."""

import errno


class Refused(Exception):
    """Something is missing or in the way; the message says what to do."""


class Damaged(Exception):
    """What is read is not what was written."""


def why(error: OSError) -> str:
    """Return what the system refuses."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "hết chỗ trên đĩa (hoặc quá hạn mức): giải phóng chỗ rồi chạy lại"
    return error.strerror or str(error)
