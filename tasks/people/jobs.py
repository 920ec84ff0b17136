"""What Celery runs for people: read the clock, fetch, one call."""

from celery import shared_task

from agencies.models import User
from tasks.people import offering


@shared_task(name="tasks.send_offers")
def send_offers_job(*, person_id: int) -> None:
    """Send one person the letter about roles that wait for an answer."""
    if person := User.objects.filter(pk=person_id).first():
        offering.send_offers(person=person)
