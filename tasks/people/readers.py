"""A member of an inspection reads what a decision names, until its last day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet

from agencies.models import Agency, Ancestry, User
from agencies.models.authority import agencies_of
from agencies.people.accounts import ask_activations, person_for
from agencies.trail.writing import AuditKind, record
from kehoach.lib.contact_words import clean_email
from kehoach.lib.text import nfc
from tasks.duties.authority import REVIEWERS
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import Duty, Plan, ReaderGrant

#: Days that one decision opens papers for; longer needs another row.
_LONGEST = 366


def plans_to_open(user: User, today: date) -> QuerySet[Plan]:
    """Return the plans whose papers the person opens to an inspection: those that their
    agency steers, as officer or head; all for administrators.
    """
    if user.is_active and user.is_superuser:
        return Plan.objects.all()
    mine = agencies_of(user, today, *REVIEWERS).values("pk")
    return Plan.objects.filter(steering_agency__in=mine)


def grants_shown(user: User, today: date) -> QuerySet[ReaderGrant]:
    """Return the grants that the person sees and may end: those of such plans, and what
    opens all plans to administrators.
    """
    rows = ReaderGrant.objects.select_related("user", "plan", "granted_by", "ended_by")
    if user.is_active and user.is_superuser:
        return rows
    return rows.filter(plan__in=plans_to_open(user, today))


def readers_of(agency: Agency, today: date) -> QuerySet[ReaderGrant]:
    """Return who reads the agency's papers today: by its name, or as what another that
    is named descends from.
    """
    heirs = Ancestry.objects.filter(since__lte=today, elder=agency).values("heir_id")
    named = Q(agencies=agency) | Q(agencies__in=heirs)
    rows = ReaderGrant.objects.standing_on(today).filter(named)
    return rows.order_by("valid_to", "pk").distinct()


@transaction.atomic
def grant_reading(
    *,
    email: str,
    full_name: str,
    position: str = "",
    team: str,
    agencies: Sequence[Agency],
    plan: Plan | None,
    data_from: date | None = None,
    data_to: date | None = None,
    decision_number: str,
    decision_on: date,
    decision_issuer: str,
    last_day: date,
    actor: User,
    today: date,
    now: datetime,
) -> ReaderGrant:
    """Open the agencies' papers to one person until the last day, on an account that
    only reads; a job sends the letter to activate a new one.
    """
    _require_scope(agencies, plan, actor, today)
    _require_days(data_from, data_to, decision_on, last_day, today)
    user, is_new = _reader(email, full_name, position)
    row = ReaderGrant.objects.create(
        user=user,
        plan=plan,
        data_from=data_from,
        data_to=data_to,
        team=nfc(team).strip(),
        decision_number=nfc(decision_number).strip(),
        decision_on=decision_on,
        decision_issuer=nfc(decision_issuer).strip(),
        valid_from=today,
        valid_to=last_day,
        granted_by=actor,
        granted_at=now,
    )
    row.agencies.set(agencies)
    if is_new or not user.has_usable_password():
        ask_activations(users=[user], actor=actor, now=now)
    record(AuditKind.ROLE, target=row, person=user, after=_facts(row, agencies))
    return row


def _facts(row: ReaderGrant, agencies: Sequence[Agency]) -> dict[str, object]:
    return {
        "role": "reader",
        "agencies": sorted(agency.code for agency in agencies),
        "plan": row.plan.code if row.plan else "",
        "data_from": row.data_from,
        "data_to": row.data_to,
        "decision": row.cited,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def _require_scope(
    agencies: Sequence[Agency], plan: Plan | None, actor: User, today: date
) -> None:
    opens = plans_to_open(actor, today)
    if plan is None and not actor.is_superuser:
        if not opens.exists():
            raise NotAllowed
        message = "Chọn kế hoạch được đọc."
        raise InvalidInput(message, field="plan")
    if plan and not opens.filter(pk=plan.pk).exists():
        raise NotAllowed
    if not agencies:
        message = "Chọn ít nhất một đơn vị."
        raise InvalidInput(message, field="agencies")
    owing = Duty.objects.filter(agency__in=agencies)
    owing = owing.filter(period__plan=plan) if plan else owing
    found = set(owing.order_by().values_list("agency_id", flat=True).distinct())
    if left := [each.short_name for each in agencies if each.pk not in found]:
        message = f"Không có nhiệm vụ trong kế hoạch này: {', '.join(left[:5])}."
        raise InvalidInput(message, field="agencies")


def _require_days(
    data_from: date | None,
    data_to: date | None,
    decision_on: date,
    last_day: date,
    today: date,
) -> None:
    problems = {}
    if (data_from is None) != (data_to is None):
        problems["data_to"] = "Ghi cả ngày đầu và ngày cuối, hoặc để trống cả hai."
    elif data_from and data_to and data_to < data_from:
        problems["data_to"] = "Ngày cuối phải từ ngày đầu trở đi."
    if decision_on > today:
        problems["decision_on"] = "Ngày quyết định không sau hôm nay."
    if last_day < today:
        problems["last_day"] = "Ngày cuối được đọc phải từ hôm nay trở đi."
    elif last_day > today + timedelta(days=_LONGEST):
        problems["last_day"] = "Mỗi lần cho đọc không quá một năm."
    if problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


def _reader(email: str, full_name: str, position: str) -> tuple[User, bool]:
    """Return the account that only reads, made when there is none with the e-mail."""
    known = User.objects.filter(email__iexact=clean_email(email)).first()
    if known and not known.reads_only:
        message = (
            "Thư điện tử này là của tài khoản đang làm việc trên Cổng. Tài khoản đọc hồ sơ"
            " không làm việc khác: dùng một thư điện tử khác của người ấy."
        )
        raise InvalidInput(message, field="email")
    if known:
        return known, False
    try:
        user = person_for(email=email, full_name=full_name, position=position)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field="email") from error
    user.reads_only = True
    user.save(update_fields=["reads_only"])
    return user, True


@transaction.atomic
def end_reading(
    *, grant: ReaderGrant, reason: str, actor: User, today: date, now: datetime
) -> ReaderGrant:
    """End a grant before its last day, with the reason, and the reader's sessions."""
    if not grants_shown(actor, today).filter(pk=grant.pk).exists():
        raise NotAllowed
    row: ReaderGrant = hold(ReaderGrant.objects).get(pk=grant.pk)
    why = nfc(reason).strip()
    if not why:
        message = "Ghi lý do kết thúc sớm."
        raise InvalidInput(message, field="reason")
    if row.ended_at or (row.valid_to and row.valid_to < today):
        message = "Quyền đọc này đã hết."
        raise InvalidInput(message)
    row.ended_at, row.ended_by, row.end_reason = now, actor, why[:300]
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    User.objects.filter(pk=row.user_id).update(sessions_round=F("sessions_round") + 1)
    record(AuditKind.ROLE, target=row, person=row.user, after={"ended": why[:300]})
    return row
