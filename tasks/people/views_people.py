"""«Cán bộ đầu mối»: who acts for whom, imported from lists, activated by mail."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.accounts.states import AccountState
from agencies.asked.asking import ask
from agencies.asked.waking import wake
from agencies.models import Membership, User
from agencies.people.rows import PeopleRow, read_people
from agencies.people.scope import Scope
from agencies.people.sheets import (
    STATUSES,
    Imported,
    PeopleCheck,
    check_people,
    people_sheet_of,
)
from kehoach.lib.keys import key_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.downloads import saved_as_file
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.request_params import go_back, require
from tasks.duties.access import signed_in
from tasks.people.delegations import name_people
from tasks.people.forms_people import PeopleSheetForm, PersonForm
from tasks.people.page_people import STATES, agencies_in, names_matching, people_in
from tasks.people.staffing import scope_of
from tasks.people.views_agencies import staffed

_SALT = "people-sheet"
_PER_PAGE = 50
#: How many lines the preview shows of each kind; all are checked.
_SHOWN = 200


def scoped(request: HttpRequest) -> Scope:
    """Return whose people the visitor names; 403 for who names nobody."""
    scope = scope_of(signed_in(request), timezone.localdate())
    require(scope.agencies is None or bool(scope.agencies))
    return scope


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List people with their role and account; who is not activated yet is counted."""
    scope, today = scoped(request), timezone.localdate()
    rows = people_in(scope, today)
    if words := request.GET.get("q", "").strip():
        rows = names_matching(rows, words)
    counted = rows.order_by().values_list("account")
    found = dict(counted.annotate(number=Count("pk", distinct=True)))
    state = request.GET.get("tai-khoan", "")
    kept = rows.filter(account=STATES[state].value) if state in STATES else rows
    order = ("agency__sort_key", "-is_primary", "role", "user__full_name", "pk")
    page = Paginator(kept.order_by(*order), _PER_PAGE).get_page(request.GET.get("page"))
    chips = [
        {"word": word, "label": each.label, "number": found.get(each.value, 0)}
        for word, each in STATES.items()
    ]
    every = {"word": "", "label": "Tất cả", "number": sum(found.values())}
    context = {
        "page": page,
        "lines": [(each, AccountState(each.account)) for each in page],
        "chips": [every, *chips],
        "state": state,
        "many": scope.agencies is None,
        "today": today,
    }
    return render(request, "tasks/people/people.html", context)


@require_safe
def people_file(request: HttpRequest) -> HttpResponse:
    """Hand out the list to fill in, empty or with who is there."""
    scope, today = scoped(request), timezone.localdate()
    held: list[Membership] = []
    if request.GET.get("dang-co") == "co":
        order = ("agency__sort_key", "-is_primary", "role", "pk")
        own = people_in(scope, today).filter(is_delegation=False)
        held = list(own.order_by(*order))
    content = people_sheet_of(agencies=list(agencies_in(scope, today)), people=held)
    return saved_as_file(content, "danh-sach-dau-moi.xlsx")


def people_sheet(request: HttpRequest) -> HttpResponse:
    """Take a list and show what it would do; nothing is written yet."""
    scope = scoped(request)
    form = PeopleSheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "many": scope.agencies is None}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = read_people(name=file.name, content=file.read())
        except RuleBroken as error:
            show_problems(form, error)
        else:
            context |= _preview(request, rows, scope) | {"name": file.name}
    return render(request, "tasks/people/people_sheet.html", context)


def _preview(
    request: HttpRequest, rows: list[PeopleRow], scope: Scope
) -> dict[str, Any]:
    """Return what the page shows of a checked list, the answers so far included."""
    check = check_people(
        rows=rows, scope=scope, answers=answers_in(request), today=timezone.localdate()
    )
    groups = [(word, label, check.of(word)) for word, label in STATUSES.items()]
    return {
        "check": check,
        "groups": [
            (word, label, lines[:_SHOWN], len(lines))
            for word, label, lines in groups
            if lines and word not in {"sai", "hoi"}
        ],
        "wrong": check.of("sai")[:_SHOWN],
        "asked": asked_lines(check),
        "sheet": _sealed(request, rows) if check.is_right else "",
    }


def asked_lines(check: PeopleCheck) -> list[Any]:
    """Return the lines with a question, answered or not."""
    return [line for line in check.lines if line.question and not line.problems]


def answers_in(request: HttpRequest) -> dict[int, str]:
    """Return line → answer, as posted under the names «hoi-7»."""
    return {
        line: str(value)
        for name, value in request.POST.items()
        if name.startswith("hoi-")
        and (line := key_of(name.removeprefix("hoi-"))) is not None
    }


