"""What tests of pages share."""


def said(duty, **changes):
    """Return a filled progress form."""
    return {
        "done_on": "05/06/2026",
        "text": "Họp dân ở thôn Phú Hòa.",
        "progress": "done",
        "version": duty.version,
    } | changes


def text_of(response) -> str:
    return response.content.decode()
