"""Ad-hoc requests: written as a draft, sent once, answered like any duty, ended."""

from tasks.adhoc.addressees import add_addressees, remove_addressees
from tasks.adhoc.answering import record_answer, submit_answers, waiting_periods
from tasks.adhoc.drafting import (
    RequestQuestion,
    copy_request,
    create_request,
    drop_request,
    save_request,
)
from tasks.adhoc.ending import cancel_request, close_request, extend_request
from tasks.adhoc.gates import may_ask
from tasks.adhoc.opening import AskedAgencies, open_request, who_is_asked

__all__ = [
    "AskedAgencies",
    "RequestQuestion",
    "add_addressees",
    "cancel_request",
    "close_request",
    "copy_request",
    "create_request",
    "drop_request",
    "extend_request",
    "may_ask",
    "open_request",
    "record_answer",
    "remove_addressees",
    "save_request",
    "submit_answers",
    "waiting_periods",
    "who_is_asked",
]