def _sealed(request: HttpRequest, rows: list[PeopleRow]) -> str:
    """Return the rows as text that comes back unchanged, from this person only."""
    plain = [(row.number, row.cells, row.letters) for row in rows]
    salt = f"{_SALT}-{signed_in(request).pk}"
    return signing.dumps(plain, salt=salt, compress=True)


def unsealed(request: HttpRequest) -> list[PeopleRow]:
    """Return the rows that the visitor checked; BadSignature when they are not."""
    salt = f"{_SALT}-{signed_in(request).pk}"
    found = signing.loads(request.POST.get("sheet", ""), salt=salt, max_age=86_400)
    return [PeopleRow(number, cells, letters) for number, cells, letters in found]


@require_POST
def people_write(request: HttpRequest) -> HttpResponse:
    """Write the list that was shown, all or nothing, and send the activations."""
    today, now = read_clock()
    scope = scoped(request)
    try:
        rows = unsealed(request)
    except signing.BadSignature:
        messages.error(request, "Bản kiểm tra đã cũ. Hãy tải tệp lên lại.")
        return redirect("tasks:people_sheet")
    try:
        done = name_people(
            rows=rows,
            scope=scope,
            answers=answers_in(request),
            actor=signed_in(request),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        form = PeopleSheetForm()
        context = _preview(request, rows, scope) | {"refused": error.message}
        context |= {"form": form, "many": scope.agencies is None}
        return render(request, "tasks/people/people_sheet.html", context)
    wake(request)
    said = f"Đã ghi {done.given} vai trò mới, {done.changed} thay đổi."
    messages.success(request, f"{said}{offers_of(done)} {letters_of(done)}")
    return redirect("tasks:people")


def letters_of(done: Imported) -> str:
    """Return the sentence about the letters that go out."""
    if not done.new:
        return "Không có tài khoản mới."
    return f"Đang gửi {len(done.new)} thư kích hoạt."


def offers_of(done: Imported) -> str:
    """Return the sentence about people of other agencies who were asked."""
    if not done.offered:
        return ""
    return (
        f" Đã gửi {len(done.offered)} đề nghị tới người của đơn vị khác; vai trò có hiệu"
        " lực khi người ấy đồng ý."
    )


def add_person(request: HttpRequest, code: str) -> HttpResponse:
    """Name one person of the agency."""
    today = timezone.localdate()
    agency, scope = staffed(request, code, today), scoped(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = PeopleRow(1, {"code": agency.code, **form.cells()}, {"is_primary": "H"})
        answers = {1: request.POST.get("answer", "")}
        line = check_people(rows=[row], scope=scope, answers=answers, today=today)
        done = settled(form, row, scope, answers, line, signed_in(request))
        if done:
            wake(request)
            name = form.cleaned_data["full_name"]
            messages.success(
                request, f"Đã ghi {name}.{offers_of(done)} {letters_of(done)}"
            )
            return redirect("tasks:agency", code=code)
    return render(
        request, "tasks/people/add_person.html", {"agency": agency, "form": form}
    )


def settled(
    form: PersonForm,
    row: PeopleRow,
    scope: Scope,
    answers: dict[int, str],
    check: PeopleCheck,
    actor: User,
) -> Imported | None:
    """Write the one line, or put into the form what is wrong or asked."""
    today, now = read_clock()
    line = check.lines[0]
    if line.question:
        form.ask(line)
    if line.status == "bo":
        form.add_error("email", "Ghi thư điện tử của đúng người này.")
        return None
    if line.status == "hoi":
        form.add_error(None, "Trả lời câu hỏi ở cuối trang rồi ghi lại.")
        return None
    if line.problems:
        form.show(line)
        return None
    try:
        return name_people(
            rows=[row],
            scope=scope,
            answers=answers,
            actor=actor,
            today=today,
            now=now,
        )
    except RuleBroken as error:
        show_problems(form, error)
        return None


@require_POST
def send_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the person the link they need: to activate, or to open a sleeping account."""
    today, now = read_clock()
    rows = people_in(scoped(request), today)
    user = get_object_or_404(User.objects.filter(pk__in=rows.values("user_id")), pk=pk)
    if user.is_active and user.email:
        ask(job="agencies.send_reopening", now=now, email=user.email)
        wake(request)
        messages.success(request, f"Đang gửi liên kết tới {user.email}.")
    else:
        messages.error(request, f"{user} chưa có thư điện tử hoặc tài khoản đã khóa.")
    return go_back(request, "tasks:people")
