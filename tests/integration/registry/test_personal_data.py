"""Personal data: sealed as it comes in, masked as it is shown, read in plain by an act on record alone; erased with its key."""

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.messaging.kafka import Kafka
from chassis.store.master_key import NoMasterKey, fresh, make
from cli.audit.surroundings import Surroundings, keys_in
from cli.audit.verification import verify_service
from tests.conftest import Running
from tests.harness.suite import ADMINISTRATOR, SECURITY, Person, Refused, Suite, eventually, service
from tests.integration.registry.city import AUDITOR, BUREAU, RPC

PHONE, EMAIL, ID_NUMBER, ACCOUNT = "13987650123", "qian.yi@planted.example", "11010519491231002X", "6222020200001234562"
EXPERT, OTHER, FINANCE = Person("people/expert"), Person("people/other"), Person("people/money", ("finance_bureau",))
NAME = {"name": EXPERT.name}
REGISTRY = service("registry")


@pytest.fixture(params=["motor", "pymongo"])
async def city(running: Running, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Suite]:
    async with running(REGISTRY, master_key=str(key_in(tmp_path)), mongo_driver=request.param) as suite:
        await registered(suite)
        yield suite


def key_in(folder: Path) -> Path:
    make(folder / "master.key")
    return folder / "master.key"


async def registered(suite: Suite) -> None:
    for name in ("expert", "other"):
        await suite.call(RPC + "RegisterPerson", {"person_id": name, "display_name": "钱一"}, ADMINISTRATOR)


async def put(city: Suite, who: Person = BUREAU, request_id: str = "", **data: str) -> dict[str, Any]:
    return await city.call(RPC + "SetPersonalData", NAME | data, who, request_id)


async def see(city: Suite, who: Person = BUREAU) -> dict[str, Any]:
    return await city.call(RPC + "GetPersonalData", NAME, who)


async def read(city: Suite, who: Person = BUREAU, datum: str = "PHONE", purpose: str = "通知参加评审会") -> str:
    body = NAME | {"datum": f"PERSONAL_DATUM_{datum}", "purpose": purpose}
    value: str = (await city.call(RPC + "ReadPersonalData", body, who))["value"]
    return value


async def find(city: Suite, datum: str, value: str, who: Person = BUREAU) -> list[dict[str, Any]]:
    answer = await city.call(RPC + "FindPersonalData", {"datum": f"PERSONAL_DATUM_{datum}", "value": value}, who)
    found: list[dict[str, Any]] = answer["found"]
    return found


async def erase(city: Suite, asks: Person = BUREAU) -> dict[str, Any]:
    await city.call(RPC + "RequestErasure", NAME | {"reason": "本人要求删除"}, asks)
    return await city.call(RPC + "ConfirmErasure", NAME, SECURITY)


async def audit(city: Suite, action: str) -> list[dict[str, Any]]:
    return list(await city.apps["registry"].mongo["audit"].find({"action": RPC + action}).sort("_id", 1).to_list(None))


@pytest.mark.rule("2.5")
async def test_what_is_set_is_shown_masked_and_read_in_plain_for_a_purpose_on_record(city: Suite) -> None:
    record = await put(city, phone="139 8765-0123", email="Qian.Yi@planted.example", id_number=ID_NUMBER, bank_account=ACCOUNT)
    assert len(record["on_record"]) == 4 and not {"phone", "phone_masked"} & record.keys()
    shown = await see(city)
    assert [shown[f"{each}_masked"] for each in ("phone", "email", "id_number", "bank_account")] == [
        "139****0123",
        "q****@planted.example",
        "1****************X",
        "****4562",
    ]
    assert [await read(city, datum=each) for each in ("PHONE", "EMAIL", "ID_NUMBER", "BANK_ACCOUNT")] == [PHONE, EMAIL, ID_NUMBER, ACCOUNT]
    assert await read(city, EXPERT, purpose="核对本人信息") == PHONE
    readings = (await see(city, EXPERT))["readings"]
    assert [(each["by"], each["purpose"]) for each in readings[:2]] == [(EXPERT.name, "核对本人信息"), (BUREAU.name, "通知参加评审会")]
    entries = await audit(city, "ReadPersonalData")
    assert [(entry["outcome"], entry["message"]) for entry in entries[-2:]] == [("OK", "通知参加评审会"), ("OK", "核对本人信息")]


