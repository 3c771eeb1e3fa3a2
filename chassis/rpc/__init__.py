"""gRPC: codec, binding of methods to handlers, server, client."""
