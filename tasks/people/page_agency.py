"""What the page of one agency shows: its people and its duties year by year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from agencies.accounts.states import state_of
from agencies.models import Agency, Membership, RoleOffer
from tasks.duties.listing import SUMS
from tasks.duties.shown import PeriodDuties
from tasks.models import Duty, Period, Plan
from tasks.models.status import LATE


@dataclass(frozen=True)
class YearLine:
    """One period of the agency in counts; each opens its rows."""

    period: Period
    owed: int
    reported: int
    done: int
    late: int


def years_of(agency: Agency, plans: Iterable[Plan], today: date) -> list[YearLine]:
    """Return the agency's periods, newest first; one query per period (a handful)."""
    held = Period.objects.filter(plan__in=plans, duties__agency=agency).distinct()
    lines = []
    for period in held.select_related("plan").order_by("-data_to", "plan")[:10]:
        rows: QuerySet[Any] = PeriodDuties(period, today).rows().filter(agency=agency)
        counts = rows.aggregate(
            owed=Count("pk", filter=Q(standing__in=SUMS["phai-thuc-hien"][1])),
            reported=Count("pk", filter=Q(standing__in=SUMS["da-bao-cao"][1])),
            done=Count("pk", filter=Q(standing__in=SUMS["hoan-thanh"][1])),
            late=Count("pk", filter=Q(standing__in=LATE)),
        )
        lines.append(YearLine(period, **counts))
    return lines


def people_of(agency: Agency, today: date) -> Iterable[Membership]:
    """Return who acts for the agency today or will, primary contact first."""
    rows = Membership.objects.filter(agency=agency).select_related("user")
    kept = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    people = list(kept.order_by("-is_primary", "role", "user__full_name", "pk"))
    for each in people:
        state = state_of(each.user)
        each.account, each.account_label = state.value, state.label  # type: ignore[attr-defined] # shown
    return people


def open_offers(agency: Agency) -> QuerySet[RoleOffer]:
    """Return the roles that were offered and not answered yet."""
    rows = RoleOffer.objects.filter(agency=agency, state=RoleOffer.State.OPEN)
    return rows.select_related("user")


def why_red(agency: Any) -> str:
    """Return why nobody can be reached, with what to do."""
    if not agency.has_people:
        return "Chưa cử đầu mối: đề nghị đơn vị gửi danh sách, nhập ở «Cán bộ đầu mối»."
    if not agency.has_active:
        return "Tài khoản của mọi đầu mối đã khóa: mở lại hoặc cử người khác."
    if agency.has_reachable:
        return (
            "Tài khoản của mọi đầu mối tạm ngừng: thư nhắc vẫn đến, chưa ai đăng nhập được. Gửi liên"
            " kết mở lại ở trang của đơn vị, mục «Tài khoản, thư kích hoạt»."
        )
    return "Đầu mối chưa có thư điện tử công vụ: bổ sung để nhận nhắc việc."


def readable_agencies(duties: QuerySet[Duty]) -> QuerySet[Agency]:
    """Return the agencies that have a duty among these."""
    return Agency.objects.filter(pk__in=duties.order_by().values("agency"))
