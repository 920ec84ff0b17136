"""What Celery runs for the agencies room: read the clock, fetch, one call."""

from celery import shared_task
from django.utils import timezone

from agencies.accounts.bounds import forget_old
from agencies.accounts.letters import tell_owners
from agencies.models import User
from agencies.services import passwords, people, sleeping

MAIL = {
    "autoretry_for": (OSError,),
    "max_retries": 5,
    "retry_backoff": 30,
    "retry_backoff_max": 900,
}


@shared_task(name="agencies.sleep_accounts")
def sleep_accounts() -> None:
    """Warn and put to sleep who has not signed in for long."""
    sleeping.sleep_accounts(now=timezone.now())


@shared_task(name="agencies.tell_owners")
def watch_the_door() -> None:
    """Tell owners what happened to their accounts; forget tries that count no more."""
    now = timezone.now()
    tell_owners(now=now)
    forget_old(now=now)


@shared_task(name="agencies.send_activation", **MAIL)
def send_activation(*, user_id: int, actor_id: int | None = None) -> None:
    """Send one person the link that activates the account."""
    users = User.objects.filter(pk=user_id)
    actor = User.objects.filter(pk=actor_id).first() if actor_id else None
    people.send_activations(users=users, now=timezone.now(), actor=actor)


@shared_task(name="agencies.send_reopening", **MAIL)
def send_reopening(*, email: str) -> None:
    """Send whoever has this e-mail the link that opens the account again."""
    sleeping.send_reopening(email=email, now=timezone.now())


@shared_task(name="agencies.send_password_link", **MAIL)
def send_password_link(*, email: str) -> None:
    """Send whoever has this e-mail the link that sets a password."""
    passwords.send_password_link(email=email, now=timezone.now())
