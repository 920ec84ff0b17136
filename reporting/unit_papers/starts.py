"""The words that a part begins with: written from the facts, to be confirmed."""

from collections.abc import Callable, Iterable

from kehoach.lib.dates import format_date
from kehoach.lib.text import small
from reporting.counting.citing import citation, directs
from reporting.facts.typed_words import joined, sentence
from reporting.models import PaperKind
from reporting.outline.wording import what_is_done
from reporting.unit_papers.material import Item, UnitMaterial
from reporting.unit_papers.outline import counted_contents
from tasks.models import Progress


def start_of(key: str, about: UnitMaterial) -> str:
    """Return the words that part `key` begins with; a gap to fill where the facts say
    nothing.
    """
    writes = STARTS[about.kind].get(key)
    return writes(about) if writes else "[Bổ sung nội dung mục này.]"


def titles(items: Iterable[Item]) -> str:
    """Return the duties as «tuyên truyền …; niêm yết …»."""
    return joined(small(item.title).replace(";", ",") for item in items)


def plan_named(about: UnitMaterial) -> str:
    """Return the plan by kind, number, day and issuer, without its long subject."""
    plan = about.period.plan
    number = f" số {plan.number}" if plan.number else ""
    day = f" ngày {format_date(plan.issued_on)}" if plan.issued_on else ""
    return f"Kế hoạch{number}{day} của {plan.issuer}"


def unit_direction(about: UnitMaterial) -> str:
    """Say what the agency was given and which documents it issued."""
    total = counted_contents(len(about.items), "nội dung")
    own = [each for each in about.documents if _is_own(about, each.issuer)]
    papers = [citation(each, about.agency.name) for each in own if directs(each)]
    first = f"{about.agency.name} {about.given} {total} theo {plan_named(about)}."
    if not papers:
        gap = "[Nêu văn bản đã ban hành, việc phân công và tổ chức triển khai.]"
        return f"{first}\n{gap}"
    many = counted_contents(len(papers), "văn bản")
    return f"{first} Đơn vị đã ban hành {many} để chỉ đạo, triển khai: " + (
        f"{joined(papers)}."
    )


def _is_own(about: UnitMaterial, issuer: str) -> bool:
    names = (about.agency.name, about.agency.short_name)
    return not issuer or issuer in names


def unit_strengths(about: UnitMaterial) -> str:
    """Say which duties have results."""
    done = [item for item in about.items if item.is_done and not item.is_nothing]
    if not done:
        return "[Nêu ưu điểm, kết quả nổi bật của đơn vị.]"
    count = f"{counted_contents(len(done), '')}trên {counted_contents(len(about.items), 'nội dung')}"
    return (
        f"Đến ngày {format_date(about.as_of)}, đơn vị đã thực hiện {count} {about.given},"
        f" gồm: {titles(done)}."
    )


def unit_shortcomings(about: UnitMaterial) -> str:
    """Say which duties are not finished or not begun."""
    left = [item for item in about.items if not (item.is_done or item.is_nothing)]
    begun = [item for item in left if item.duty.progress != Progress.NOT_STARTED]
    idle = [item for item in left if item.duty.progress == Progress.NOT_STARTED]
    day = f"Đến ngày {format_date(about.as_of)},"
    said = []
    if begun:
        many = counted_contents(len(begun), "nội dung")
        said.append(f"{day} còn {many} chưa hoàn thành: {titles(begun)}.")
    if idle:
        many = counted_contents(len(idle), "nội dung")
        said.append(f"{day} có {many} chưa có kết quả: {titles(idle)}.")
    gap = "[Nêu hạn chế, tồn tại; nếu không có thì ghi rõ.]"
    return "\n".join(said) or gap


def unit_causes(about: UnitMaterial) -> str:
    """Say which difficulties the agency raised."""
    lines = [f"- {sentence(each.text)}" for each in about.difficulties]
    if not lines:
        return "[Nêu nguyên nhân khách quan, chủ quan của hạn chế.]"
    first = "Trong quá trình thực hiện, đơn vị gặp khó khăn, vướng mắc sau:"
    return "\n".join([first, *lines])


def unit_ahead(about: UnitMaterial) -> str:
    """Say what goes on and what is still to be finished."""
    left = [item for item in about.items if not (item.is_done or item.is_nothing)]
    said = [
        "Tiếp tục tổ chức thực hiện đầy đủ, đúng thời hạn các nội dung"
        f" {about.given} theo {plan_named(about)}."
    ]
    if left:
        words = about.period.words
        said.append(f"Hoàn thành các nội dung còn lại của {words}: {titles(left)}.")
    return "\n".join(said)


