"""Technology intelligence: published, pushed, read, judged (9.3)."""

from typing import Any

from chassis.access.views import Hidden, Shown, View
from chassis.errors import AlreadyExists
from chassis.ids import new_id
from chassis.store.repository import size_of
from plan.grams import found_by
from services.support.answers import FieldPage, Following, NoticePage
from services.support.commands.notices import FollowFields, GetNotice, JudgeNotice, ListFields, ListNotices, PublishNotice, ReadNotice
from services.support.domain.notice import Notice, source_key
from services.support.handlers.parties import as_department
from services.support.store import SupportTransaction

# Which projects have read it and what they think is for the departments; a project's people ask for it by their project.
NOTICE = View(Hidden("pushed_to", "receipts", to={"science_bureau", "county", "auditor", "service"}))


async def publish_notice(command: PublishNotice, tx: SupportTransaction) -> Shown[Notice]:
    """The bureau or a county department publishes a notice; it is pushed to every running project of its fields."""
    tx.require(on=as_department(tx), rule="9.3")
    tx.policy.tree.demand(command.fields, "9.3")
    key = source_key(command.source)
    known = await tx.notices.list({"source_key": key}, limit=1)
    if known:
        message = f"来源“{command.source}”的信息已经发布：“{known[0].title}”"
        raise AlreadyExists("NOTICE_PUBLISHED_ALREADY", message, rule="9.3", resource=known[0].name)
    notice = Notice(
        name=f"notices/{new_id()}",
        title=command.title,
        source=command.source,
        source_key=key,
        dated=command.dated,
        fields=tuple(dict.fromkeys(command.fields)),
        digest=command.digest,
        published_by=tx.actor.person,
        published_at=tx.now,
    )
    tx.publish(*notice.publish(await _concerned(notice, tx), tx.today))
    tx.notices.create(notice)
    return tx.show(notice, NOTICE, tx.roles_in(as_department(tx)))


async def follow_fields(command: FollowFields, tx: SupportTransaction) -> Following:
    """A project follows more fields, if it likes."""
    card = await tx.approved_card(command.name)
    tx.require(on=card.standing(), rule="9.3")
    tx.policy.tree.demand(command.fields, "9.3")
    card.follow(command.fields)
    await tx.cards.save(card)
    return Following(card.name, card.own_fields, card.followed)


async def read_notice(command: ReadNotice, tx: SupportTransaction) -> Shown[Notice]:
    """A project's receipt."""
    notice = await tx.notices.get(command.name)
    tx.require(on=(await tx.approved_card(command.project)).standing(), rule="9.3")
    tx.publish(*notice.read(command.project, tx.actor.person, tx.now))
    await tx.notices.save(notice)
    return tx.show(notice, NOTICE, tx.roles_in(as_department(tx)))


async def judge_notice(command: JudgeNotice, tx: SupportTransaction) -> Shown[Notice]:
    """A project says whether it was of use."""
    notice = await tx.notices.get(command.name)
    tx.require(on=(await tx.approved_card(command.project)).standing(), rule="9.3")
    tx.publish(*notice.judge(command.project, command.useful, tx.actor.person, tx.now))
    await tx.notices.save(notice)
    return tx.show(notice, NOTICE, tx.roles_in(as_department(tx)))


async def get_notice(command: GetNotice, tx: SupportTransaction) -> Shown[Notice]:
    """One notice."""
    return tx.show(await tx.notices.read(command.name), NOTICE, tx.roles_in(as_department(tx)))


async def list_notices(command: ListNotices, tx: SupportTransaction) -> NoticePage:
    """Notices, found by field and text; with a project, those pushed to it."""
    where: dict[str, Any] = {}
    where |= {"pushed_to": command.project} if command.project else {}
    where |= {"fields": command.field} if command.field else {}
    where |= {"grams": found_by(command.query, "9.3")} if command.query else {}
    page = await tx.notices.page(where, command.page_size, command.page_token)
    return NoticePage([tx.show(each, NOTICE, tx.roles_in(as_department(tx))) for each in page.items], page.next_page_token)


async def list_fields(command: ListFields, tx: SupportTransaction) -> FieldPage:
    """The tree of fields."""
    size = size_of(command.page_size)
    rest = [field for field in sorted(tx.policy.fields, key=lambda each: each.code) if field.code > command.page_token]
    return FieldPage(rest[:size], rest[size - 1].code if len(rest) > size else "")


async def _concerned(notice: Notice, tx: SupportTransaction) -> list[str]:
    tree = tx.policy.tree
    codes = [each.code for each in tree.fields if tree.within(each.code, notice.fields)]
    # A project that follows the wider field wants what is of the narrower one too.
    codes += [each.code for each in tree.fields if any(tree.within(field, [each.code]) for field in notice.fields)]
    cards = await tx.cards.list({"$or": [{"own_fields": {"$in": codes}}, {"followed": {"$in": codes}}], "approved": True})
    return [card.name for card in cards if not card.is_over]
