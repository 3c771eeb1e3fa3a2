"""What services load: imported by the process that they are forked from."""

from importlib import import_module

import chassis.run.app
import chassis.run.loop
import cli.main
import cli.serve
import cli.stack.users
from chassis.calendar import Calendar
from chassis.policy import Laws
from cli.services import SERVICES

LOADED = (
    chassis.run.app,
    chassis.run.loop,
    cli.main,
    cli.serve,
    cli.stack.users,
    *(import_module(f"services.{name}.main") for name in SERVICES),
)
# Tables that are made at the first question are made here, before there is anybody to keep waiting.
MADE = Calendar(), Laws.load()
