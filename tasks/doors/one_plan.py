"""One plan for now: a second one is refused, whichever way it comes.

Pages, letters and reports still take the plan that there is. Ad-hoc requests are plans
of their own kind and stand apart.
"""

from tasks.duties.errors import InvalidInput
from tasks.models import Plan


def second_plan_refusal(*, code: str = "") -> str:
    """Return why a plan with this code is not taken; empty when it may be."""
    other = Plan.objects.programmes().exclude(code=code).order_by("pk").first()
    if other is None:
        return ""
    return (
        f"Cổng đang theo dõi «{other}» và hiện chỉ theo dõi một kế hoạch; thêm kế hoạch"
        " thứ hai sẽ làm lẫn nhiệm vụ, thư và báo cáo của hai kế hoạch. Việc đột xuất"
        " thì lập ở trang «Báo cáo đột xuất»."
    )


def plan_meant(*, code: str = "") -> Plan:
    """Return the plan of this code, without one the only plan that there is. Raises
    InvalidInput, which names the codes, when it is none or one of several.
    """
    plans: list[Plan] = list(Plan.objects.programmes().order_by("code"))
    found = [plan for plan in plans if plan.code == code] if code else plans
    if len(found) == 1:
        return found[0]
    codes = ", ".join(plan.code for plan in plans) or "chưa có kế hoạch nào"
    message = f"Ghi mã kế hoạch (--plan): {codes}."
    raise InvalidInput(message, field="plan")


def require_only_plan(*, code: str) -> None:
    """Raise InvalidInput when there is another plan already."""
    if refusal := second_plan_refusal(code=code):
        raise InvalidInput(refusal, field="code")
