"""The words of reminders: edited here, looked at with real data, sent to oneself."""

from smtplib import SMTPException
from typing import cast

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from agencies.models import User
from kehoach.lib.acting import acting
from tasks.models import Channel, Wording
from tasks.reminders.channels import Office, office_for
from tasks.reminders.letter import render
from tasks.reminders.smtp import PostOffice, Refused
from tasks.reminders.wordings import filled, sample_letter


@admin.register(Wording)
class WordingAdmin(admin.ModelAdmin):
    """One without a name per kind, others for steps that name them; delete one to get
    the shipped words back.
    """

    list_display = ("kind", "name", "subject", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "subject")
    readonly_fields = ("preview",)
    actions = ("send_to_me", "send_to_webhook")

    @admin.display(description="xem thử với dữ liệu thật")
    def preview(self, wording: Wording) -> str:
        """Return the letter as text, escaped, addressed to who looks."""
        if wording._state.adding:
            return "Lưu rồi mở lại để xem thử."
        today, who = timezone.localdate(), User.objects.get(pk=acting().account() or 0)
        letter = sample_letter(person=who, kind=wording.kind, today=today)
        if letter is None:
            return "Hiện không có nhiệm vụ nào để làm mẫu cho loại thư này."
        shown = render(filled(letter, wording))
        return format_html("<pre>{}\n\n{}</pre>", shown.subject, shown.text)

    @admin.action(description="Gửi thử cho tôi")
    def send_to_me(self, request: HttpRequest, rows: QuerySet[Wording]) -> None:
        """Send each chosen kind to the administrator, never to anybody else."""
        person = cast("User", request.user)
        if not person.email:
            messages.error(request, "Tài khoản của anh/chị chưa có thư điện tử.")
            return
        with PostOffice() as office:
            try_words(request, rows, office, person.email)

    @admin.action(description="Gửi thử tới điểm nhận của tỉnh")
    def send_to_webhook(self, request: HttpRequest, rows: QuerySet[Wording]) -> None:
        """Post each chosen kind as a try, addressed to the administrator."""
        if not settings.REMINDER_WEBHOOK_URL:
            messages.error(request, "Máy chủ chưa khai điểm nhận của tỉnh.")
            return
        with office_for(Channel.WEBHOOK, timezone.now) as office:
            try_words(request, rows, office, "điểm nhận của tỉnh")


def try_words(
    request: HttpRequest, rows: QuerySet[Wording], office: Office, where: str
) -> None:
    """Hand a sample of each kind to the office; say what became of it."""
    person, today = cast("User", request.user), timezone.localdate()
    for wording in rows:
        letter = sample_letter(person=person, kind=wording.kind, today=today)
        if letter is None:
            messages.warning(request, f"{wording}: không có nhiệm vụ làm mẫu.")
            continue
        try:
            office.post(filled(letter, wording))
        except (OSError, SMTPException, Refused) as error:
            messages.error(request, f"{wording}: không gửi được ({error}).")
        else:
            messages.success(request, f"{wording}: đã gửi thử tới {where}.")