@pytest.mark.rule("2.5")
async def test_others_neither_set_nor_see_nor_read_it(city: Suite) -> None:
    await put(city, phone=PHONE, bank_account=ACCOUNT)
    for act in (put(city, OTHER, phone=PHONE), see(city, OTHER), read(city, OTHER), read(city, ADMINISTRATOR), read(city, AUDITOR)):
        with pytest.raises(Refused, match="ROLE_REQUIRED"):
            await act
    assert await read(city, FINANCE, "BANK_ACCOUNT", "发放评审费") == ACCOUNT
    with pytest.raises(Refused, match="ROLE_REQUIRED"):
        await read(city, FINANCE, "PHONE", "发放评审费")
    with pytest.raises(Refused, match="ROLE_REQUIRED"):
        await find(city, "PHONE", PHONE, FINANCE)


@pytest.mark.rule("2.5")
async def test_a_purpose_is_needed_and_does_not_quote_what_it_is_for(city: Suite) -> None:
    await put(city, phone=PHONE, email=EMAIL)
    quotes = (f"给{PHONE}打电话", "打 139 8765 0123 通知", "打１３９８７６５０１２３", f"电话打不通时写信到{EMAIL.upper()}")
    for purpose, reason in ((" …", "REASON_MISSING"), *((quote, "PURPOSE_QUOTES_DATA") for quote in quotes)):
        with pytest.raises(Refused, match=reason):
            await read(city, purpose=purpose)
    assert (await see(city, EXPERT))["readings"] == []


@pytest.mark.rule("2.5")
async def test_somebody_is_found_by_all_of_it_and_by_nothing_less(city: Suite) -> None:
    await put(city, phone=PHONE, email=EMAIL)
    (found,) = await find(city, "PHONE", "+86 139 8765 0123")
    assert (found["person"], found["phone_masked"]) == (EXPERT.name, "139****0123")
    assert len(await find(city, "EMAIL", EMAIL.upper())) == 1
    assert await find(city, "PHONE", "13987650124") == []
    with pytest.raises(Refused, match="PHONE_INVALID"):
        await find(city, "PHONE", PHONE[:7])


@pytest.mark.rule("2.5")
async def test_an_id_number_is_one_persons(city: Suite) -> None:
    await put(city, id_number=ID_NUMBER)
    await put(city, id_number=ID_NUMBER)
    with pytest.raises(Refused, match="ID_NUMBER_TAKEN") as taken:
        await city.call(RPC + "SetPersonalData", {"name": OTHER.name, "id_number": ID_NUMBER}, BUREAU)
    assert EXPERT.name not in taken.value.message


async def test_the_same_request_again_gets_the_first_answer_and_another_under_its_id_is_refused(city: Suite) -> None:
    first = await put(city, request_id="one", phone=PHONE)
    assert await put(city, request_id="one", phone=PHONE) == first
    with pytest.raises(Refused, match="REQUEST_ID_REUSED"):
        await put(city, request_id="one", phone="13987650124")
    await read(city)
    kept = await city.apps["registry"].mongo["requests"].find({"_id": {"$regex": "PersonalData"}}).to_list(None)
    assert [type(row["digest"]) for row in kept] == [bytes]  # who guesses a number cannot check it by this; and no answer with one is kept


@pytest.mark.rule("2.5")
async def test_two_people_erase_it_and_no_copy_opens_any_more(city: Suite) -> None:
    await put(city, request_id="one", phone=PHONE, id_number=ID_NUMBER)
    mongo = city.apps["registry"].mongo
    copy = await mongo["personal_data"].find_one({})
    with pytest.raises(Refused, match="NO_ERASURE_REQUESTED"):
        await city.call(RPC + "ConfirmErasure", NAME, SECURITY)
    assert (await erase(city))["on_record"] == []
    again = city.call(RPC + "RequestErasure", NAME | {"reason": "再删一次"}, BUREAU)
    for act in (see(city), read(city), again, put(city, request_id="one", phone=PHONE, id_number=ID_NUMBER)):
        with pytest.raises(Refused, match="PERSONAL_DATA_ERASED"):
            await act
    assert await find(city, "PHONE", PHONE) == []
    # Somebody puts the document back out of a dump: the key is in no database any more.
    await mongo["personal_data"].replace_one({"_id": copy["_id"]}, copy | {"version": copy["version"] + 2})
    replica = await city.start(REGISTRY)  # that never had the key in memory
    try:
        with pytest.raises(Refused, match="PERSONAL_DATA_ERASED"):
            await see(city)
    finally:
        await replica.stop()


