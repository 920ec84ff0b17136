"""Clamd is asked with time limits; whatever it says that is no verdict is none."""

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from kehoach.lib.clamd import (
    ClamdAway,
    ClamdRefused,
    answers,
    host_and_port,
    signature_in,
)
from kehoach.testing.clamd import FOUND, MALWARE_MARK, StandIn, clamd

LARGE = 3 * 1024 * 1024


@pytest.fixture(params=["unix", "tcp"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StandIn]:
    with clamd(tmp_path if request.param == "unix" else None) as found:
        yield found


def test_what_is_found_is_named(there: StandIn) -> None:
    content = bytes(LARGE) + MALWARE_MARK
    assert signature_in(there.address, BytesIO(content)) == FOUND
    assert signature_in(there.address, BytesIO(b"plain")) == ""
    assert signature_in(there.address, BytesIO()) == ""
    assert there.shown == [content, b"plain", b""]
    assert answers(there.address)


@pytest.mark.parametrize("size", [101, LARGE])
def test_who_refuses_a_large_stream_is_heard(there: StandIn, size: int) -> None:
    there.largest = 100
    with pytest.raises(ClamdRefused):
        signature_in(there.address, BytesIO(bytes(size)))


@pytest.mark.parametrize("mood", ["half", "wrong", "endless", "empty", "error"])
def test_what_is_no_verdict_is_none(there: StandIn, mood: str) -> None:
    there.mood = mood
    with pytest.raises(ClamdAway):
        signature_in(there.address, BytesIO(b"plain"))


@pytest.mark.parametrize("mood", ["hanging", "hanging up"])
def test_who_hangs_is_not_waited_for(there: StandIn, mood: str) -> None:
    there.mood = mood
    began = time.monotonic()
    with pytest.raises(ClamdAway):
        signature_in(there.address, BytesIO(bytes(LARGE)), seconds=0.5)
    assert not answers(there.address, seconds=0.5)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "address",
    ["unix:/nowhere/clamd.ctl", "/nowhere/clamd.ctl", "127.0.0.1:1", "host:port", ":"],
)
def test_who_is_not_there_is_away(address: str) -> None:
    with pytest.raises(ClamdAway):
        signature_in(address, BytesIO(b"plain"))
    assert not answers(address)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("clamd:3311", ("clamd", 3311)),
        ("tcp://10.0.0.1:3310", ("10.0.0.1", 3310)),
        ("[::1]:3310", ("::1", 3310)),
        ("[::1]", ("::1", 3310)),
        ("clamd", ("clamd", 3310)),
    ],
)
def test_an_address_of_clamd_has_a_host_and_a_port(
    address: str, place: tuple[str, int]
) -> None:
    assert host_and_port(address) == place
