"""Where one is reminded beside these pages; and the calendar itself, for programs that nobody is signed in at."""

from email.utils import format_datetime

from starlette.exceptions import HTTPException
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
from console.reminders.channel import Channel, Never, NotNow, Unclear
from console.reminders.digest import asked_for
from console.reminders.subscriptions import ASKED_OFTEN, Subscription

_TYPE = "text/calendar; charset=utf-8"
_AGAIN_SECONDS = "600"


async def reminders(request: Request) -> Response:
    """How it is set up."""
    return await _shown(request, "")


async def to_reminders(request: Request) -> Response:
    """From an address that takes a form, opened again: what was shown there once is not shown twice."""
    return RedirectResponse("/reminders", 303)


async def make_calendar(request: Request) -> Response:
    """A new address, shown this once; another one before it holds no more."""
    me: Me = request.scope["me"]
    place = place_of(request)
    if not place.reminding.desk.is_open:
        return RedirectResponse("/reminders", 303)
    token = await place.reminding.feeds.make(me.name)
    return await _shown(request, f"{place.settings.url}/calendar/{token}.ics")


async def end_calendar(request: Request) -> Response:
    """No address any more."""
    me: Me = request.scope["me"]
    await place_of(request).reminding.feeds.end(me.name)
    return RedirectResponse("/reminders", 303)


async def _shown(request: Request, address: str, failed: str = "", typed: tuple[str, str] = ("", "")) -> Response:
    """typed: by which channel, and the address that was not taken."""
    me: Me = request.scope["me"]
    place = place_of(request)
    subscribed = [
        (channel, await place.reminding.subscriptions.find(me.name, channel.key)) for channel in place.reminding.channels.values()
    ]
    return page(
        request,
        "reminders.html",
        calendar=await place.reminding.feeds.of(me.name),
        address=address,
        is_open=place.reminding.desk.is_open,
        subscribed=subscribed,
        hour=place.settings.digest_hour,
        failed=failed,
        typed=dict([typed]),
        status=200 if not failed else 400,
    )


async def subscribe(request: Request) -> Response:
    """To be reminded at an address, once whoever reads what comes there has confirmed it."""
    me: Me = request.scope["me"]
    place, form = place_of(request), await request.form()
    channel, typed = _channel(request), str(form.get("address", ""))
    try:
        address = channel.cleaned(typed)
        token = await place.reminding.subscriptions.ask(me.name, channel.key, address)
        if not token:
            return await _shown(request, "", ASKED_OFTEN, (channel.key, typed))
        link = f"{place.settings.url}/reminders/confirm/{token}"
        await channel.send(address, asked_for(me.display_name, channel.title, link))
    except (Never, NotNow, Unclear) as error:
        return await _shown(request, "", str(error), (channel.key, typed))
    return RedirectResponse("/reminders", 303)


async def unsubscribe(request: Request) -> Response:
    """By the person, on their page."""
    me: Me = request.scope["me"]
    await place_of(request).reminding.subscriptions.end(me.name, _channel(request).key)
    return RedirectResponse("/reminders", 303)


async def confirm(request: Request) -> Response:
    """Opened from where it came, by whoever reads it there: a press more, for mail programs open addresses by themselves."""
    subscriptions, token = place_of(request).reminding.subscriptions, request.path_params["token"]
    if request.method == "POST":
        done = await subscriptions.confirm(token)
        return page(
            request, "reminded.html", what="confirmed" if done else "gone", channel=_title(request, done), status=200 if done else 404
        )
    asked = await subscriptions.asked_by(token)
    return page(request, "reminded.html", what="confirm" if asked else "gone", channel=_title(request, asked), status=200 if asked else 404)


async def stop(request: Request) -> Response:
    """Ended from a mail: by its program with one press (RFC 8058), or by whoever opens the address and presses there."""
    subscriptions, token = place_of(request).reminding.subscriptions, request.path_params["token"]
    found = await subscriptions.stopped_by(token)
    if request.method == "POST" and found is not None:
        await subscriptions.end(found.person, found.channel)
        return page(request, "reminded.html", what="stopped", channel=_title(request, found))
    return page(request, "reminded.html", what="stop" if found else "gone", channel=_title(request, found), status=200 if found else 404)


def _channel(request: Request) -> Channel:
    found = place_of(request).reminding.channels.get(request.path_params["channel"])
    if found is None:
        raise HTTPException(404)
    return found


def _title(request: Request, subscription: Subscription | None) -> str:
    channel = place_of(request).reminding.channels.get(subscription.channel) if subscription else None
    return channel.title if channel else ""


async def calendar(request: Request) -> Response:
    """For whoever has the address. An address that never was, or is no more, says nothing of itself."""
    place = place_of(request)
    address = await place.reminding.feeds.find(request.path_params["token"])
    if address is None or not place.reminding.desk.is_open:
        return PlainTextResponse("没有这个日历", 404)
    try:
        told = await place.reminding.desk.told(address.person)
    except Refused as refused:
        return await _none(refused, address.person, place)
    marks = marked(told.reminders, address.marks, told.as_of)
    await place.reminding.feeds.note(address, marks)
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
        await place.reminding.feeds.end(person)
        return PlainTextResponse("这个日历已经停用", 410)
    if is_away(refused):
        return PlainTextResponse("暂时读不到期限，请稍后再试", 503, headers={"retry-after": _AGAIN_SECONDS})
    return PlainTextResponse("没有这个日历", 404)


ROUTES = [
    Route("/reminders", reminders),
    Route("/reminders/calendar", make_calendar, methods=["POST"]),
    Route("/reminders/calendar", to_reminders),
    Route("/reminders/calendar/end", end_calendar, methods=["POST"]),
    Route("/reminders/confirm/{token}", confirm, methods=["GET", "POST"]),
    Route("/reminders/stop/{token}", stop, methods=["GET", "POST"]),
    Route("/reminders/by/{channel}", subscribe, methods=["POST"]),
    Route("/reminders/by/{channel}", to_reminders),
    Route("/reminders/by/{channel}/end", unsubscribe, methods=["POST"]),
    Route("/calendar/{token}.ics", calendar),
]
