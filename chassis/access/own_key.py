"""A service's own key: a private JWK (Ed25519, RFC 8037) in a file. It signs the service's tokens and the seals of its audit log."""

import json
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class WrongKey(Exception):
    """A file that cannot be read or is no such key. The message is zh-CN."""


def own_key(key_file: str) -> tuple[jwt.PyJWK, str]:
    """The key and its `kid`. Raises WrongKey."""
    try:
        content = json.loads(Path(key_file).read_text(encoding="utf-8"))
        key, kid = jwt.PyJWK(content, algorithm="EdDSA"), content["kid"]
        # Its public half, or a key of another curve, is found here and not by the first call to a neighbour.
        if not isinstance(key.key, Ed25519PrivateKey) or not isinstance(kid, str) or not kid:
            raise ValueError("no private key of Ed25519 with a kid")
        return key, kid
    except OSError as error:
        raise WrongKey(f"读不到文件 {key_file}：{error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, jwt.PyJWTError) as error:
        raise WrongKey(f"{key_file} 不是 Ed25519 私钥的 JWK") from error
