"""What somebody typed into a form, as it came: texts by the paths of fields, "content.nodes.0.actual".

Kept as typed until the act is done, so that a refusal takes nothing away.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from chassis.rpc.decoding import MOST_ENTRIES
from chassis.rpc.personal import personal_in
from chassis.words import PAIR, form_of, word_of
from console.calls import Listed
from console.forms.kinds import Kind, W, is_asked, is_numbered, kind_of

# What stands in one cell.
SINGLE: tuple[Kind, ...] = (Kind.TEXT, Kind.LONG, Kind.DATE, Kind.INSTANT, Kind.MONEY, Kind.DECIMAL, Kind.WHOLE, Kind.CHOICE, Kind.TRUTH)
SINGLE += (Kind.PERSON, Kind.ORGANIZATION, Kind.AREA)
_SHAPES = {Kind.DATE: re.compile(r"\d{4}-\d\d-\d\d"), Kind.INSTANT: re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")}
COUNT = "#"  # of rows, beside the path of a list
_UNPAIRED = re.compile("[\ud800-\udfff]")  # which some encodings of a form can bring, and no message can carry
NAME, DIGEST, SIZE, MEDIA = "name", "digest", "size", "media_type"


Called = Callable[[Kind, str], str]


@dataclass
class Typed:
    """texts: by path. counts: rows of a list, by its path."""

    texts: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def text(self, path: str) -> str:
        """What stands there; nothing where nobody typed."""
        return self.texts.get(path, "")

    def rows(self, path: str, least: int = 0) -> int:
        """How many rows a list has."""
        return max(self.counts.get(path, 0), least)

    def without(self, names: Collection[str]) -> "Typed":
        """What is typed but for these fields."""
        return Typed({path: text for path, text in self.texts.items() if path not in names}, dict(self.counts))

    def is_blank(self, path: str, numbered: str = "") -> bool:
        """Whether nothing was typed below a path; a choice that stands on its first entry counts as nothing, and so does the row's id."""
        below = (value for key, value in self.texts.items() if (key == path or key.startswith(f"{path}.")) and key != numbered)
        return not any(value.strip() for value in below)


def typed_of(form: Mapping[str, Any]) -> Typed:
    """Of a posted form: its texts; files have been uploaded by now, and stand there by name and digest."""
    made = Typed()
    for key, value in form.items():
        if key.endswith(f".{COUNT}"):
            made.counts[key[: -len(COUNT) - 1]] = min(int(value), MOST_ENTRIES) if re.fullmatch(r"\d{1,9}", str(value)) else 0
        elif isinstance(value, str):
            made.texts[key] = _UNPAIRED.sub("\ufffd", value)
    return made


def of_resource(message: Descriptor | None, value: Mapping[str, Any], called: Called = lambda kind, name: name, prefix: str = "") -> Typed:
    """As somebody would have typed what is there: to change it. `value`: protobuf's JSON of the same fields. called: what people call
    somebody, an organisation or an area, who see no name of ours.
    """
    assert message is not None
    made = Typed()
    for each in message.fields:
        if is_asked(each) and each.name in value and value[each.name] is not None:
            _put(made, each, value[each.name], called, f"{prefix}{each.name}")
    return made


def _put(made: Typed, field: FieldDescriptor, value: Any, called: Called, path: str) -> None:
    match kind_of(field):
        case Kind.ROWS:
            made.counts[path] = len(value)
            for place, one in enumerate(value):
                _put_one(made, field, one, called, f"{path}.{place}")
        case Kind.LINES:
            made.texts[path] = "\n".join(map(str, value))
        case Kind.PAIRS:
            made.counts[path] = len(value)
            for place, (key, one) in enumerate(value.items()):
                made.texts |= {f"{path}.{place}.key": key, f"{path}.{place}.value": str(one)}
        case _:
            _put_one(made, field, value, called, path)


def _put_one(made: Typed, field: FieldDescriptor, value: Any, called: Called, path: str) -> None:
    kind = kind_of(field, single=True)
    if kind is Kind.GROUP:
        below = of_resource(field.message_type, value, called, f"{path}.")
        made.texts |= below.texts
        made.counts |= below.counts
    elif kind is Kind.MONEY:
        fen = int(value or 0)
        made.texts[path] = f"{fen // 100}.{fen % 100:02d}" if fen else ""
    elif kind is Kind.INSTANT:
        from cli.words import china_time

        made.texts[path] = china_time(str(value)).replace(" ", "T")
    elif kind is Kind.TRUTH:
        made.texts[path] = "true" if value else ""
    elif kind in (Kind.PERSON, Kind.ORGANIZATION, Kind.AREA):
        made.texts[path] = called(kind, str(value)) if value else ""
    else:
        made.texts[path] = "" if str(value).endswith("_UNSPECIFIED") else str(value)


