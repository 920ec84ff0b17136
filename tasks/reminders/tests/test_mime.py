"""The bytes of a letter say what the letter says, whatever is in it."""

import email
import email.policy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reminders.letter import AgencyPart, Counts, Letter, LetterWords
from tasks.reminders.smtp import PostOffice, Refused, message_of

#: Bytes of a line that mail may carry (RFC 5322).
LONGEST_LINE = 998
words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=90)
bodies = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), include_characters="\n"),
    max_size=300,
)


def letter_of(
    subject: str = "Nhắc việc", text: str = "x", to: str = "an@khanhhoa.gov.vn"
) -> Letter:
    counts = Counts(coming=1)
    part = AgencyPart(text or "x", "x", counts, ())
    said = LetterWords(subject, text, "")
    return Letter(
        1, "An", to, date(2026, 12, 9), (part,), counts, to_steering=False, words=said
    )


def raw_of(letter: Letter) -> bytes:
    return message_of(letter).message().as_bytes(linesep="\r\n")


def read(letter: Letter) -> email.message.EmailMessage:
    raw = message_of(letter).message().as_bytes()
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, email.message.EmailMessage)
    assert not found.defects
    return found


@given(words, bodies)
def test_what_is_written_is_what_is_read(subject: str, body: str) -> None:
    letter = letter_of(subject=subject, text=body)
    found, message = read(letter), message_of(letter)
    assert found["subject"].split() == str(message.subject).split()
    plain, html = found.iter_parts()
    assert plain.get_content().rstrip("\n") == str(message.body).rstrip("\n")
    assert html.get_content_type() == "text/html"


@given(words, bodies)
def test_lines_are_as_long_as_mail_may_carry(subject: str, body: str) -> None:
    raw = raw_of(letter_of(subject=subject, text=body * 20))
    assert max(map(len, raw.split(b"\r\n"))) <= LONGEST_LINE
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_long_line_goes_encoded() -> None:
    plain, _ = read(letter_of(text="đ" * 2000)).iter_parts()
    assert plain["Content-Transfer-Encoding"] == "quoted-printable"
    assert "đ" * 2000 in plain.get_content()


@pytest.mark.parametrize("to", ["a@x.vn\nBcc: b@x.vn", "a@x.vn, b@x.vn\r\nX: y"])
def test_no_header_is_smuggled_in_by_an_address(to: str) -> None:
    with pytest.raises(Refused, match="newlines"):
        PostOffice().post(letter_of(to=to))


def test_an_empty_address_is_refused() -> None:
    with pytest.raises(Refused, match="address"):
        PostOffice().post(letter_of(to=""))


@pytest.mark.parametrize("subject", ["a\nBcc: b@x.vn", "a\r\nBcc: b@x.vn"])
def test_a_subject_is_one_line(subject: str) -> None:
    found = read(letter_of(subject=subject))
    assert found["subject"] == "a Bcc: b@x.vn"
    assert found["bcc"] is None


def test_an_address_that_is_not_ascii_is_encoded() -> None:
    assert "xn--" in read(letter_of(to="an@tỉnh.vn"))["to"]
