"""Every test finds a migrated database; here, because a conftest wins over a plugin."""

from kehoach.testing.databases import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]
