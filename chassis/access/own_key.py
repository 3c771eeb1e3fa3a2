"""A service's own key: a private JWK (Ed25519, RFC 8037) in a file. It signs the service's tokens and the seals of its audit log."""

import json
from pathlib import Path

import jwt


class WrongKey(Exception):
    """A file that cannot be read or is no such key. The message is zh-CN."""


def own_key(key_file: str) -> tuple[jwt.PyJWK, str]:
    """The key and its `kid`. Raises WrongKey."""
    try:
        content = json.loads(Path(key_file).read_text(encoding="utf-8"))
        key = jwt.PyJWK(content, algorithm="EdDSA")
        return key, str(content["kid"])
    except OSError as error:
        raise WrongKey(f"读不到文件 {key_file}：{error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, jwt.PyJWTError) as error:
        raise WrongKey(f"{key_file} 不是 Ed25519 私钥的 JWK") from error
