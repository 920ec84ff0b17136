"""The admin of the agencies room: who there is, who may what."""

from agencies.admin import agencies, people, roles

__all__ = ["agencies", "people", "roles"]
