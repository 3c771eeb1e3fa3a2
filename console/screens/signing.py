"""Signing a document (1.6): the text, the bytes, the digest twice; signed with a key file that stays in the browser, or off line."""

import base64
import json
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from chassis.words import act_of
from cli.offline import MOST_BYTES, BadFile, Key, Signed, ToSign
from cli.refused import Refused
from cli.story.methods import all_methods
from console.after import LATER, taken_in
from console.forms.refusals import Fault, clauses_of, faults_of
from console.pages import page
from console.place import place_of
from console.screens.project import table_of
from console.show import as_date

_CONTRACTS, _REGISTRY = "sanzhi.contracts.v1.ContractsService", "sanzhi.registry.v1.RegistryService"
_SIGN = f"{_CONTRACTS}/SignDocument"
_LIST_ACTS = "sanzhi.acts.v1.ActsService/ListActs"


async def show(request: Request) -> Response:
    """The page on which a document is read and signed."""
    return await _drawn(request, str(uuid4()), [])


async def to_form(request: Request) -> Response:
    """From the list of acts."""
    return RedirectResponse(f"/sign/{request.query_params.get('on', '')}", 303)


async def to_sign(request: Request) -> Response:
    """The file for signing off line."""
    asked = await _asked(request)
    name = f"待签-{asked.title}-{asked.project}.json"
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(asked.written(), headers=headers, media_type="application/json")


async def send(request: Request) -> Response:
    """The signature, made here or brought as a file."""
    async with request.form(max_files=1) as form:
        request_id = str(form.get("request_id", "")) or str(uuid4())
        try:
            asked = await _asked(request)
            body = await _signature(asked, form)
        except BadFile as wrong:
            return await _drawn(request, request_id, [Fault(str(wrong), "1.6", ())], str(form.get("for", "")))
    caller, place = request.scope["caller"], place_of(request)
    try:
        signed = {"name": asked.document, "on_behalf_of": str(form.get("for", "")), "request_id": request_id, **body}
        answer = await caller.submit(_SIGN, signed)
    except Refused as refused:
        if refused.code == "UNAUTHENTICATED":
            raise
        return await _drawn(request, request_id, faults_of(refused, place.laws, all_methods()[_SIGN].input_type), signed["on_behalf_of"])
    later = "" if await taken_in(caller, answer.facts) else LATER
    await place.sessions.change(request.scope["session"], told=f"{act_of(all_methods()[_SIGN]).label}（{asked.title}）{later}")
    return RedirectResponse(f"/sign/{asked.document}", 303)


async def _asked(request: Request) -> ToSign:
    """What is to be signed, with the caller's own keys."""
    caller, name = request.scope["caller"], request.path_params["name"]
    document = await caller.ask(f"{_CONTRACTS}/GetDocument", {"name": name})
    content = await caller.ask(f"{_CONTRACTS}/GetDocumentContent", {"name": name})
    project = await place_of(request).names.of(caller, "/".join(name.split("/")[:2]))
    known = request.scope["me"].is_registered  # the first officers read, and have no keys
    me = await caller.ask(f"{_REGISTRY}/GetPerson", {"name": caller.person}) if known else {"signing_keys": []}
    keys = [
        Key(key["key_id"], key["algorithm"], base64.b64decode(key["public_key"]))
        for key in me["signing_keys"]
        if not key["revocation_reason"]
    ]
    title = f"{document['title']}第 {document['version']} 版"
    called = project("/".join(name.split("/")[:2]))
    return ToSign(name, title, called, content["digest"], base64.b64decode(content["content"]), keys)


async def _signature(asked: ToSign, form: FormData) -> dict[str, str]:
    """Raises BadFile."""
    file = form.get("signed")
    if isinstance(file, UploadFile) and file.filename:
        signed = Signed.read(await file.read(MOST_BYTES + 1), asked.document, asked.digest)
        return {"key_id": signed.key_id, "signature": base64.b64encode(signed.signature).decode()}
    signature, key_id = str(form.get("signature", "")), str(form.get("key_id", ""))
    if not signature or not key_id:
        raise BadFile("还没有签名：请选择私钥文件在本页签名，或者选择离线签好的签名文件")
    try:
        base64.b64decode(signature, validate=True)
    except ValueError as error:
        raise BadFile("签名不是可以识别的内容，请重新签名") from error
    return {"key_id": key_id, "signature": signature}


async def _drawn(request: Request, request_id: str, faults: list[Fault], chosen: str = "") -> Response:
    """chosen: for whom it was to be signed."""
    caller, place = request.scope["caller"], place_of(request)
    asked = await _asked(request)
    name = asked.document
    document = await caller.ask(f"{_CONTRACTS}/GetDocument", {"name": name})
    engagement = await caller.ask(f"{_CONTRACTS}/GetEngagement", {"name": name.partition("/documents/")[0]})
    acts = await caller.ask(_LIST_ACTS, {"name": name}, service="contracts")
    act: dict[str, Any] = next((each for each in acts["acts"] if each["rpc"] == _SIGN), {})
    content = asked.told
    law = place.laws.on(as_date(request.scope["now"]))
    return page(
        request,
        "sign.html",
        status=422 if faults else 200,
        asked=asked,
        document=document,
        engagement=engagement,
        content=content,
        terms=list(content.get("terms", {}).items()),
        paragraphs=[line for line in str(content.get("text", "")).splitlines() if line.strip()],
        canonical=asked.content.decode(),
        payload=asked.payload.decode(),
        keys=json.dumps([_shown(key) for key in asked.keys]),
        has_keys=bool(asked.keys),
        signing_for=_parties(request, document),
        chosen=chosen,
        matrix=table_of(engagement),
        state=act,
        faults=faults,
        request_id=request_id,
        clauses_here=clauses_of("1.6", law),
        named=await place.names.of(caller, document, engagement, content),
        project=f"{'/'.join(name.split('/')[:2])}",
    )


def _shown(key: Key) -> dict[str, str]:
    return {"key_id": key.key_id, "algorithm": key.algorithm, "public_key": base64.b64encode(key.public_key).decode()}


def _parties(request: Request, document: dict[str, Any]) -> list[str]:
    """For whom the caller could sign: parties that are waited for, and that they are or belong to."""
    me = request.scope["me"]
    return [party for party in document["awaiting"] if party in (request.scope["caller"].person, me.organization)]


ROUTES = [
    Route("/acts/contracts/SignDocument", to_form),
    Route("/sign/{name:path}/file", to_sign),
    Route("/sign/{name:path}", show),
    Route("/sign/{name:path}", send, methods=["POST"]),
]
