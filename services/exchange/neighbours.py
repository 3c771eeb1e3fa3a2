"""Whom exchange asks: registry, what things are called."""

from sanzhi.registry.v1 import registry_pb2_grpc

from chassis.rpc.naming import titles_of

title_of = titles_of(registry_pb2_grpc.RegistryServiceStub)
