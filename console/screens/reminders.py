"""Where one is reminded beside these pages; and the calendar itself, for programs that nobody is signed in at."""

from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from cli.refused import Refused
from console.calls import is_away
from console.editions import on
from console.me import Me
from console.pages import page
from console.place import Place, place_of
from console.reminders.calendar import Feed, marked

_TYPE = "text/calendar; charset=utf-8"
_AGAIN_SECONDS = "600"


async def reminders(request: Request) -> Response:
    """How it is set up."""
    return await _shown(request, "")


async def make_calendar(request: Request) -> Response:
    """A new address, shown this once; another one before it holds no more."""
    me: Me = request.scope["me"]
    place = place_of(request)
    if not place.desk.is_open:
        return RedirectResponse("/reminders", 303)
    token = await place.feeds.make(me.name)
    return await _shown(request, f"{place.settings.url}/calendar/{token}.ics")


async def end_calendar(request: Request) -> Response:
    """No address any more."""
    me: Me = request.scope["me"]
    await place_of(request).feeds.end(me.name)
    return RedirectResponse("/reminders", 303)


async def _shown(request: Request, address: str) -> Response:
    me: Me = request.scope["me"]
    place = place_of(request)
    return page(request, "reminders.html", calendar=await place.feeds.of(me.name), address=address, is_open=place.desk.is_open)


async def calendar(request: Request) -> Response:
    """For whoever has the address. An address that never was, or is no more, says nothing of itself."""
    place = place_of(request)
    address = await place.feeds.find(request.path_params["token"])
    if address is None or not place.desk.is_open:
        return PlainTextResponse("没有这个日历", 404)
    try:
        told = await place.desk.told(address.person)
    except Refused as refused:
        return await _none(refused, address.person, place)
    marks = marked(told.reminders, address.marks, told.as_of)
    await place.feeds.note(address, marks)
    warnings = on(told.today, "milestones").get("warn_days", ())
    feed = Feed.of(told.reminders, marks, place.settings.url, warnings)
    headers = {"etag": feed.etag, "cache-control": "private, no-cache"}
    if feed.changed is not None:
        headers["last-modified"] = format_datetime(feed.changed, usegmt=True)
    if feed.etag in [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(feed.content, headers=headers, media_type=_TYPE)


async def _none(refused: Refused, person: str, place: Place) -> Response:
    """Who has left has no calendar any more; where a service is away, programs keep what they had."""
    if refused.reason == "PERSON_LEFT":
        await place.feeds.end(person)
        return PlainTextResponse("这个日历已经停用", 410)
    if is_away(refused):
        return PlainTextResponse("暂时读不到期限，请稍后再试", 503, headers={"retry-after": _AGAIN_SECONDS})
    return PlainTextResponse("没有这个日历", 404)


ROUTES = [
    Route("/reminders", reminders),
    Route("/reminders/calendar", make_calendar, methods=["POST"]),
    Route("/reminders/calendar/end", end_calendar, methods=["POST"]),
    Route("/calendar/{token}.ics", calendar),
]
