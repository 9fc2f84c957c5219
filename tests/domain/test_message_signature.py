"""Messages that are signed (RFC 9421): what the signature stands for, to the letter, and what is no signature."""

import base64

import pytest

from casework.domain.message_signature import (
    HttpMessage,
    NotSigned,
    digest_of,
    is_timely,
    read_signature,
)

BODY = b'{"number": "R-1", "released_on": "2026-11-20"}'
INPUT = 'sig=("@method" "@path" "content-digest");created=1795000000'
SIGNATURE = f"sig=:{base64.b64encode(bytes(64)).decode()}:"
# RFC 9530, appendix: the digest of this body
HELLO = (b'{"hello": "world"}\n', "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:")


def message(**more: str) -> HttpMessage:
    told = {"digest": digest_of(BODY), "told": INPUT, "signature": SIGNATURE} | more
    return HttpMessage("POST", "/api/v1/lender/liens/7/release", BODY, **told)


def test_the_digest_is_that_of_the_standard() -> None:
    assert digest_of(HELLO[0]) == HELLO[1]


def test_the_text_that_is_signed_is_that_of_the_standard() -> None:
    found = read_signature(message())
    assert found.text == (
        '"@method": POST\n'
        '"@path": /api/v1/lender/liens/7/release\n'
        f'"content-digest": {digest_of(BODY)}\n'
        '"@signature-params": ("@method" "@path" "content-digest");created=1795000000'
    )
    assert found.signature == bytes(64) and found.created == 1795000000


def test_the_order_and_the_parameters_are_as_they_were_told() -> None:
    told = 'a=("content-digest" "@method" "@path");created=1795000000;keyid="bank";alg="ed25519"'
    text = read_signature(message(told=told, signature=SIGNATURE.replace("sig", "a"))).text
    assert text.startswith('"content-digest": sha-256') and text.endswith(told.removeprefix("a="))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"told": ""}, "MESSAGE_UNSIGNED"),
        ({"signature": ""}, "MESSAGE_UNSIGNED"),
        ({"signature": SIGNATURE.replace("sig", "other")}, "MESSAGE_UNSIGNED"),
        ({"signature": "sig=:***:"}, "MESSAGE_UNSIGNED"),
        ({"signature": "sig=:AAA:"}, "MESSAGE_UNSIGNED"),  # no whole base64
        ({"told": INPUT.split(";", maxsplit=1)[0]}, "MESSAGE_UNSIGNED"),  # when, is not said
        ({"told": INPUT.replace(' "content-digest"', "")}, "MESSAGE_UNSIGNED"),  # the body is not covered
        ({"told": INPUT.replace('"@path"', '"@method"')}, "MESSAGE_UNSIGNED"),  # twice the same
        ({"told": INPUT + ';alg="hmac-sha256"'}, "MESSAGE_UNSIGNED"),
        ({"told": INPUT.replace("1795000000", '"now"')}, "MESSAGE_UNSIGNED"),
        ({"told": INPUT + "\n"  + INPUT}, "MESSAGE_UNSIGNED"),
        ({"digest": digest_of(b"another body")}, "MESSAGE_DIGEST"),
        ({"digest": ""}, "MESSAGE_DIGEST"),
        ({"digest": "sha-256=:Æ:"}, "MESSAGE_DIGEST"),
    ],
)  # fmt: skip
def test_what_is_no_signature_of_this_message_has_a_code(more: dict[str, str], code: str) -> None:
    with pytest.raises(NotSigned) as refused:
        read_signature(message(**more))
    assert refused.value.code == code and len(str(refused.value).split()) > 3


@pytest.mark.parametrize(("seconds", "timely"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_a_message_is_taken_for_five_minutes(seconds: int, timely: bool) -> None:
    assert is_timely(read_signature(message()), 1795000000 + seconds) is timely
