"""What the second factor's package asks of the house: words, names, sealed secrets."""

import base64
import hashlib
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from agencies.models import User


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # the package has no types
    """Seals secrets with the portal's key, so that a copy of the database makes no codes."""

    error_messages = {
        "incorrect_code": "Mã hoặc khóa không đúng. Thử lại với mã đang hiện.",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret, sealed with today's key or one before (SECRET_KEY_FALLBACKS)."""
        return _seal().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return the name that the app on the phone shows."""
        return self._get_site_name()

    def _get_site_name(self) -> str:
        return f"{settings.PORTAL_NAME} - {settings.PROVINCE}"

    def get_totp_label(self, user: Any) -> str:
        """Return the name to sign in with."""
        return str(user.get_username())

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Return who a passkey is for; the key of the row says nothing of the person."""
        return {
            "id": str(user.pk).encode(),
            "display_name": str(user),
            "name": user.get_username(),
        }


def _seal() -> MultiFernet:
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_key(each)) for each in keys])


def _key(secret: str) -> bytes:
    found = hashlib.sha256(b"agencies.accounts.factors|" + secret.encode()).digest()
    return base64.urlsafe_b64encode(found)
