"""The draft of a request: the letter's facts and the questions, owed by nobody yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.db import transaction

from agencies.models import Agency, User
from kehoach.lib.text import nfc
from tasks.adhoc.gates import locked, require_asker, require_version
from tasks.duties.errors import InvalidInput
from tasks.duties.new_days import DAY_OFF, ask_day_off
from tasks.models import (
    AdhocRequest,
    Assignment,
    Figure,
    Plan,
    PlanState,
    Schedule,
    Section,
    Task,
    TaskFigure,
)

DRAFT = AdhocRequest.State.DRAFT
TITLE_LENGTH, TEXT_LENGTH, MOST_QUESTIONS = 200, 5000, 40
DAYS = ("data_from", "data_to", "unit_due")
#: type of the answer → how answers of agencies add up.
ACROSS = {
    Figure.Type.INTEGER: Figure.Across.SUM,
    Figure.Type.DECIMAL: Figure.Across.SUM,
    Figure.Type.MONEY: Figure.Across.SUM,
    Figure.Type.YES_NO: Figure.Across.COUNT_YES,
}


@dataclass(frozen=True)
class RequestQuestion:
    """One question of the request; `pk` names the one that it changes."""

    label: str
    type: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    help_text: str = ""
    required: bool = True
    pk: int | None = None

    @property
    def type_words(self) -> str:
        """Return the type in Vietnamese."""
        return str(Figure.Type(self.type).label)

    def fields(self, position: int) -> dict[str, Any]:
        """Return the columns of the figure."""
        return {
            "label": nfc(self.label).strip(),
            "type": self.type,
            "unit": nfc(self.unit).strip(),
            "choices": [nfc(each).strip() for each in self.choices if each.strip()],
            "help_text": nfc(self.help_text).strip(),
            "across_agencies": ACROSS.get(Figure.Type(self.type), Figure.Across.NONE),
            "position": position,
        }


@transaction.atomic
def create_request(
    *,
    steering: Agency,
    said: Mapping[str, Any],
    questions: Sequence[RequestQuestion] = (),
    actor: User,
    today: date,
    now: datetime,
) -> AdhocRequest:
    """Start a draft with its document and its one task."""
    require_asker(actor, steering, today)
    plan = Plan.objects.create(
        code=f"dx-{token_hex(5)}",
        state=PlanState.RUNNING,
        kind="CÔNG VĂN",
        title="",
        short_title="",
        issuer=steering.name,
        steering_agency=steering,
    )
    row = AdhocRequest.objects.create(plan=plan, created_by=actor, created_at=now)
    section = Section.objects.create(plan=plan, code="ĐX", title="Nội dung yêu cầu")
    Task.objects.create(
        plan=plan,
        section=section,
        code=f"ĐX.{row.pk}",
        text="",
        short_title="",
        schedule=Schedule.LETTER,
        schedule_text="Theo thời hạn của công văn",
    )
    _write(row, said, questions, today)
    return row


@transaction.atomic
def save_request(
    *,
    request: AdhocRequest,
    said: Mapping[str, Any],
    questions: Sequence[RequestQuestion],
    version: int | None,
    actor: User,
    today: date,
) -> AdhocRequest:
    """Change a draft; a newer version of somebody else is not overwritten."""
    row = locked(request, actor, today, DRAFT)
    require_version(row, version)
    row.version += 1
    _write(row, said, questions, today)
    return row


def _write(
    row: AdhocRequest,
    said: Mapping[str, Any],
    questions: Sequence[RequestQuestion],
    today: date,
) -> None:
    check_facts(said, today)
    if said["unit_due"] and said["unit_due"] != row.unit_due:
        ask_day_off(said["unit_due"], day_off=bool(said.get(DAY_OFF)))
    check_questions(questions)
    plan, task, title = row.plan, row.task, nfc(said["title"]).strip()
    plan.title = plan.short_title = title
    plan.number, plan.issued_on = nfc(said["number"]).strip(), said["issued_on"]
    plan.save(update_fields=["title", "short_title", "number", "issued_on"])
    task.short_title, task.text = title, nfc(said["text"]).strip()
    task.evidence_required = said["evidence_required"]
    task.save(update_fields=["short_title", "text", "evidence_required"])
    for name in DAYS:
        setattr(row, name, said[name])
    row.save(update_fields=[*DAYS, "version"])
    _write_questions(task, questions)


def check_facts(said: Mapping[str, Any], today: date) -> None:
    """Raise InvalidInput for what can never be sent; an empty field may come later."""
    problems = {}
    if not said["title"].strip():
        problems["title"] = "Ghi tên báo cáo, ví dụ: Tình hình niêm yết công khai."
    elif len(nfc(said["title"]).strip()) > TITLE_LENGTH:
        problems["title"] = f"Viết gọn trong {TITLE_LENGTH} ký tự."
    if len(said["text"]) > TEXT_LENGTH:
        problems["text"] = f"Viết gọn trong {TEXT_LENGTH} ký tự."
    if bool(said["number"].strip()) != bool(said["issued_on"]):
        name = "issued_on" if said["number"].strip() else "number"
        problems[name] = "Nhập cả số và ngày của công văn, hoặc để trống cả hai."
    if said["issued_on"] and said["issued_on"] > today:
        problems["issued_on"] = "Ngày công văn không được sau hôm nay."
    problems |= _about_days(said)
    if problems:
        raise InvalidInput(problems=problems)


def _about_days(said: Mapping[str, Any]) -> dict[str, str]:
    first, last, due = (said[name] for name in DAYS)
    if bool(first) != bool(last):
        name = "data_to" if first else "data_from"
        return {name: "Nhập cả ngày đầu và ngày cuối của số liệu, hoặc để trống."}
    if first and last < first:
        return {"data_to": "Ngày cuối của số liệu phải từ ngày đầu trở đi."}
    if last and due and due <= last:
        return {"unit_due": "Hạn gửi phải sau ngày cuối của số liệu."}
    return {}


def check_questions(questions: Sequence[RequestQuestion]) -> None:
    """Raise InvalidInput when a question cannot be asked."""
    if len(questions) > MOST_QUESTIONS:
        raise InvalidInput(f"Hỏi nhiều nhất {MOST_QUESTIONS} câu trong một lần.")
    for number, each in enumerate(questions, 1):
        if not each.label.strip():
            raise InvalidInput(f"Câu {number}: ghi nội dung câu hỏi.")
        if each.type not in Figure.Type.values:
            raise InvalidInput(f"Câu {number}: chọn kiểu trả lời.")
        options = {nfc(one).strip() for one in each.choices if one.strip()}
        if each.type == Figure.Type.CHOICE and len(options) < 2:
            raise InvalidInput(f"Câu {number}: ghi ít nhất hai lựa chọn khác nhau.")


def _write_questions(task: Task, questions: Sequence[RequestQuestion]) -> None:
    """Make the task ask exactly these, in this order; a draft has no answers yet."""
    known = {row.pk: row for row in task.figures.all()}
    kept = {each.pk for each in questions if each.pk in known}
    Figure.objects.filter(pk__in=known.keys() - kept).delete()
    for position, each in enumerate(questions, 1):
        if each.pk in kept:
            Figure.objects.filter(pk=each.pk).update(**each.fields(position))
            task.task_figures.filter(figure=each.pk).update(required=each.required)
        else:
            figure = Figure.objects.create(
                plan_id=task.plan_id,
                code=f"cau-{token_hex(5)}",
                **each.fields(position),
            )
            TaskFigure.objects.create(task=task, figure=figure, required=each.required)


def questions_of(request: AdhocRequest) -> list[RequestQuestion]:
    """Return what the request asks, in order."""
    rows = TaskFigure.objects.filter(task__plan_id=request.plan_id)
    return [
        RequestQuestion(
            label=row.figure.label,
            type=row.figure.type,
            unit=row.figure.unit,
            choices=tuple(row.figure.choices),
            help_text=row.figure.help_text,
            required=row.required,
            pk=row.figure_id,
        )
        for row in rows.select_related("figure").order_by("figure__position", "pk")
    ]


@transaction.atomic
def copy_request(
    *, source: AdhocRequest, actor: User, today: date, now: datetime
) -> AdhocRequest:
    """Start a draft with the words, questions and living addressees of another one;
    number and days of the letter are its own.
    """
    old = source.task
    said = {
        "title": old.short_title,
        "text": old.text,
        "number": "",
        "issued_on": None,
        "evidence_required": old.evidence_required,
        **dict.fromkeys(DAYS),
    }
    row = create_request(
        steering=source.plan.steering_agency,
        said=said,
        questions=questions_of(source),
        actor=actor,
        today=today,
        now=now,
    )
    asked = Agency.objects.alive_on(today).filter(assignments__task=old).distinct()
    write_assignments(row.task, asked)
    return row


def write_assignments(task: Task, agencies: Any) -> int:
    """Name these agencies as addressees, each once; return how many were new.

    Party, Front and unions can only be requested (rule 8).
    """
    held = set(task.assignments.values_list("agency_id", flat=True))
    new = [
        Assignment(
            task=task,
            agency=agency,
            role=Assignment.Role.EXECUTE,
            mode=Assignment.Mode.ASSIGNED
            if agency.can_be_ordered
            else Assignment.Mode.REQUESTED,
        )
        for agency in agencies
        if agency.pk not in held
    ]
    return len(Assignment.objects.bulk_create(new, batch_size=1000))


@transaction.atomic
def drop_request(*, request: AdhocRequest, actor: User, today: date) -> None:
    """Delete a draft with all it holds; nothing of it was ever sent."""
    row = locked(request, actor, today, DRAFT)
    plan = row.plan
    Assignment.objects.filter(task__plan=plan).delete()
    row.delete()
    Figure.objects.filter(plan=plan).delete()
    Task.objects.filter(plan=plan).delete()
    plan.delete()
