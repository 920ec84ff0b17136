"""The proof of a backup: it is restored beside the portal, and looked at there."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from agencies.models import AuditRecord
from agencies.trail import append_only
from kehoach.backup import elsewhere
from kehoach.backup.databases import count_rows, engine
from kehoach.backup.proofs import FAILS, code_release, report_proofs
from kehoach.backup.restoring import looked_through, put_back
from kehoach.backup.sets import Manifest
from reporting.kept.facts import check_facts
from tasks.evidence.checking_files import check_files
from tasks.guards import installing
from tasks.models import FileTrouble, Period
from tasks.sums import triggers
from tasks.sums.keeping import differences


@dataclass(frozen=True)
class CheckStep:
    """One thing that was looked at: what is wrong, what is to be known, how long."""

    name: str
    problems: list[str]
    notes: list[str]
    seconds: float


@dataclass(frozen=True)
class Look:
    """What every look needs."""

    manifest: Manifest
    now: datetime
    notes: list[str]


def restore_check(*, path: Path, key: bytes, now: datetime) -> Iterator[CheckStep]:
    """Yield each step as it is done; nothing is left behind."""
    began = time.monotonic()
    manifest, problems = looked_through(path, key)
    yield CheckStep("Đọc hết bản sao lưu, so từng mã băm", problems, [], _since(began))
    if problems or manifest is None:
        return
    with ExitStack() as stack:
        place = stack.enter_context(engine().temporary())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="khoi-phuc-")))
        began = time.monotonic()
        put_back(path=path, key=key, place=place, folder=folder)
        yield CheckStep("Khôi phục vào chỗ trống", [], [], _since(began))
        stack.enter_context(elsewhere.database(place))
        stack.enter_context(elsewhere.files(folder))
        for name, look in LOOKS.items():
            began, notes = time.monotonic(), list[str]()
            found = look(Look(manifest, now, notes))
            yield CheckStep(name, found, notes, _since(began))


def _since(began: float) -> float:
    return time.monotonic() - began


def rows(look: Look) -> list[str]:
    """Compare how many rows each table has."""
    there, wanted = count_rows(), look.manifest.rows
    look.notes.append(f"{sum(there.values())} dòng, {len(there)} bảng")
    return [
        f"{table}: {there.get(table)} dòng, lúc sao lưu {wanted.get(table)}"
        for table in sorted(there.keys() | wanted.keys())
        if there.get(table) != wanted.get(table)
    ]


def migrations(look: Look) -> list[str]:
    """Bring an older release's copy up to date; a newer one's is beyond this code."""
    executor = MigrationExecutor(connection)
    known = executor.loader.disk_migrations
    ours = {app for app, _ in known}
    replaced = {each for row in known.values() for each in row.replaces}
    beyond = [
        f"{app}.{name}: bản phát hành này không có"
        for app, name in sorted(executor.loader.applied_migrations)
        if app in ours and (app, name) not in known and (app, name) not in replaced
    ]
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan and not beyond:
        call_command("migrate", verbosity=0, interactive=False)
        look.notes.append(f"đã chạy {len(plan)} migration mới hơn bản sao lưu")
    return beyond


def guards(look: Look) -> list[str]:
    """Try to change and to delete a row of the trail; see that the triggers are there."""
    missing = [
        said
        for is_there, said in (
            (append_only.are_installed(), "Thiếu trigger giữ nhật ký hệ thống"),
            (triggers.are_installed(), "Thiếu trigger của số tổng hợp"),
            (
                installing.guards_stand(),
                "Thiếu ràng buộc giữa các dòng của một kế hoạch, của một thời gian",
            ),
        )
        if not is_there
    ]
    # Not by `record`: nothing happened that the portal's own trail should tell.
    tried = AuditRecord.objects.create(kind=AuditRecord.Kind.RESTORE, target="thử")
    row = AuditRecord.objects.filter(pk=tried.pk)
    acts: dict[str, Callable[[], object]] = {
        "sửa": lambda: row.update(target="khác"),
        "xóa": lambda: row._raw_delete(row.db),
    }
    return missing + [f"{act} được nhật ký hệ thống" for act in acts if _may(acts[act])]


def _may(act: Callable[[], object]) -> bool:
    """Return whether the database lets it happen."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return False
    return True


def _kept(look: Look) -> list[str]:
    """Compare every file, all frozen facts and the chain of issues with their hashes."""
    done = check_files(now=look.now)
    look.notes.append(f"{done.files} tệp")
    gone = set(look.manifest.gone)
    look.notes.extend(f"{name}: đã bỏ trong lúc sao lưu" for name in sorted(gone))
    wrong = [
        each
        for each in done.found
        if each.kind != FileTrouble.Kind.ORPHAN and each.place not in gone
    ]
    return [
        f"{FileTrouble.Kind(each.kind).label}: {each.place} ({each.about})"
        for each in [*wrong, *check_facts()]
    ]


def sums(look: Look) -> list[str]:
    """Count the summary rows again."""
    return [
        f"{period}: {wrong}"
        for period in Period.objects.select_related("plan")
        for wrong in differences(period=period)
    ]


def reports(look: Look) -> list[str]:
    """Make each plan's last report again and compare it with that of the backup."""
    manifest, problems = look.manifest, list[str]()
    is_same = manifest.release == code_release()
    found = report_proofs(date.fromisoformat(manifest.day))
    for name in sorted(found.keys() | manifest.reports.keys()):
        now, then = found.get(name, {}), manifest.reports.get(name, {})
        for what in sorted(now.keys() | then.keys()):
            said = f"{name}, {_WORDS.get(what, what)}"
            if now.get(what) == then.get(what) != FAILS:
                look.notes.append(f"{said}: SHA-256 {now[what]}")
            elif is_same or FAILS in (now.get(what), then.get(what)):
                problems.append(f"{said}: khác lúc sao lưu, hoặc không lập được")
            else:
                look.notes.append(f"{said}: khác, vì bản phát hành khác")
    return problems


_WORDS = {"facts": "số liệu in", "docx": "tệp DOCX", "counted": "đếm lại từ các dòng"}
LOOKS: dict[str, Callable[[Look], list[str]]] = {
    "Số dòng của từng bảng": rows,
    "Migration": migrations,
    "Nhật ký chỉ thêm, không sửa, xóa": guards,
    "Tệp, số liệu đã chốt, dãy ban hành": _kept,
    "Số tổng hợp": sums,
    "Lập lại báo cáo": reports,
}
