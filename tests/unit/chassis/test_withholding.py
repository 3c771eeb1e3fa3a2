"""What is personal of a call is in nothing that is written down of it."""

import json
import logging
from typing import Any

import pytest
from sanzhi.registry.v1 import registry_pb2

from chassis import telemetry
from chassis.rpc.personal import misplaced, personal_in, values_in
from chassis.withholding import struck, withhold, withholding

PHONE = "13987650123"


def line(**said: Any) -> str:
    record = logging.LogRecord("a", logging.ERROR, "a.py", 1, said.get("message", ""), (), said.get("error"))
    return telemetry._JsonLines("registry").format(record)


def test_a_value_is_struck_out_of_texts_until_the_call_is_over() -> None:
    with withholding():
        withhold(PHONE)
        assert PHONE not in struck(f"给{PHONE}打电话")
    assert struck(PHONE) == PHONE


def test_outside_a_call_nothing_is_kept() -> None:
    withhold(PHONE)
    assert struck(PHONE) == PHONE


def test_the_longer_one_is_struck_out_whole_where_one_holds_the_other() -> None:
    with withholding():
        withhold("1398", "13987650123", "li@city.example")
        assert struck("13987650123,li@city.example,1398") == "▇,▇,▇"


def test_one_of_a_few_characters_leaves_the_rest_to_be_read() -> None:
    with withholding():
        withhold("1", "")
        assert struck("11 of 111") == "11 of 111"


def test_the_log_is_without_it_in_message_and_traceback() -> None:
    with withholding():
        withhold(PHONE)
        try:
            raise KeyError(PHONE)
        except KeyError as error:
            said = line(message=f"no {PHONE}", error=(type(error), error, error.__traceback__))
    assert PHONE not in said and "KeyError" in json.loads(said)["exception"]


def test_a_request_says_which_of_its_fields_are_personal() -> None:
    request = registry_pb2.SetPersonalDataRequest(name="people/li", phone=PHONE, request_id="r")
    assert values_in(request) == [PHONE]
    assert values_in(registry_pb2.SetPersonalDataRequest(name="people/li")) == []
    assert personal_in(registry_pb2.RegisterPersonRequest.DESCRIPTOR) == ()


PLAIN, ASKED = registry_pb2.PlainPersonalData.DESCRIPTOR, registry_pb2.GetPersonRequest.DESCRIPTOR


@pytest.mark.parametrize(
    ("request_", "answer", "mutates", "streams", "said"),
    [
        (ASKED, PLAIN, True, False, ""),
        (ASKED, PLAIN, False, False, "on record"),
        (ASKED, PLAIN, True, True, "stream"),
        (registry_pb2.SetPersonalDataRequest.DESCRIPTOR, registry_pb2.Person.DESCRIPTOR, True, False, ""),
    ],
)
def test_personal_fields_stand_where_they_are_found(request_: Any, answer: Any, mutates: bool, streams: bool, said: str) -> None:
    problems = misplaced(request_, answer, mutates=mutates, streams=streams)
    assert said in "".join(problems) and bool(problems) == bool(said)
