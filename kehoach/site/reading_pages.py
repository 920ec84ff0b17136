"""The pages that open to an account of an inspection (`kehoach/site/reading_only.py`)."""

#: The account's own matters: signing in and out, password, second factor, the guide.
OWN = frozenset(
    {"login", "logout", "second_step", "prove", "factors", "add_app", "add_key"}
    | {"recovery_codes", "remove_factor", "session_clock", "sessions", "end_sessions"}
    | {"password_change", "password_change_done", "guide", "guide_picture", "home"}
    | {"password_reset_confirm", "password_reset_complete", "alive", "healthy"}
)
#: What it reads; each row is asked of `visible_to`.
PAGES = frozenset(
    {"tasks:reading", "tasks:reading_agency", "tasks:duty", "tasks:evidence_file"}
    | {"tasks:earlier_evidence_file", "tasks:unit_report_file"}
)
