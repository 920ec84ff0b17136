"""The bytes of a letter say what the letter says, whatever is in it."""

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reminders.mime import LONGEST_LINE, Wire, wire_of

words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=90)
bodies = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), include_characters="\n"),
    max_size=300,
)


def write(**fields: str) -> Wire:
    facts = {
        "subject": "Nhắc việc",
        "sender": "Sở Nội vụ <so@khanhhoa.gov.vn>",
        "to": "an@khanhhoa.gov.vn",
        "text": "x",
        "html": "<p>x</p>",
    }
    return wire_of(**(facts | fields), extra={"Message-ID": "<1@x.vn>"})


def read(wire: Wire) -> email.message.EmailMessage:
    found = email.message_from_bytes(
        wire.as_bytes(linesep="\n"), policy=email.policy.default
    )
    assert isinstance(found, email.message.EmailMessage)
    assert not found.defects
    return found


@given(words, bodies)
def test_what_is_written_is_what_is_read(subject: str, body: str) -> None:
    found = read(write(subject=subject, text=body, html=body))
    assert found["subject"].split() == subject.split()
    plain, html = found.iter_parts()
    assert plain.get_content().rstrip("\n") == body.rstrip("\n")
    assert html.get_content_type() == "text/html"


@given(words, bodies)
def test_lines_are_as_long_as_mail_may_carry(subject: str, body: str) -> None:
    raw = write(subject=subject, text=body * 20).as_bytes(linesep="\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= LONGEST_LINE
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_long_line_goes_as_base64() -> None:
    found = read(write(text="đ" * 2000))
    plain, _ = found.iter_parts()
    assert plain["Content-Transfer-Encoding"] == "base64"
    assert plain.get_content().strip() == "đ" * 2000


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "a\nBcc: b@x.vn"},
        {"subject": "a\r\nBcc: b@x.vn"},
        {"to": "a@x.vn\nBcc: b@x.vn"},
        {"to": "a@x.vn, b@x.vn\r\nX: y"},
        {"sender": "a\n<b@x.vn>"},
    ],
)
def test_no_header_is_smuggled_in(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        write(**fields)


def test_an_address_that_is_not_ascii_is_encoded() -> None:
    found = read(write(to="an@tỉnh.vn"))
    assert "xn--" in found["to"]
