"""A form filled in as people do: by typing, choosing, ticking, uploading."""

import base64
from datetime import datetime
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from playwright.async_api import FilePayload, Locator, Page, expect

from chassis.calendar import CHINA
from chassis.words import form_of
from console.forms.kinds import Kind, W, is_asked, kind_of
from tests.browser.clicks.told import Body, Told, word
from tests.browser.pictures import shown

# Of these forms docs/console*.md show how they look when they are filled in.
_SHOWN = {"AssessItemsRequest": "expert", "AssignDeviationRequest": "commissioner"}
_SEND = "button[value=send]:not(.unseen)"


class Form:
    """The form that a page shows, of a request."""

    def __init__(self, page: Page, told: Told) -> None:
        self.page = page
        self._told = told

    async def send(self, request: Descriptor, body: Body) -> bool:
        """Whether it was done; the page shows what came of it."""
        await expect(self.page.locator(_SEND)).to_be_visible()
        if await (kept := self.page.get_by_role("button", name="不要草稿，重新填")).count():
            await kept.click()
            await expect(kept).to_have_count(0)
        await self._message(request, body, "")
        if request.name in _SHOWN:
            await self.page.evaluate("window.scrollTo(0, 0)")
            await shown(self.page, _SHOWN[request.name])
        await self.page.locator(_SEND).click()
        done, refused = self.page.locator(".told"), self.page.locator(".refusal")
        await expect(done.or_(refused).first).to_be_visible()
        return bool(await done.count())

    async def _message(self, message: Descriptor | None, body: Body, prefix: str) -> None:
        assert message is not None
        for field in message.fields:
            if field.name in body and is_asked(field) and form_of(field).widget != W.WIDGET_NEW_ID:
                path = f"{prefix}{field.name}"
                await (self._upload(path, body) if kind_of(field) is Kind.FILE else self._field(field, body[field.name], path))

    async def _field(self, field: FieldDescriptor, value: Any, path: str) -> None:
        match kind_of(field):
            case Kind.LINES:
                await self._at(path).fill("\n".join(map(str, value)))
            case Kind.PAIRS:
                await self._rows(path, len(value))
                for place, (key, each) in enumerate(value.items()):
                    await self._at(f"{path}.{place}.key").fill(key)
                    await self._at(f"{path}.{place}.value").fill(str(each))
            case Kind.ROWS if kind_of(field, single=True) is Kind.CHOICE:
                for each in value:
                    await self.page.locator(f'[id="f-{path.replace(".", "-")}"]').get_by_label(word(field, each), exact=True).check()
            case Kind.ROWS:
                await self._rows(path, len(value))
                for place, each in enumerate(value):
                    await self._one(field, each, f"{path}.{place}")
            case _:
                await self._one(field, value, path)

    async def _rows(self, path: str, wanted: int) -> None:
        """As many as are wanted, by the button that adds some."""
        while (missing := wanted - int(await self._at(f"{path}.#").get_attribute("value") or 0)) > 0:
            intent = "more" if missing > 2 else "add"
            async with self.page.expect_navigation():
                await self.page.locator(f'button[value="{intent}:{path}"]').click()

    async def _one(self, field: FieldDescriptor, value: Any, path: str) -> None:
        kind = kind_of(field, single=True)
        if kind is Kind.GROUP:
            await self._message(field.message_type, value, f"{path}.")
            return
        at = self._at(path)
        if kind is Kind.TRUTH:
            await at.set_checked(bool(value))
        elif await at.evaluate("it => it.tagName") == "SELECT":
            await self._choose(at, word(field, value) if field.enum_type is not None else self._told(value))
        else:
            await at.fill(self._typed(kind, value))

    async def _choose(self, at: Locator, title: str) -> None:
        """The one that has this in it: a name has its organisation behind it, a factor its weight."""
        titles = await at.locator("option").all_inner_texts()
        named = [each for each in titles if each == title] or [each for each in titles if title in each]
        assert len(named) == 1, (title, titles)
        fields = self.page.locator("#asked-form .card-body")
        if decides := await at.get_attribute("data-decides") is not None:
            await fields.evaluate("it => it.dataset.old = 'yes'")
        await at.select_option(label=named[0])
        if decides:  # the fields are drawn anew, by what was chosen
            await expect(self.page.locator("#asked-form .card-body[data-old]")).to_have_count(0)

    def _typed(self, kind: Kind, value: Any) -> str:
        match kind:
            case Kind.MONEY:
                return f"{int(value) / 100:.2f}"
            case Kind.INSTANT:
                return datetime.fromisoformat(value).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
            case _:
                return self._told(value)

    async def _upload(self, path: str, file: Body) -> None:
        """Goes up as soon as it is chosen."""
        content = file["content"] if isinstance(file["content"], bytes) else base64.b64decode(file["content"])  # as protobuf's JSON has it
        chosen: FilePayload = {"name": file["name"], "mimeType": file.get("media_type", ""), "buffer": content}
        await self._at(path).set_input_files(chosen)
        field = self.page.locator("[data-upload]", has=self._at(path))
        await expect(field.locator("[data-file-state]")).to_contain_text(f"已收到 {file['name']}")

    def _at(self, path: str) -> Locator:
        return self.page.locator(f'[name="{path}"]')