def unit_recommendations(about: UnitMaterial) -> str:
    """Repeat what the agency recommended."""
    wanted = [each.recommendation for each in about.difficulties if each.recommendation]
    lines = "\n".join(sentence(text) for text in wanted)
    return lines or "[Nêu kiến nghị, đề xuất; nếu không có thì ghi rõ.]"


def purpose(about: UnitMaterial) -> str:
    """Say what the agency's own plan is for."""
    return (
        f"Tổ chức triển khai đầy đủ, kịp thời các nội dung {about.agency.name} được giao"
        f" theo {plan_named(about)}; xác định rõ công việc, người thực hiện, thời gian"
        " và sản phẩm."
    )


def demands(_: UnitMaterial) -> str:
    """Say how the work is to be done."""
    return (
        "Việc thực hiện bám sát nội dung được giao, phù hợp với tình hình thực tế của"
        " đơn vị; phân công rõ người, rõ việc, rõ thời gian, rõ sản phẩm."
    )


def money(about: UnitMaterial) -> str:
    """Say where the money comes from."""
    return (
        "Kinh phí thực hiện bố trí từ nguồn ngân sách nhà nước giao cho đơn vị"
        f" {about.period.words} và các nguồn hợp pháp khác theo quy định."
    )


def carrying_out(about: UnitMaterial) -> str:
    """Say who carries the plan out and by when it is reported on."""
    due, to = format_date(about.period.unit_due), about.period.plan.steering_agency.name
    return (
        "Các bộ phận, cá nhân được phân công tại Phụ lục có trách nhiệm tổ chức thực"
        " hiện Kế hoạch này.\n"
        f"Kết quả thực hiện được tổng hợp, báo cáo {to} chậm nhất ngày {due}.\n"
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các bộ phận kịp thời"
        f" phản ánh để {about.agency.name} xem xét, giải quyết."
    )


def inspection_purpose(about: UnitMaterial) -> str:
    """Say what the inspection is for."""
    return (
        f"Đánh giá việc {what_is_done(about.period.plan)} tại nơi được kiểm tra; kịp"
        " thời phát hiện, chấn chỉnh hạn chế và nhân rộng cách làm hay."
    )


def inspection_demands(_: UnitMaterial) -> str:
    """Say how the inspection is to be done."""
    return (
        "Việc kiểm tra bảo đảm khách quan, đúng quy định, không cản trở hoạt động bình"
        " thường của nơi được kiểm tra; kết thúc kiểm tra có báo cáo và kiến nghị cụ"
        " thể."
    )


def inspection_time(about: UnitMaterial) -> str:
    """Say which time is inspected; when it takes place is the agency's to say."""
    first = format_date(about.period.data_from)
    return (
        f"Thời kỳ kiểm tra: từ ngày {first} đến ngày kiểm tra.\n"
        "[Ghi thời gian tiến hành kiểm tra.]"
    )


def inspecting(about: UnitMaterial) -> str:
    """Say what happens with the inspection's result."""
    due, to = format_date(about.period.unit_due), about.period.plan.steering_agency.name
    return (
        "Đoàn kiểm tra lập biên bản tại từng nơi được kiểm tra, tổng hợp kết quả báo cáo"
        f" {about.agency.name}.\n"
        f"Kết quả kiểm tra được đưa vào báo cáo {about.period.words} gửi {to} chậm nhất"
        f" ngày {due}."
    )


def _gap(words: str) -> Callable[[UnitMaterial], str]:
    return lambda _: f"[{words}]"


_REPORT: dict[str, Callable[[UnitMaterial], str]] = {
    "chi-dao": unit_direction,
    "uu-diem": unit_strengths,
    "han-che": unit_shortcomings,
    "nguyen-nhan": unit_causes,
    "phuong-huong": unit_ahead,
    "kien-nghi": unit_recommendations,
}
_PLAN: dict[str, Callable[[UnitMaterial], str]] = {
    "muc-dich": purpose,
    "yeu-cau": demands,
    "kinh-phi": money,
    "to-chuc": carrying_out,
}
_INSPECTION: dict[str, Callable[[UnitMaterial], str]] = {
    "muc-dich": inspection_purpose,
    "yeu-cau": inspection_demands,
    "noi-kiem-tra": _gap("Nêu bộ phận, đơn vị, thôn, tổ dân phố được kiểm tra."),
    "thoi-gian": inspection_time,
    "thanh-phan": _gap("Nêu trưởng đoàn và các thành viên."),
    "to-chuc": inspecting,
}
STARTS = {
    PaperKind.REPORT: _REPORT,
    PaperKind.PLAN: _PLAN,
    PaperKind.INSPECTION: _INSPECTION,
}
