"""What all services load, and with the registry what most of them do: imported by the process that they are forked from."""

import chassis.run.app
import chassis.run.loop
import cli.main
import cli.serve
import services.registry.main
from chassis.calendar import Calendar
from chassis.policy import Laws

# Tables that are made at the first question are made here, before there is anybody to keep waiting.
MADE = Calendar(), Laws.load()
LOADED = chassis.run.app, chassis.run.loop, cli.main, cli.serve, services.registry.main
