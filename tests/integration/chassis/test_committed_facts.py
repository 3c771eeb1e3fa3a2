"""The trailing metadata of a mutation name the facts that it committed, the same to a repeat."""

import asyncio

from chassis.rpc.committed import Committed
from chassis.run.service import Service
from tests.conftest import Running
from tests.harness.suite import Person

BUREAU = Person("people/bai", ("science_bureau",))
CREATE, ADD, GET = (f"sanzhi.probe.v1.ProbeService/{name}" for name in ("CreateCounter", "AddToCounter", "GetCounter"))


async def test_a_mutation_names_its_facts_in_order_and_a_read_none(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        made, facts = await suite.submit(CREATE, {"counter_id": "casting"}, BUREAU)
        name = made["name"]
        assert facts == []
        topic = f"{suite.settings.topic_prefix}.probe"
        for number in (1, 2):
            _, facts = await suite.submit(ADD, {"name": name, "amount": 5}, BUREAU)
            assert facts == [Committed(topic, name, number)]
        assert (await suite.submit(GET, {"name": name}, BUREAU))[1] == []


async def test_a_repeat_names_those_of_the_first_answer(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = (await suite.call(CREATE, {"counter_id": "casting"}, BUREAU))["name"]
        body = {"name": name, "amount": 5}
        answers = await asyncio.gather(*(suite.submit(ADD, body, BUREAU, "same") for _ in range(8)))
        await suite.call(ADD, body, BUREAU)
        answers.append(await suite.submit(ADD, body, BUREAU, "same"))
        assert {tuple(facts) for _, facts in answers} == {(Committed(f"{suite.settings.topic_prefix}.probe", name, 1),)}


async def test_calls_that_commit_as_a_group_name_their_own(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        names = [(await suite.call(CREATE, {"counter_id": f"c{number}"}, BUREAU))["name"] for number in range(20)]
        answers = await asyncio.gather(*(suite.submit(ADD, {"name": name, "amount": 1}, BUREAU) for name in names))
        assert [[fact.key for fact in facts] for _, facts in answers] == [[name] for name in names]
        assert {fact.sequence for _, facts in answers for fact in facts} == {1}