@dataclass
class Shown:
    """A field as a template draws it."""

    path: str
    kind: Kind
    label: str
    help: str
    unit: str
    example: str
    is_optional: bool
    value: str = ""
    error: str = ""
    choices: Listed[tuple[str, str]] = field(default_factory=Listed)
    fields: list["Shown"] = field(default_factory=list)  # of a group
    rows: list["Shown"] = field(default_factory=list)
    file: dict[str, str] = field(default_factory=dict)
    is_percentage: bool = False
    is_personal: bool = False
    is_offered: bool = False  # chosen from what is there, by ids of ours
    decides: bool = False  # what other fields can name
    is_ticked: bool = False  # several of a few choices: a row each, ticked or not

    @property
    def id(self) -> str:
        """For `id` and `for`."""
        return f"f-{self.path.replace('.', '-')}"

    @property
    def is_as_typed(self) -> bool:
        """Whether a browser's own field for a date or an instant would drop what stands there: it takes those of one form alone."""
        try:
            return bool(self.value) and (not _SHAPES[self.kind].fullmatch(self.value) or not datetime.fromisoformat(self.value))
        except ValueError:
            return True

    @property
    def is_sheet(self) -> bool:
        """Whether its rows can come from a workbook: it stands in no row itself, and each of its cells is one."""
        is_alone = not any(part.isdecimal() for part in self.path.split("."))
        return (
            is_alone
            and self.kind is Kind.ROWS
            and bool(self.rows)
            and all(len(row.asked) > 1 and all(one.kind in SINGLE and not one.is_offered for one in row.asked) for row in self.rows)
        )

    @property
    def asked(self) -> list["Shown"]:
        """Fields of a group that somebody fills in."""
        return [each for each in self.fields if each.kind is not Kind.HIDDEN]

    @property
    def offered(self) -> list[tuple[str, str]]:
        """What can be chosen, and what is."""
        known = not self.value or self.value in [value for value, _ in self.choices]
        return list(self.choices) if known else [(self.value, self.value), *self.choices]

    @property
    def is_table(self) -> bool:
        """Whether its rows are drawn as a table: few fields, all of one line."""
        simple = {Kind.TEXT, Kind.DATE, Kind.MONEY, Kind.DECIMAL, Kind.WHOLE, Kind.CHOICE, Kind.TRUTH}
        return bool(self.rows) and all(1 < len(row.asked) <= 6 and {one.kind for one in row.asked} <= simple for row in self.rows)


def shown(message: Descriptor | None, typed: Typed, errors: Mapping[str, str], prefix: str = "") -> list[Shown]:
    """The fields of a message as they are to be drawn."""
    assert message is not None
    return [_shown(each, typed, errors, f"{prefix}{each.name}") for each in message.fields if is_asked(each)]


def _shown(field: FieldDescriptor, typed: Typed, errors: Mapping[str, str], path: str, *, single: bool = False) -> Shown:
    form, kind = form_of(field), Kind.HIDDEN if is_numbered(field, path) else kind_of(field, single=single)
    made = Shown(path, kind, form.label, form.help, form.unit, _example(form.example, kind), form.optional, typed.text(path))
    made.error = errors.get(path, "")
    made.is_personal = field.name in personal_in(field.containing_type)
    made.is_percentage = form.widget == W.WIDGET_PERCENTAGE
    if kind is Kind.CHOICE:
        made.choices = Listed(_choices(field))
    elif kind is Kind.GROUP:
        made.fields = shown(field.message_type, typed, errors, f"{path}.")
    elif kind is Kind.ROWS and kind_of(field, single=True) is Kind.CHOICE:
        made.is_ticked, made.rows = True, _ticks(field, typed, errors, path)
    elif kind is Kind.ROWS:
        least = 0 if form.optional else 3 if form.widget == W.WIDGET_PERSON else 1
        made.rows = [_shown(field, typed, errors, f"{path}.{place}", single=True) for place in range(typed.rows(path, least))]
    elif kind is Kind.PAIRS:
        made.rows = [_pair(typed, errors, f"{path}.{place}") for place in range(typed.rows(path, 1))]
    elif kind is Kind.FILE:
        beside = path.rpartition(".")[0]
        made.file = {name: typed.text(f"{beside}.{name}") for name in (NAME, DIGEST, SIZE, MEDIA)}
        made.error = made.error or errors.get(beside, "")
    return made


def _pair(typed: Typed, errors: Mapping[str, str], path: str) -> Shown:
    made = Shown(path, Kind.GROUP, "", "", "", "", True)
    made.fields = [
        Shown(f"{path}.{part}", Kind.TEXT, label, "", "", "", True, typed.text(f"{path}.{part}"), errors.get(f"{path}.{part}", ""))
        for part, label in PAIR.items()
    ]
    return made


def _ticks(field: FieldDescriptor, typed: Typed, errors: Mapping[str, str], path: str) -> list[Shown]:
    chosen = {typed.text(f"{path}.{place}") for place in range(typed.rows(path))}
    ticks = [Shown(f"{path}.{place}", Kind.CHOICE, title, "", "", value, True) for place, (value, title) in enumerate(_choices(field))]
    for each in ticks:
        each.value, each.error = each.example if each.example in chosen else "", errors.get(each.path, "")
    return ticks


def _choices(field: FieldDescriptor) -> Iterator[tuple[str, str]]:
    if field.enum_type is not None:
        yield from ((value.name, word_of(value)) for value in field.enum_type.values if value.number)
    else:
        yield from ((choice, choice) for choice in form_of(field).choices)


def _example(example: str, kind: Kind) -> str:
    if kind is Kind.MONEY and example.isdecimal():
        return f"{int(example) / 100:.2f}"
    if kind in (Kind.PERSON, Kind.ORGANIZATION, Kind.AREA):
        return ""  # an id, which nobody types
    return example.strip('"').replace("+08:00", "") if kind is Kind.INSTANT else example
