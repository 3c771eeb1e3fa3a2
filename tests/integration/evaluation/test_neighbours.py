"""Evaluation beside the real registry and supervision: the questions of 4.7 and 7.5 reach them and are answered."""

import pytest

from chassis.messaging.topics import ensure_topics
from cli.services import SERVICES
from tests.conftest import Running
from tests.harness.suite import ADMINISTRATOR, Refused, service
from tests.integration.evaluation.calls import EXPERTS, OFFICIAL, convene, submit
from tests.integration.evaluation.played import UNIT, approved, node_concluded, term_ended

REGISTRY = "sanzhi.registry.v1.RegistryService"


@pytest.mark.rule("4.7")
async def test_the_real_registry_and_supervision_answer(running: Running) -> None:
    async with running(rehearsal_start="2026-01-01T08:00:00+08:00") as suite:
        for producer in SERVICES:
            await ensure_topics(suite.settings, producer)
        for name in ("registry", "supervision", "evaluation"):
            await suite.start(service(name))
        try:
            for organization in ("taiyuan-university", "taigu-hydraulics"):
                kind = "ORGANIZATION_KIND_UNIVERSITY" if "university" in organization else "ORGANIZATION_KIND_ENTERPRISE"
                body = {"organization_id": organization, "display_name": organization, "kind": kind, "area": "outside"}
                await suite.call(f"{REGISTRY}/RegisterOrganization", body, ADMINISTRATOR)
            for person in ("lead", *(expert.name.removeprefix("people/") for expert in EXPERTS)):
                organization = UNIT if person in ("lead", "wang") else "organizations/taiyuan-university"
                body = {"person_id": person, "display_name": person, "organization": organization}
                await suite.call(f"{REGISTRY}/RegisterPerson", body, ADMINISTRATOR)
            await approved(suite)
            await node_concluded(suite, "design")
            await node_concluded(suite, "trial")
            await term_ended(suite)
            await submit(suite)
            with pytest.raises(Refused) as refused:
                await convene(suite)
            assert "FROM_UNDERTAKING_UNIT" in refused.value.metadata["failures"]
            panel = [{"person": each, "expertise": "EXPERTISE_TECHNICAL"} for each in ("people/zhang", "people/li", "people/nobody")]
            panel[2]["expertise"] = "EXPERTISE_FINANCIAL"
            with pytest.raises(Refused) as refused:
                await convene(suite, panel)
            assert refused.value.code.name == "NOT_FOUND"
            other = {"person_id": "nobody", "display_name": "财务专家", "organization": "organizations/taiyuan-university"}
            await suite.call(f"{REGISTRY}/RegisterPerson", other, ADMINISTRATOR)
            assert (await convene(suite, panel))["state"] == "EVALUATION_STATE_UNDER_REVIEW"
            assert (await suite.call("sanzhi.evaluation.v1.EvaluationService/ListEvaluations", {}, OFFICIAL))["evaluations"]
        finally:
            for app in suite.apps.values():
                await app.stop()
