"""Sets of papers are made of a duty, as tests of tasks have it."""

from tasks.conftest import _files_in_a_temporary_folder, admin, duty, head, officer

__all__ = ["_files_in_a_temporary_folder", "admin", "duty", "head", "officer"]
