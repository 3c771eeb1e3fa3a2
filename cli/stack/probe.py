"""Whether the service of this container serves: the gRPC health protocol in a few frames of HTTP/2. With an argument, such as "liveness",
it asks for that alone (chassis/run/health.py); deploy/gateway/haproxy.cfg asks in the same frames.

Run by its path every few seconds by the container's health check, hence the standard library alone: importing gRPC for one
question costs half a second of processor time. Frames: RFC 9113; headers: RFC 7541, literals without indexing.
"""

import os
import socket
import ssl
import struct
import sys

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS = 0, 1, 4
END_STREAM, END_HEADERS = 1, 4
SERVING = b"\x08\x01"  # HealthCheckResponse{status: SERVING}


def serves(host: str, port: int, tls: bool = False, seconds: float = 4.0, name: str = "") -> bool:
    """One question, for all of it or for one thing by its name; one answer; whatever goes wrong counts as no."""
    try:
        with socket.create_connection((host, port), seconds) as plain:
            if not tls:
                return _answer(plain, name)
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # ourselves, on the loopback
            context.set_alpn_protocols(["h2"])
            with context.wrap_socket(plain) as encrypted:
                return _answer(encrypted, name)
    except (OSError, EOFError):
        return False


def question(name: str) -> bytes:
    """HealthCheckRequest{service: name}, with all that goes before it."""
    headers = b"\x83\x86" + b"\x04" + _text("/grpc.health.v1.Health/Check") + b"\x01" + _text("localhost")
    headers += b"\x0f\x10" + _text("application/grpc") + b"\x00" + _text("te") + _text("trailers")
    request = b"\x0a" + _text(name) if name else b""
    message = struct.pack(">BI", 0, len(request)) + request
    return PREFACE + _frame(SETTINGS, 0, 0, b"") + _frame(HEADERS, END_HEADERS, 1, headers) + _frame(DATA, END_STREAM, 1, message)


def _answer(connection: socket.socket, name: str) -> bool:
    connection.sendall(question(name))
    while True:
        kind, flags, stream, payload = _next(connection)
        if stream == 1 and kind == DATA:
            return payload[5:] == SERVING
        if stream == 1 and (flags & END_STREAM or kind not in (DATA, HEADERS)):
            return False


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def _next(connection: socket.socket) -> tuple[int, int, int, bytes]:
    head = _read(connection, 9)
    kind, flags, stream = struct.unpack(">BBI", head[3:])
    return kind, flags, stream & 0x7FFFFFFF, _read(connection, int.from_bytes(head[:3]))


def _read(connection: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = connection.recv(size - len(found))
        if not more:
            raise EOFError
        found += more
    return found


def _text(value: str) -> bytes:
    return bytes([len(value)]) + value.encode()


if __name__ == "__main__":
    port = int(os.environ["SANZHI_LISTEN"].rpartition(":")[2])
    tls = bool(os.environ.get("SANZHI_TLS_CERTIFICATE"))
    sys.exit(not serves("127.0.0.1", port, tls, name="".join(sys.argv[1:2])))
