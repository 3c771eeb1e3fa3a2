"""SM2 with SM3 (GB/T 32918.2, GB/T 32905): public keys of 65 bytes (04, x, y), signatures as DER of r and s (GM/T 0009).

gmalg's objects keep the state of their hash, so that each signature is checked by one of its own.
"""

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from gmalg import SM2
from gmalg.errors import GMError

# Who signs, as Z_A has it: GM/T 0009 names this where nothing else was agreed upon. Names change, and a signature outlives them.
USER_ID = b"1234567812345678"


class Sm2:
    """The algorithm of SM2. It takes some ten milliseconds: for a thread, not for the loop."""

    def verify(self, public_key: bytes, payload: bytes, signature: bytes) -> bool:
        """Whether the signature holds."""
        if len(public_key) != 65 or public_key[0] != 4:
            return False
        try:
            r, s = decode_dss_signature(signature)
            held: bool = SM2(uid=USER_ID, pk=public_key).verify(payload, r.to_bytes(32, "big"), s.to_bytes(32, "big"))
        except (ValueError, OverflowError, GMError):
            return False
        return held
