"""Addresses that everybody may open."""

#: Every page that opens without signing in, and nothing else; «feed» and «measured» ask
#: for their tokens.
OPEN_DOORS = {
    "login",
    "second_step",
    "alive",
    "feed",
    "healthy",
    "measured",
    "password_reset",
    "password_reset_done",
    "password_reset_confirm",
    "password_reset_complete",
    "reopen",
    "reopen_sent",
    "reopen_confirm",
    "guide",
    "guide_picture",
}
