"""A replica that does not come to serve is told of with what it said last."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chaos.city import City
from cli.stack.ports import free_port


async def test_the_end_of_its_log_is_told(tmp_path: Path) -> None:
    log = tmp_path / "registry-1.log"
    log.write_text("begins\n" * 100 + '{"level": "ERROR", "message": "no such policy"}\n')
    city: Any = SimpleNamespace(ports={"registry-1": free_port()}, services={"registry-1": SimpleNamespace(log=log)})
    with pytest.raises(TimeoutError, match=r"registry-1 does not serve; its log .*ends:\n(begins\n)+no such policy$"):
        await City.until_it_serves(city, "registry-1", until=0.0)
