"""How many reported of how many, in sentences; nothing is no share of nothing."""

from collections.abc import Sequence
from decimal import Decimal

from reporting.counting.lateness import Behind
from reporting.counting.tasks import Counts, TaskCount, summed
from reporting.yearly.sentences import counted, percent
from tasks.models import Proof


def plans_sentence(tasks: Sequence[TaskCount]) -> str:
    """Say how many of the agencies that have to make a plan of their own have it."""
    own = summed(one for one in tasks if one.task.proof == Proof.OWN_PLAN)
    owed, sent, done = own.owed, own.reported, own.done
    if not owed:
        return "Kỳ này không có đơn vị phải ban hành kế hoạch riêng."
    task = "phải tổ chức quán triệt và xây dựng kế hoạch cụ thể"
    if not sent:
        return (
            f"Có {counted(owed)} cơ quan, đơn vị, địa phương {task}; chưa có đơn vị nào"
            " báo cáo."
        )
    left = f"; {counted(owed - sent)} đơn vị chưa báo cáo" if sent < owed else ""
    within = (
        f"{counted(done)} đơn vị đã thực hiện"
        if done
        else "chưa đơn vị nào có kết quả được tiếp nhận"
    )
    return (
        f"Trong {counted(owed)} cơ quan, đơn vị, địa phương {task}, {counted(sent)} đơn"
        f" vị đã báo cáo, trong đó {within}{left}."
    )


def tasks_sentence(counts: Sequence[TaskCount], annex: str) -> str:
    """Say how many words were owed on the clauses, sent and accepted."""
    whole = summed(counts)
    owed, requested = whole.owed, whole.requested
    asked = f"đề nghị phối hợp thực hiện {counted(requested)} nội dung"
    if not owed:
        none = "Kỳ này không có đơn vị phải báo cáo nội dung này"
        return f"{none}; đã {asked}." if requested else f"{none}."
    text = f"Tổng số {counted(owed)} lượt nhiệm vụ của các đơn vị phải báo cáo;"
    text += _reported(whole) + (f" ({annex})" if annex else "")
    if requested:
        text += f". Ngoài ra, đã {asked} (không tính vào số phải báo cáo)"
    return f"{text}."


def _reported(whole: Counts) -> str:
    """Say how much was reported and carried out; nothing is no share of nothing."""
    sent, done = whole.reported, whole.done
    if not sent:
        return " chưa có lượt nào được báo cáo"
    text = (
        f" đã báo cáo {counted(sent)} lượt (đạt {percent(Decimal(sent) / whole.owed)})"
    )
    if not done:
        return f"{text}, chưa có lượt nào đã thực hiện và được tiếp nhận"
    return f"{text}, trong đó đã thực hiện và được tiếp nhận {counted(done)} lượt"


def behind_sentence(behind: Sequence[Behind], annex: str, *, is_owed: bool) -> str:
    """Say how many agencies are behind, and how."""
    if not is_owed:
        return "Chưa có đơn vị nào phải báo cáo."
    if not behind:
        return "Các đơn vị đã báo cáo đầy đủ, đúng hạn."
    silent = sum(unit.unsent == unit.owed for unit in behind)
    partly = sum(0 < unit.unsent < unit.owed for unit in behind)
    late = len(behind) - silent - partly
    words = (
        (silent, "đơn vị chưa báo cáo"),
        (partly, "đơn vị báo cáo chưa đủ"),
        (late, "đơn vị báo cáo chậm"),
    )
    parts = [f"{counted(number)} {name}" for number, name in words if number]
    pointer = f" ({annex})" if annex else ""
    return f"Có {', '.join(parts)}{pointer}."
