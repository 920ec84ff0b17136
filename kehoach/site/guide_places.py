"""Which place of the user guide explains which page; a test wants one for each page."""

#: anchor in docs/huong-dan.md → names of the views of the pages that it explains.
PLACES: dict[str, tuple[str, ...]] = {
    "dang-nhap": (
        "login", "logout", "reopen", "reopen_sent", "reopen_confirm",
        "password_change", "password_change_done", "password_reset",
        "password_reset_done", "password_reset_confirm", "password_reset_complete",
        "session_clock", "sessions", "end_sessions", "second_step", "prove", "factors",
        "add_app", "add_key", "recovery_codes", "remove_factor",
    ),
    "trang-quan-tri": (
        "administration", "admin_index", "shut", "trail", "second_factors", "reporting:measures",
        "reporting:approve_measures",
    ),
    "viec-phai-lam": ("tasks:desk_home", "tasks:desk", "tasks:duty"),
    "cap-nhat-ket-qua": (
        "tasks:log_progress", "tasks:nothing", "tasks:desk_sheet",
        "tasks:desk_sheet_write", "tasks:explain_doubt", "tasks:explain",
    ),
    "minh-chung": ("tasks:attach_evidence", "tasks:mark_product"),
    "trinh": (
        "tasks:prepare", "tasks:prepare_ready", "tasks:assign_holder",
    ),
    "neu-vuong-mac": (
        "tasks:raise_difficulty", "tasks:new_difficulty", "tasks:difficulties",
    ),
    "phoi-hop": (
        "tasks:ask_contribution", "tasks:contributions", "tasks:contribution",
    ),
    "sua-rut": (
        "tasks:correct_entry", "tasks:withdraw_entry", "tasks:correct_evidence",
        "tasks:correct_difficulty", "tasks:correct_contribution",
    ),
    "chi-dao": (
        "tasks:directions", "tasks:new_direction", "tasks:direction",
        "tasks:correct_direction", "tasks:bind_direction", "tasks:direction_step",
    ),
    "trao-doi": (
        "tasks:talks", "tasks:say", "tasks:ask_extension", "tasks:ask_extension_for_all",
    ),
    "tra-loi-dot-xuat": (
        "tasks:adhoc_list", "tasks:adhoc", "tasks:adhoc_letter", "reporting:adhoc",
    ),
    "gui": (
        "tasks:send_ready", "tasks:submit_ready", "tasks:submit", "tasks:send_answers",
        "tasks:delegate", "tasks:hand_over", "tasks:send_back",
        "tasks:take_back",
    ),
    "bao-cao-don-vi": (
        "tasks:unit_report", "tasks:correct_letter", "tasks:confirm_letter",
        "tasks:take_off_letter", "reporting:unit_paper",
    ),
    "theo-doi": (
        "tasks:plan", "tasks:duties", "tasks:duties_answer", "reporting:task_results",
    ),
    "tim-kiem": ("tasks:search",),
    "thong-bao": ("tasks:notices",),
    "lich": ("tasks:calendar",),
    "co-quan": (
        "tasks:agencies", "tasks:agency", "reporting:agency_results",
        "tasks:role_offers", "tasks:answer_offer", "tasks:withdraw_offer",
        "reporting:score", "reporting:scores", "reporting:score_formula",
    ),
    "ho-so-kiem-tra": ("reporting:dossiers", "reporting:drop_dossier"),
    "doan-doc": (
        "tasks:readers", "tasks:grant_reading", "tasks:reader", "tasks:end_reading",
        "tasks:reading", "tasks:reading_agency",
    ),
    "so-theo-doi": (
        "tasks:registers", "tasks:register", "tasks:new_register_row",
        "tasks:register_nothing", "tasks:register_sheet", "tasks:register_form", "tasks:register_row",
        "tasks:correct_register_row", "tasks:withdraw_register_row",
    ),
    "linh-vuc": (
        "tasks:field_grants", "tasks:grant_field", "tasks:end_field_grant",
        "reporting:own_fields", "reporting:field_reading",
    ),
    "nop-luu": ("reporting:archive", "reporting:archive_handed"),
    "tong-quan": (
        "reporting:dashboard", "reporting:trends", "reporting:helping",
        "reporting:silent", "reporting:figure_rows", "reporting:measure_rows",
    ),
    "bang-theo-doi": ("reporting:matrix",),
    "tiep-nhan": (
        "tasks:watching", "tasks:stand_in", "tasks:review", "tasks:review_one", "tasks:accept_chosen", "tasks:accept",
        "tasks:return", "tasks:waive", "tasks:extend", "tasks:resume", "tasks:unlock",
        "tasks:quarantine", "tasks:decide_extension",
    ),
    "danh-sach": ("tasks:extend_agency",),
    "vuong-mac": ("tasks:answer", "tasks:escalate", "tasks:merge_difficulties", "tasks:pass_on",
        "tasks:referral", "tasks:referral_return", "tasks:committee_answer",
    ),
    "don-doc": (
        "tasks:reminders", "tasks:pause", "tasks:reminder_preview",
        "tasks:reminder_history", "tasks:nudge", "tasks:letters", "tasks:letter",
        "tasks:correct_sent_letter", "tasks:replace_letter",
        "tasks:letter_sent", "tasks:letter_file", "tasks:red_list",
    ),
    "hoi-dot-xuat": (
        "tasks:adhoc_new", "tasks:adhoc_edit", "tasks:adhoc_addressees",
        "tasks:adhoc_send", "tasks:adhoc_extend", "tasks:adhoc_close",
        "tasks:adhoc_cancel",
    ),
    "ky-bao-cao": (
        "tasks:periods", "tasks:open_year", "tasks:period", "tasks:period_close", "tasks:calendar_of_plan",
        "tasks:by_letter", "tasks:letter_numbers", "tasks:offered",
        "reporting:unit_outline",
    ),
    "so-sanh": ("reporting:comparing",),
    "bao-cao-nam": (
        "reporting:yearly_home", "reporting:yearly", "reporting:workshop",
        "reporting:section", "reporting:example", "reporting:outline", "reporting:outline_section",
        "reporting:outline_annex", "reporting:word_template", "reporting:committee",
        "reporting:freeze", "reporting:hand_in", "reporting:reopen", "reporting:issue",
        "reporting:putting_right", "reporting:issue_erratum", "reporting:replace_report",
        "reporting:drop_erratum", "reporting:erratum_signed", "reporting:replaced_signed",
    ),
    "nhap-can-bo": (
        "tasks:people", "tasks:people_sheet", "tasks:people_write", "tasks:add_person",
    ),
    "dieu-chinh": (
        "tasks:plan_changes", "tasks:plan_change", "tasks:plan_change_row",
        "tasks:plan_change_add", "tasks:plan_replace", "tasks:plan_change_heirs",
    ),
    "nhap-ke-hoach": (
        "tasks:plan_copy", "tasks:plan_workbook", "tasks:plan_publish",
        "tasks:draft_row", "tasks:draft_row_edit", "tasks:draft_row_add",
        "tasks:draft_row_move", "tasks:draft_row_delete",
    ),
    "gop-y": (
        "tasks:plan_opinions", "tasks:plan_opinion", "tasks:answer_opinion",
        "tasks:plan_opinions_agree", "tasks:withdraw_opinion",
    ),
    "sap-xep": (
        "tasks:reorganisations", "tasks:reorganisation_new", "tasks:reorganisation",
        "tasks:reorganisation_edit", "tasks:reorganisation_line",
        "tasks:reorganisation_sheet", "tasks:reorganisation_sheet_write",
        "tasks:reorganisation_preview", "tasks:reorganisation_choose",
        "tasks:reorganisation_people", "tasks:reorganisation_undo",
        "tasks:reorganisation_apply",
    ),
}  # fmt: skip
#: The same pages read otherwise by the people of the steering agency.
STEERED = {
    "tasks:adhoc_list": "hoi-dot-xuat",
    "tasks:adhoc": "hoi-dot-xuat",
    "reporting:adhoc": "hoi-dot-xuat",
    "tasks:difficulties": "vuong-mac",
    "tasks:duties": "danh-sach",
    "tasks:talks": "tiep-nhan",
}
