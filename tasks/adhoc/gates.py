"""Who asks, and the lock that every step of a request takes first."""

from datetime import date

from agencies.models import Agency, User
from agencies.models.authority import acts_for, agencies_of
from kehoach.lib.refusals import RuleBroken
from tasks.duties.authority import REVIEWERS
from tasks.duties.errors import NotAllowed, StaleVersion
from tasks.duties.locks import hold
from tasks.models import AdhocRequest, Plan


class RequestState(RuleBroken):
    """The request is not in the state that the step needs."""

    default = "Yêu cầu không còn ở trạng thái cho phép làm việc này."


def may_ask(user: User, steering: Agency, today: date) -> bool:
    """Return whether the person writes and sends requests of the steering agency."""
    return acts_for(user, steering.pk, today, *REVIEWERS)


def asking_agency(user: User, today: date) -> Agency | None:
    """Return the agency in whose name the person may ask: of those where they review a
    plan, the main one first.
    """
    steered = Plan.objects.programmes().steered_by(user, today=today, roles=REVIEWERS)
    own = agencies_of(user, today, *REVIEWERS).filter(steered_plans__in=steered)
    main = own.filter(memberships__user=user, memberships__is_primary=True)
    return main.first() or own.order_by("sort_key", "pk").first()


def require_asker(user: User, steering: Agency, today: date) -> None:
    """Raise NotAllowed unless the person asks in the steering agency's name."""
    if not may_ask(user, steering, today):
        message = f"Chỉ cán bộ, lãnh đạo {steering} được yêu cầu báo cáo đột xuất."
        raise NotAllowed(message)


def locked(request: AdhocRequest, actor: User, today: date, state: str) -> AdhocRequest:
    """Return the request fresh and locked; raise unless the person may take a step
    and the request is in `state`.
    """
    rows = hold(AdhocRequest.objects)
    row: AdhocRequest = rows.select_related("plan__steering_agency").get(pk=request.pk)
    require_asker(actor, row.plan.steering_agency, today)
    if row.state != state:
        message = f"Yêu cầu đang ở trạng thái «{row.label}», không làm việc này được."
        raise RequestState(message)
    return row


def require_version(row: AdhocRequest, version: int | None) -> None:
    """Raise StaleVersion when somebody saved after the form was opened."""
    if version is not None and version != row.version:
        message = (
            "Có người vừa sửa yêu cầu này. Nội dung anh/chị gõ vẫn ở dưới;"
            " mở trang ở thẻ khác để so rồi lưu lại."
        )
        raise StaleVersion(message)
