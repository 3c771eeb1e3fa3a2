"""The daily digest: what is overdue, ends today or soon, and where it is done. Nothing but what the desk lets be told outside."""

from collections.abc import Iterable

from console.reminders.calendar import shown
from console.reminders.channel import Message
from console.reminders.told import LEFT_OUT, Reminder, Told

MOST = 50  # lines


def digest_of(told: Told, soon: int, url: str, stop: str) -> Message | None:
    """None where nothing is due. soon: so many days before its last day something is in it; url: of the console."""
    due = [each for each in told.reminders if each.days_left <= soon]
    if not due:
        return None
    late, today, coming = (
        [each for each in due if each.days_left < 0],
        [each for each in due if each.days_left == 0],
        [each for each in due if each.days_left > 0],
    )
    groups = [("■ 逾期", late), ("▲ 今天届满", today), (f"▲ {soon} 天内届满", coming)]
    counted = "，".join(f"{title[2:]} {len(found)} 项" for title, found in groups if found)
    nearest = due[0]
    return Message(
        subject=f"期限提醒：{counted}",
        text="\n".join(_lines(groups, told, url, stop)),
        short=f"三制期限提醒：{counted}，最早 {nearest.last_day.isoformat()}。请登录工作台办理。",
        stop=stop,
    )


def _lines(groups: Iterable[tuple[str, list[Reminder]]], told: Told, url: str, stop: str) -> Iterable[str]:
    yield f"截至 {shown(told.today)}，由您本人或者本单位办理的期限："
    room = MOST
    for title, found in groups:
        if found and room > 0:
            yield f"\n{title}（{len(found)} 项）"
        for each in found[: max(room, 0)]:
            yield from _entry(each, url)
        room -= len(found)
    if room < 0 or told.more:
        yield "\n其余的没有列出，请到工作台查看。"
    yield f"\n工作台：{url}/workbench"
    yield f"{LEFT_OUT}。"
    yield f"\n这封提醒由您本人开通，工作日每天至多一次。不再需要时，打开下面的地址停用：\n{stop}"


def _entry(each: Reminder, url: str) -> Iterable[str]:
    left = f"逾期 {-each.days_left} 天" if each.days_left < 0 else f"剩 {each.days_left} 天" if each.days_left else "今天届满"
    yield f"- {each.text}\n  最后一日 {shown(each.last_day)}{'，暂定' if each.is_provisional else ''}，{left}\n  {url}{each.path}"


def asked_for(name: str, title: str, link: str) -> Message:
    """What comes to an address that somebody typed: whoever reads it says whether it is theirs. title: of the channel."""
    text = (
        f"{name} 在“三制”科研项目管理系统申请把每天的期限提醒用{title}发到这里。\n\n"
        f"如果是您本人，请在两天内打开下面的地址确认：\n{link}\n\n"
        "如果不是您本人申请的，不必理会：不确认就不会再收到任何内容。"
    )
    return Message(subject="请确认：把期限提醒发到这里", text=text, short=f"三制：{name}申请把期限提醒发到这里，确认请打开 {link}")
