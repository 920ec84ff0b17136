"""What Celery runs for the agencies room: read the clock, fetch, one call."""

import logging
from datetime import timedelta

from celery import current_app, shared_task
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from agencies.accounts import falling_asleep, forgotten
from agencies.accounts.bounds import forget_old
from agencies.accounts.letters import tell_owners
from agencies.asked import asking
from agencies.models import User
from agencies.people import accounts
from agencies.trail import purging

logger = logging.getLogger(__name__)
#: A run takes no new row after so long; jobs get 15 minutes (CELERY_TASK_TIME_LIMIT).
NO_MORE_AFTER = timedelta(minutes=5)


@shared_task(name="agencies.run_asked")
def run_asked() -> None:
    """Run what was asked for and is due, one row after the other."""
    last = timezone.now() + NO_MORE_AFTER
    while (now := timezone.now()) <= last and (row := asking.take(now=now)):
        try:
            current_app.tasks[row.job](**asking.arguments_of(row))
        except Exception as error:
            logger.exception("%s failed, it is tried again", row.job)
            problem = type(error).__name__
            asking.note_failed(row=row, problem=problem, now=timezone.now())
        else:
            asking.note_done(row=row)


@shared_task(name="agencies.sleep_accounts")
def sleep_accounts_job() -> None:
    """Warn and put to sleep who has not signed in for long."""
    falling_asleep.sleep_accounts(now=timezone.now())


@shared_task(name="agencies.tell_owners")
def watch_the_door() -> None:
    """Tell owners what happened to their accounts; forget tries that count no more."""
    now = timezone.now()
    tell_owners(now=now)
    forget_old(now=now)


@shared_task(name="agencies.purge_audit")
def purge_audit_job() -> None:
    """Take whole months of the trail away that are past their time."""
    purging.purge_audit(months=settings.AUDIT_MONTHS, today=timezone.localdate())


@shared_task(name="agencies.clear_sessions")
def clear_sessions() -> None:
    """Take the sessions away that are over."""
    call_command("clearsessions")


@shared_task(name="agencies.send_activation")
def send_activation(*, user_id: int, actor_id: int | None = None) -> None:
    """Send one person the link that activates the account."""
    users = User.objects.filter(pk=user_id)
    actor = User.objects.filter(pk=actor_id).first() if actor_id else None
    accounts.send_activations(users=users, now=timezone.now(), actor=actor)


@shared_task(name="agencies.send_reopening")
def send_reopening_job(*, email: str) -> None:
    """Send whoever has this e-mail the link that opens the account again."""
    falling_asleep.send_reopening(email=email, now=timezone.now())


@shared_task(name="agencies.send_password_link")
def send_password_link_job(*, email: str) -> None:
    """Send whoever has this e-mail the link that sets a password."""
    forgotten.send_password_link(email=email, now=timezone.now())
