"""What tests of evidence packages share."""

import pytest

from tests.harness.evidence import Maker


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """An installation, of one file of tests."""
    return Maker(tmp_path_factory.mktemp("installation"))
