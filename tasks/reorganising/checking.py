"""What stands against applying an event, in Vietnamese."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from agencies.models import Agency, Reorganisation, Succession
from kehoach.lib.text import name_key, search_text
from tasks.models import Period

Lines = list[Succession]


def event_problems(*, event: Reorganisation, today: date) -> list[str]:
    """Return why the event cannot be applied as it is; empty when it can."""
    if not event.is_draft:
        state = event.get_state_display().lower()
        return [f"Sự kiện {state}, không áp dụng được nữa."]
    lines = list(event.lines.select_related("predecessor", "successor", "planned"))
    found = [*_about_day(event, today), *about_lines(event, lines)]
    for line in lines:
        found += about_agencies(event, line, today)
    found += [*about_ended(event), *about_planned(event), *about_drafts(event)]
    return list(dict.fromkeys(found))


def event_warnings(*, event: Reorganisation) -> list[str]:
    """Return what a person should look at twice: names that differ by a mark only."""
    lines = event.lines.select_related("predecessor", "successor", "planned")
    names = {str(line.predecessor): line.predecessor.name for line in lines}
    for line in lines:
        if followed := line.successor or line.planned:
            names[str(followed)] = followed.name
    others = dict(Agency.objects.values_list("short_name", "name"))
    by_sound: dict[str, set[str]] = {}
    for short in {**others, **names}:
        by_sound.setdefault(search_text(short), set()).add(short)
    said = []
    for short in sorted(names):
        close = {n for n in by_sound[search_text(short)] if n != short}
        close = {n for n in close if name_key(n) != name_key(short)}
        said += [f"«{short}» gần giống «{other}»: kiểm tra dấu." for other in close]
    return sorted(set(said))


def _about_day(event: Reorganisation, today: date) -> Iterator[str]:
    """Yield what is wrong with the effective day."""
    on = event.effective_on
    if on > today:
        yield f"Có hiệu lực từ {on:%d/%m/%Y}: áp dụng được từ ngày đó."
    closed = Period.objects.filter(
        state=Period.State.CLOSED, data_from__lte=on, data_to__gte=on
    ).exclude(kind=Period.Kind.ADHOC)
    for period in closed:
        yield (
            f"Ngày có hiệu lực {on:%d/%m/%Y} nằm trong kỳ {period} đã chốt;"
            f" số liệu đã chốt không đổi nữa. Ghi ngày sau {period.data_to:%d/%m/%Y}."
        )


def about_lines(event: Reorganisation, lines: Lines) -> Iterator[str]:
    """Yield what is wrong with the lines together."""
    if not lines:
        yield "Sự kiện chưa có dòng nào."
    old = {line.predecessor.code for line in lines}
    new = {line.successor_code for line in lines} - {""}
    for code in sorted(old & new):
        yield f"«{code}» vừa là cơ quan cũ vừa là cơ quan mới trong một sự kiện."
    kinds: dict[str, set[str]] = {}
    count: Counter[str] = Counter()
    for line in lines:
        kinds.setdefault(line.predecessor.code, set()).add(line.kind)
        count[line.predecessor.code] += 1
    for line in lines:
        code = line.predecessor.code
        alone = line.kind in {"merge", "rename", "dissolve"}
        if count[code] > 1 and (alone or len(kinds[code]) > 1):
            yield (
                f"{line.predecessor} có {count[code]} dòng: nhiều cơ quan mới thì ghi"
                " «Chia, tách» ở mọi dòng."
            )
    renamed = Counter(line.successor_code for line in lines if line.kind == "rename")
    for code in sorted(code for code, times in renamed.items() if times > 1):
        yield f"Nhiều cơ quan cùng đổi tên thành «{code}»: ghi là sáp nhập."


def about_agencies(
    event: Reorganisation, line: Succession, today: date
) -> Iterator[str]:
    """Yield what is wrong with the agencies of one line."""
    on = event.effective_on
    old, new = line.predecessor, line.successor
    if old.valid_to is not None and old.valid_to < on:
        yield f"{old} đã kết thúc ngày {old.valid_to:%d/%m/%Y}."
    if old.valid_from is not None and old.valid_from >= on:
        yield f"{old} chỉ có từ {old.valid_from:%d/%m/%Y}, không thể kết thúc trước đó."
    if new is None:
        return
    if new.valid_from is not None and new.valid_from > on:
        yield f"{new} chỉ có từ {new.valid_from:%d/%m/%Y}, sau ngày có hiệu lực."
    if new.valid_to is not None and new.valid_to < on:
        yield f"{new} đã kết thúc ngày {new.valid_to:%d/%m/%Y}, không thể tiếp nhận."
    elif new.valid_to is not None and new.valid_to < today:
        yield (
            f"{new} đã kết thúc ngày {new.valid_to:%d/%m/%Y}, nay không còn để tiếp nhận:"
            " hoàn tác việc sắp xếp đó, áp dụng sự kiện này rồi áp dụng lại; hoặc chọn cơ"
            " quan kế tục."
        )


def about_ended(event: Reorganisation) -> Iterator[str]:
    """Yield agencies that an event of a later day, applied before, ends as well."""
    others = Succession.objects.filter(
        event__state=Reorganisation.State.APPLIED,
        event__effective_on__gt=event.effective_on,
        predecessor__in=event.lines.values("predecessor_id"),
        predecessor__valid_to__gte=event.effective_on,
    )
    for line in others.select_related("predecessor", "event").order_by("pk"):
        yield (
            f"{line.predecessor} đã kết thúc theo «{line.event.name}» từ"
            f" {line.event.effective_on:%d/%m/%Y}: hoàn tác sự kiện đó trước."
        )


def about_planned(event: Reorganisation) -> Iterator[str]:
    """Yield planned agencies whose code is taken or that nobody becomes."""
    planned = list(event.planned.prefetch_related("lines"))
    codes = {row.code for row in planned}
    taken = Agency.objects.filter(code__in=codes).values_list("code", flat=True)
    for code in sorted(taken):
        yield f"Mã «{code}» đã có cơ quan dùng: chọn cơ quan đó hoặc đặt mã khác."


def about_drafts(event: Reorganisation) -> Iterator[str]:
    """Yield agencies that another draft ends as well."""
    others = Succession.objects.filter(
        event__state=Reorganisation.State.DRAFT,
        predecessor__in=event.lines.values("predecessor_id"),
    ).exclude(event=event)
    for line in others.select_related("predecessor", "event").order_by("pk"):
        yield f"{line.predecessor} cũng có trong dự thảo «{line.event.name}»."
