"""What every service serves about itself has handlers that fit: one that did not would keep all services from starting."""

from sanzhi.operations.v1 import operations_pb2

from chassis.rpc.binding import bind
from chassis.run.evidence import Evidence
from chassis.run.operations import Operations, Rehearsal

SERVED = operations_pb2.DESCRIPTOR.services_by_name


def test_operations_and_rehearsal_are_bound() -> None:
    handlers = Operations(None, None, None, None, None, Evidence(""))  # type: ignore[arg-type]
    methods = {method.name: method for method in bind(SERVED["OperationsService"], handlers)}
    assert methods["ExportRecord"].gives_stream and not methods["ExportRecord"].mutates
    assert methods["SignPackage"].mutates
    assert len(bind(SERVED["RehearsalService"], Rehearsal(None, lambda: None))) == 2  # type: ignore[arg-type]
