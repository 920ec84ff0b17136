"""The secret address of a person's calendar feed."""

import secrets

from agencies.models import User


def feed_token(*, person: User) -> str:
    """Return the person's token, made on first use; 256 random bits."""
    return person.feed_token or renew_feed(person=person)


def renew_feed(*, person: User) -> str:
    """Give the person a new token; the old address answers 404 from then on."""
    person.feed_token = secrets.token_urlsafe(32)
    person.save(update_fields=["feed_token"])
    return person.feed_token


def person_of_feed(*, token: str) -> User | None:
    """Return the active person whose token this is."""
    if not token:
        return None
    return User.objects.filter(feed_token=token, is_active=True).first()