@pytest.mark.rule("2.5")
async def test_who_asked_for_it_does_not_confirm_it_and_it_may_be_refused(city: Suite) -> None:
    await put(city, phone=PHONE)
    both = Person("people/both", ("administrator", "security_administrator"))
    await city.call(RPC + "RequestErasure", NAME | {"reason": "本人要求删除"}, both)
    with pytest.raises(Refused, match="SECOND_PERSON_NEEDED"):
        await city.call(RPC + "ConfirmErasure", NAME, both)
    with pytest.raises(Refused, match="ERASURE_REQUESTED"):
        await city.call(RPC + "RequestErasure", NAME | {"reason": "本人要求删除"}, EXPERT)
    with pytest.raises(Refused, match="PURPOSE_QUOTES_DATA"):
        await city.call(RPC + "RefuseErasure", NAME | {"reason": f"{PHONE}仍在使用"}, SECURITY)
    await city.call(RPC + "RefuseErasure", NAME | {"reason": "劳务费尚未发放"}, SECURITY)
    assert await read(city) == PHONE
    with pytest.raises(Refused, match="PURPOSE_QUOTES_DATA"):
        await city.call(RPC + "RequestErasure", NAME | {"reason": f"{PHONE}已停用"}, EXPERT)


@pytest.mark.rule("2.5")
async def test_after_an_erasure_the_audit_log_verifies_and_keys_still_sign(city: Suite) -> None:
    public = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    await city.call(RPC + "RegisterSigningKey", NAME | {"key_id": "k1", "public_key": public}, ADMINISTRATOR)
    await put(city, phone=PHONE)
    await erase(city)
    signer = await city.call(RPC + "GetSigner", {"person": EXPERT.name}, ADMINISTRATOR)
    assert signer["authorized"] and [key["public_key"] for key in signer["keys"]] == [public]
    settings, seals = city.settings, city.apps["registry"].mongo["seals"]
    entries = await city.apps["registry"].mongo["audit"].count_documents({})

    async def sealed() -> bool:
        return sum([each["entries"] async for each in seals.find({})]) >= entries

    await eventually(sealed)
    keys = keys_in([Path(settings.jwks)])
    around = Surroundings(settings.mongo, settings.database_prefix, settings.topic_prefix, keys, Kafka.of(settings))
    verified = await asyncio.to_thread(verify_service, "registry", around)
    assert [finding.kind for finding in verified.findings] == []


async def test_without_a_master_key_none_is_taken(running: Running) -> None:
    async with running(REGISTRY) as suite:
        await registered(suite)
        with pytest.raises(Refused, match="PERSONAL_DATA_NOT_TAKEN"):
            await put(suite, phone=PHONE)


async def test_another_master_key_keeps_the_service_from_starting(running: Running, tmp_path: Path) -> None:
    key = key_in(tmp_path)
    async with running(REGISTRY, master_key=str(key)) as suite:
        await suite.apps["registry"].stop()
        key.write_text(fresh())
        with pytest.raises(NoMasterKey, match="personal_keys"):
            await suite.start(REGISTRY)


@pytest.mark.rule("4.7a")
async def test_who_confirms_has_seen_what_is_asked_and_nothing_of_the_data(city: Suite) -> None:
    await put(city, phone=PHONE, email=EMAIL)
    await read(city)
    await city.call(RPC + "RequestErasure", NAME | {"reason": "本人要求删除"}, EXPERT)
    seen = await see(city, SECURITY)
    assert (seen["on_record"], seen["erasure"]["reason"]) == (["PERSONAL_DATUM_PHONE", "PERSONAL_DATUM_EMAIL"], "本人要求删除")
    assert (seen["phone_masked"], seen["email_masked"], seen["readings"]) == ("", "", [])
    for act in ("ConfirmErasure", "RefuseErasure"):
        for etag, reason in (("", "SEEN_MISSING"), ("0" * 20, "CHANGED_SINCE_SEEN")):
            with pytest.raises(Refused, match=reason):
                await city.call(RPC + act, NAME | {"etag": etag} | ({"reason": "尚未发放"} if act == "RefuseErasure" else {}), SECURITY)
    await put(city, bank_account=ACCOUNT)  # after it was looked at
    with pytest.raises(Refused, match="CHANGED_SINCE_SEEN") as refused:
        await city.call(RPC + "ConfirmErasure", NAME | {"etag": seen["etag"]}, SECURITY)
    assert refused.value.metadata["etag"] == (now := await see(city, SECURITY))["etag"]
    assert (await city.call(RPC + "ConfirmErasure", NAME | {"etag": now["etag"]}, SECURITY))["on_record"] == []
