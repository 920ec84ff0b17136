"""What the portal calls itself and which province it serves, on pages and in letters."""

from django.conf import settings


def province_named() -> str:
    """Return «tỉnh …», as pages and letters name the province."""
    return f"tỉnh {settings.PROVINCE}"


def portal_called() -> str:
    """Return «Cổng theo dõi kế hoạch …», as letters name the portal."""
    name = settings.PORTAL_NAME
    return f"Cổng theo dõi {name[:1].lower()}{name[1:]}"
