"""The columns of a list, read off the request that its rows become: heads, help and choices are those of the form (decision 16)."""

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from chassis.words import form_of, word_of
from console.forms.kinds import Kind, W, is_asked, kind_of
from console.forms.known import areas

TRUTHS = {"是": "true", "否": ""}
_APART = "、"


@dataclass(frozen=True)
class Column:
    """path: of the field, as forms name it. choices: word → value. several: words with 、 between. made: an id, where empty."""

    path: str
    label: str
    kind: Kind
    required: bool
    help: str = ""
    example: str = ""
    choices: Mapping[str, str] | None = None
    several: bool = False
    made: bool = False

    def typed(self, text: str) -> dict[str, str]:
        """What a form would hold, by path. Raises ValueError (zh-CN) for what is none of the choices."""
        if self.choices is None:
            return {self.path: text}
        parts = [part.strip() for part in text.replace("，", _APART).replace(",", _APART).split(_APART)] if self.several else [text]
        unknown = [part for part in parts if part and part not in self.choices]
        if unknown:
            raise ValueError(f"“{'、'.join(unknown)}”不在可选之列：{'、'.join(self.choices)}")
        values = [self.choices[part] for part in parts if part]
        return {f"{self.path}.{place}": value for place, value in enumerate(values)} if self.several else {self.path: "".join(values)}


def columns_of(message: Descriptor, repeats: Mapping[str, int], left_out: tuple[str, ...] = ()) -> list[Column]:
    """repeats: how often the columns of a repeated group stand side by side."""
    found: list[Column] = []
    for field in message.fields:
        if not is_asked(field) or field.name in left_out:
            continue
        if kind_of(field) is Kind.ROWS and kind_of(field, single=True) is Kind.GROUP:
            found += _side_by_side(field, repeats[field.name])
        else:
            found.append(_column(field, field.name, form_of(field).label))
    return found


def _side_by_side(field: FieldDescriptor, times: int) -> list[Column]:
    label = form_of(field).label
    return [
        _column(each, f"{field.name}.{place}.{each.name}", f"{label}{place + 1}：{form_of(each).label}", within=True)
        for place in range(times)
        for each in (field.message_type.fields if field.message_type is not None else ())
        if is_asked(each)
    ]


def _column(field: FieldDescriptor, path: str, label: str, *, within: bool = False) -> Column:
    form, kind = form_of(field), kind_of(field, single=True)
    unit = f"（{form.unit}）" if kind is Kind.MONEY else ""
    made = form.widget == W.WIDGET_NEW_ID
    several = field.is_repeated and kind is Kind.CHOICE
    required = not (form.optional or within or made or kind is Kind.TRUTH)
    example = "" if several else _example(field, form.example, kind)
    return Column(path, label + unit, kind, required, form.help, example, _choices(field, kind), several, made)


def _choices(field: FieldDescriptor, kind: Kind) -> dict[str, str] | None:
    if kind is Kind.TRUTH:
        return TRUTHS
    if kind is Kind.AREA:
        return {title: title for title in areas()}
    if field.enum_type is not None:
        return {word_of(value): value.name for value in field.enum_type.values if value.number}
    return {choice: choice for choice in form_of(field).choices} or None


def _example(field: FieldDescriptor, example: str, kind: Kind) -> str:
    """As somebody would type it: words, never ids or codes of ours."""
    if kind is Kind.TRUTH:
        return "否"
    if kind is Kind.AREA:
        return next((title for title, code in areas().items() if code == example), "")
    if field.enum_type is not None:
        return next(word_of(value) for value in field.enum_type.values if value.number)
    if kind in (Kind.ORGANIZATION, Kind.PERSON):
        return "登记的全称"
    return f"{int(example) / 100:.2f}" if kind is Kind.MONEY and example.isdecimal() else example
