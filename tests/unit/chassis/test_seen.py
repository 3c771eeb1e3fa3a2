"""No act lands on a version that its caller did not see, and none is without one: for any handler, whatever it does (4.7a)."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.errors import InvalidArgument, NotFound, PermissionDenied, RuleViolated
from chassis.rpc.acts import Act, ActsOn
from chassis.rpc.binding import Unbound
from chassis.rpc.seen import demanding_versions

pytestmark = pytest.mark.rule("4.7a")


@dataclass
class Paper:
    text: str = "一"
    consents: int = 0

    @property
    def etag(self) -> str:
        return f"v-{self.text}"


@dataclass(frozen=True)
class Consent:
    name: str = "papers/1"
    etag: str = ""


class Desk:
    """A service with one paper, and a handler that changes its text, as its consenting may."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.paper, self.refusal, self.seen = Paper(), refusal, ""

    async def consent(self, command: Any, tx: Any) -> Paper:
        if self.refusal:
            raise self.refusal
        self.seen = tx.seen
        self.paper.consents += 1
        self.paper.text = "二"
        return self.paper

    async def load(self, name: str, tx: Any) -> Paper:
        if name == "papers/none":
            raise NotFound("NOT_FOUND", "没有", resource=name)
        return self.paper

    def method(self, *fields: str, name: str = "ConsentToPaper") -> Any:
        return _Method(name, self.consent, SimpleNamespace(DESCRIPTOR=SimpleNamespace(fields_by_name=dict.fromkeys(fields))))

    async def call(self, **fields: str) -> Paper:
        table = [ActsOn("papers/*", self.load, Act("ConsentToPaper"))]
        (method,) = demanding_versions([self.method("name", "etag")], table)
        answer: Paper = await method.handler(Consent(**fields), SimpleNamespace(seen=""))
        return answer


@dataclass(frozen=True)
class _Method:
    name: str
    handler: Any
    request: Any


async def test_the_version_that_is_there_is_accepted_and_handed_to_the_handler() -> None:
    desk = Desk()
    assert (await desk.call(etag="v-一")).consents == 1
    assert desk.seen == "v-一"


@pytest.mark.parametrize("stale", ["v-二", "v-", "V-一", "v-一 ", "0" * 20, "*", 'W/"v-一"'])
async def test_any_other_version_is_refused_and_the_one_there_is_told(stale: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        await Desk().call(etag=stale)
    assert (refused.value.reason, refused.value.rule) == ("CHANGED_SINCE_SEEN", "4.7a")
    assert refused.value.metadata == {"resource": "papers/1", "etag": "v-一"}


async def test_none_is_refused() -> None:
    with pytest.raises(InvalidArgument) as refused:
        await Desk().call()
    assert (refused.value.reason, refused.value.rule, refused.value.metadata["etag"]) == ("SEEN_MISSING", "4.7a", "v-一")


@pytest.mark.parametrize("refusal", [PermissionDenied("ROLE_REQUIRED", "无权"), RuleViolated("ACT_DECIDED", "已决定")])
async def test_who_may_not_act_or_comes_too_late_is_told_that_and_nothing_of_versions(refusal: Exception) -> None:
    for etag in ("", "v-二"):
        with pytest.raises(type(refusal)) as refused:
            await Desk(refusal).call(etag=etag)
        assert refused.value is refusal


async def test_what_is_not_there_yet_has_no_version_and_the_handler_says_what_of_it() -> None:
    assert (await Desk().call(name="papers/none")).consents == 1
    assert (await Desk().call(name="elsewhere")).consents == 1


def test_an_etag_without_a_row_keeps_the_service_from_starting() -> None:
    with pytest.raises(Unbound, match="ConsentToPaper"):
        demanding_versions([Desk().method("etag")], [])


def test_a_method_without_etag_is_left_alone() -> None:
    method = Desk().method("name")
    assert demanding_versions([method], []) == [method]


async def test_an_edit_may_overwrite_and_is_held_to_the_version_that_it_names() -> None:
    for etag, done in (("", True), ("v-一", True), ("v-二", False)):
        desk = Desk()
        (method,) = demanding_versions([desk.method("etag", name="UpdatePaper")], [ActsOn("papers/*", desk.load, Act("UpdatePaper"))])
        if done:
            assert (await method.handler(Consent(etag=etag), SimpleNamespace(seen=""))).consents == 1
            continue
        with pytest.raises(RuleViolated, match="CHANGED_SINCE_SEEN"):
            await method.handler(Consent(etag=etag), SimpleNamespace(seen=""))
