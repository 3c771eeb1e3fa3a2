"""For whom one signs: an organisation that gave authority, or oneself, also by name; never another person."""

import pytest

from tests.harness.suite import Refused
from tests.integration.contracts.conftest import Staged
from tests.integration.contracts.played import CLERK, MANAGER


@pytest.mark.rule("1.6")
async def test_on_behalf_of_oneself_is_for_oneself_and_of_another_person_is_refused(staged: Staged) -> None:
    async with staged() as stage:
        await stage.approved()
        await stage.selected()
        document = (await stage.drawn_up())["documents"][0]["name"]
        with pytest.raises(Refused) as refused:
            await stage.sign(document, CLERK, MANAGER.name)
        assert (refused.value.reason, refused.value.rule) == ("SIGNER_NOT_AUTHORIZED", "1.6")
        await stage.sign(document, MANAGER, MANAGER.name)
        with pytest.raises(Refused) as refused:
            await stage.sign(document, MANAGER)
        assert refused.value.reason == "SIGNED_ALREADY"
