"""What Kafka's client repeats while a broker is away is logged now and then, with its number; nothing of anybody else is held back."""

import logging

from chassis.telemetry import Seldom


def said(name: str, message: str, at: float, *args: object) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.ERROR, "", 0, message, args, None)
    record.created = at
    return record


def test_what_is_said_again_is_counted_and_told_later() -> None:
    seldom = Seldom("aiokafka")
    assert seldom.filter(said("aiokafka.conn", "no %s", 100.0, "broker"))
    assert [seldom.filter(said("aiokafka.conn", "no %s", 100.0 + n / 10, "broker")) for n in range(1, 40)] == [False] * 39
    later = said("aiokafka.conn", "no %s", 105.0, "broker")
    assert seldom.filter(later)
    assert later.getMessage() == "no broker (said 39 more times since)"
    assert not seldom.filter(said("aiokafka.conn", "no %s", 106.0, "broker"))
    after = said("aiokafka.conn", "no %s", 111.0, "broker")
    assert seldom.filter(after) and after.getMessage() == "no broker (said 1 more times since)"


def test_another_message_and_other_loggers_are_logged_at_once() -> None:
    seldom = Seldom("aiokafka")
    assert seldom.filter(said("aiokafka.conn", "no broker", 100.0))
    assert seldom.filter(said("aiokafka.conn", "a broker", 100.0))
    assert seldom.filter(said("aiokafka.consumer", "no broker", 100.0))
    assert [seldom.filter(said("chassis.messaging.relay", "relay waits", 100.0 + n / 10)) for n in range(3)] == [True] * 3
