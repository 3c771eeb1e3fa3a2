"""An act: its form, made of the proto; what was refused, with all of it at once and nothing lost; and the thing done."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chassis.rpc.personal import personal_in
from chassis.words import act_of
from chassis.words import place_of as label_of
from cli.refused import Refused
from cli.words import china_time
from console.after import LATER, taken_in
from console.calls import Caller
from console.content import content_of
from console.drafts import Draft
from console.forms.known import register
from console.forms.offers import DECIDING, offers_for, prefilled, with_offers
from console.forms.reading import Reader
from console.forms.refusals import Fault, clauses_of, faults_of
from console.forms.sheet import GIVEN, Sheet, full_name, method_at
from console.forms.typed import DIGEST, MEDIA, NAME, SIZE, shown, typed_of
from console.guard import MOST_FIELDS, MOST_FILES
from console.imports.rows import FILE, fill
from console.live import watched
from console.me import Me
from console.pages import page
from console.place import place_of
from console.plain import lines_of
from console.project.acts import rules_of
from console.show import as_date
from console.subjects import Subject, subject_of
from console.transfer import upload

_ON = ("name", "parent", "project")
_LIST_ACTS = "sanzhi.acts.v1.ActsService/ListActs"
_ADDED = {"add": 1, "more": 5}  # rows, by the button that was pressed


async def show(request: Request) -> Response:
    """A fresh form, or one for what is to be changed."""
    mark = await _mark(request)
    # The version before the content: who sees a later one than it says is refused, and the other way round not.
    act = await _act_on(request)
    sheet = await _sheet(request)
    sheet.request_id, sheet.mark = str(uuid4()), mark
    draft = await place_of(request).drafts.find(sheet.draft_of(request.scope["caller"].person))
    if draft is not None:
        sheet.typed, sheet.kept, sheet.etag = draft.typed, draft.saved, draft.etag  # 4.7a: what was seen is what was seen then
    else:
        sheet.typed = await prefilled(request.scope["caller"], sheet, as_date(request.scope["now"]))
        sheet.etag = act.get("etag", "")
    return await _drawn(request, sheet, act)


async def send(request: Request) -> Response:
    """Another row, what goes with a choice, a try, a draft, or the act."""
    sheet = await _sheet(request)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        sheet.typed = typed_of(form)
        sheet.request_id, sheet.etag = sheet.typed.texts.pop("request_id", ""), sheet.typed.texts.pop("etag", "")
        sheet.mark = sheet.typed.texts.pop("mark", "")
        intent = sheet.typed.texts.pop("intent", "send")
        await _take_in(request.scope["caller"], sheet, form)
        kind, _, path = intent.partition(":")
        if kind == "fill":
            await fill(sheet, form, path, place_of(request).imports, request.scope["caller"].person)
    if kind == "seen":
        sheet.etag, sheet.mark, kind = path, await _mark(request), "keep"
    if kind in ("keep", "forget"):
        return await (_kept if kind == "keep" else _forgotten)(request, sheet)
    if kind in _ADDED:
        sheet.typed.counts[path] = sheet.typed.rows(path) + _ADDED[kind]
    elif kind == "drop":
        for name in (NAME, DIGEST, SIZE, MEDIA):
            sheet.typed.texts.pop(f"{path.rpartition('.')[0]}.{name}", None)
    elif kind not in ("fill", "show") and await _carried_out(request, sheet, tries_out=kind == "try"):
        return await _done(request, sheet)
    return await _drawn(request, sheet, await _act_on(request), 422 if sheet.faults else 200)


async def _kept(request: Request, sheet: Sheet) -> Response:
    """What is typed is kept. A page that does so by itself is told when, and nothing else."""
    caller = request.scope["caller"]
    typed = sheet.typed.without(sheet.personal)
    draft = Draft(sheet.draft_of(caller.person), await _title(caller, sheet), typed, sheet.etag, request.scope["now"])
    why_not = await place_of(request).drafts.keep(draft, sheet.request_id)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"kept": "" if why_not else china_time(draft.saved.isoformat())[-5:], "why_not": why_not})
    sheet.kept = None if why_not else draft.saved
    if why_not:
        sheet.faults = [Fault(why_not, "", ())]
    return await _drawn(request, sheet, await _act_on(request), 422 if why_not else 200)


async def _title(caller: Caller, sheet: Sheet) -> str:
    """What a draft is called: the act, on what, and what else its address names."""
    named = "、".join([title for value in sheet.given.values() if (title := (await subject_of(caller, value)).title)])
    about = f"：{sheet.subject.title}" if sheet.subject.title else ""
    return f"{act_of(sheet.method).label}{about}{f'（{named}）' if named else ''}"


async def _forgotten(request: Request, sheet: Sheet) -> Response:
    """A draft that is not wanted any more."""
    await place_of(request).drafts.drop(sheet.draft_of(request.scope["caller"].person), sheet.request_id)
    return RedirectResponse(f"{request.url.path}?{sheet.query}", 303)


async def _mark(request: Request) -> str:
    """Of the project that the form is in, asked before its content; nothing for none, or none for the caller."""
    project = Subject(request.query_params.get("on", ""), "", None).project
    return (await watched(request.scope["caller"], project))["mark"] if project else ""


async def _sheet(request: Request) -> Sheet:
    caller, place = request.scope["caller"], place_of(request)
    service, name = request.path_params["service"], request.path_params["method"]
    method = method_at(service, name)
    subject = await subject_of(caller, request.query_params.get("on", ""))
    personal = {f"{GIVEN}{name}" for name in personal_in(method.input_type)}
    given = {
        name.removeprefix(GIVEN): value for name, value in request.query_params.items() if name.startswith(GIVEN) and name not in personal
    }
    me: Me = request.scope["me"]
    return Sheet(method, service, subject, await register(caller, place.names), given, is_home=me.is_only_expert)


async def _take_in(caller: Caller, sheet: Sheet, form: FormData) -> None:
    """Files that came with the form go to the service now, and stay there whatever becomes of the rest."""
    for path, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename and not path.startswith(FILE):
            try:
                file = await upload(caller, sheet.service, value.filename, value.file)
            except Refused as refused:
                sheet.errors[path] = refused.message
                continue
            beside = path.rpartition(".")[0]
            sheet.typed.texts |= {f"{beside}.{name}": file[name] for name in (NAME, DIGEST, SIZE, MEDIA)}


async def _carried_out(request: Request, sheet: Sheet, *, tries_out: bool) -> bool:
    """Whether it was done. What was wrong is on the sheet then."""
    caller, place = request.scope["caller"], place_of(request)
    reader = Reader(sheet.typed, sheet.register)
    reader.errors |= sheet.errors
    body = reader.message(sheet.request)
    sheet.errors = reader.errors
    if sheet.errors:
        sheet.faults = [Fault(text, "", (), path, label_of(sheet.request, path)) for path, text in sheet.errors.items()]
        await _add_state(request, sheet)
        return False
    try:
        answer = await caller.submit(sheet.full_name, _whole(sheet, body), tries_out=tries_out)
    except Refused as refused:
        if refused.code == "UNAUTHENTICATED":
            raise
        sheet.faults = faults_of(refused, place.laws, sheet.request)
        sheet.errors = {fault.path: fault.message for fault in sheet.faults if fault.path}
        return False
    sheet.is_tried, sheet.facts, sheet.answer = tries_out, answer.facts, answer.body
    return not tries_out


def _whole(sheet: Sheet, body: dict[str, Any]) -> dict[str, Any]:
    """With what a form does not ask for."""
    fields = sheet.request.fields_by_name
    on = next((name for name in _ON if name in fields and name not in body), "")
    own = {on: sheet.subject.name} if on and sheet.subject.name else {}
    seen = {"etag": sheet.etag} if "etag" in fields and sheet.etag else {}
    return {**body, **own, **seen, "request_id": sheet.request_id}


async def _add_state(request: Request, sheet: Sheet) -> None:
    """What the state forbids stands first: whoever mends the rest should know that it will not help."""
    act = await _act_on(request)
    if act and not act["allowed"]:
        law = place_of(request).laws.newest
        quote = law.quote(act["rule"]) if act["rule"] else ""
        said = act["message"].replace(f"（{quote}）", "") if quote else act["message"]
        sheet.faults.insert(0, Fault(said, act["rule"], clauses_of(act["rule"], law), reason=act["reason"]))


async def _act_on(request: Request) -> dict[str, Any]:
    """What the service says of this act now; nothing where it lists none. Refuses NOT_FOUND."""
    service, on = request.path_params["service"], request.query_params.get("on", "")
    method = method_at(service, request.path_params["method"])
    if not on:
        return {}
    try:
        listed = await request.scope["caller"].ask(_LIST_ACTS, {"name": on}, service=service)
    except Refused as refused:
        if refused.code == "UNAUTHENTICATED":
            raise
        return {}
    return next((act for act in listed["acts"] if act["rpc"] == full_name(method)), {})


async def _done(request: Request, sheet: Sheet) -> Response:
    place, session = place_of(request), request.scope["session"]
    title = f"（{sheet.subject.title}）" if sheet.subject.title else ""
    await place.drafts.drop(sheet.draft_of(request.scope["caller"].person), sheet.request_id)
    if lines := lines_of(sheet, sheet.answer):  # here and now alone: nothing of it is kept, nor does an address lead to it
        return page(request, "plain.html", sheet=sheet, act=act_of(sheet.method), lines=lines)
    is_shown = await taken_in(request.scope["caller"], sheet.facts)
    await place.sessions.change(session, told=f"{act_of(sheet.method).label}{title}{'' if is_shown else LATER}")
    if sheet.service == "registry":
        place.names.forget()
    return RedirectResponse(sheet.page, 303)


async def _drawn(request: Request, sheet: Sheet, act: dict[str, Any], status: int = 200) -> Response:
    caller, place = request.scope["caller"], place_of(request)
    is_changed = act.get("etag", "") not in ("", sheet.etag)
    if is_changed:
        sheet.subject = await subject_of(caller, sheet.subject.name)  # as it is now: who has seen that may go on with what was typed
    fields = shown(sheet.request, sheet.typed, sheet.errors)
    offers = await offers_for(caller, sheet.method, sheet.subject, sheet.typed, sheet.register)
    with_offers(fields, offers, DECIDING.get(sheet.method.name, ""))
    content = await content_of(caller, sheet.subject, sheet.method.name)
    named = await place.names.of(caller, sheet.subject.name, sheet.subject.thing if content else ())
    return page(
        request,
        "act.html",
        status=status,
        sheet=replace(sheet),
        live=sheet.subject.project if sheet.mark else "",
        mark=sheet.mark,
        act=act_of(sheet.method),
        state=act,
        is_changed=is_changed,
        fields=fields,
        again=f"{request.url.path}?{sheet.query}",
        content=content,
        named=named,
        people=sheet.register.offered,
        rules_here=",".join(rules_of(sheet.method)),
        clauses_here=clauses_of(",".join(rules_of(sheet.method)), place.laws.on(as_date(request.scope["now"]))),
    )


ROUTES = [
    Route("/acts/{service}/{method}", show),
    Route("/acts/{service}/{method}", send, methods=["POST"]),
]
