"""Projects of the stories, each with what only those who are in it should know, and people who are in another.

What is confidential is taken from what the people of a story said to the services, not from what any service thinks may be shown: words
and amounts that no public fact and nobody of another story ever said, and the digests of files that internal facts alone name.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from pymongo import MongoClient

from cli.evidence.derived import NamedFile, files_of
from cli.services import SERVICES
from cli.story.model import Story
from tests.e2e.bodies import served

# The one went the whole way, with a finding on it; the other shares results, claims what policies offer, and asks for help.
PROJECTS = ("yeya-fati", "gaotou-boli")
# Of other stories, for acts on what neither of the two has: reports on progress, a chief's pay, an exception of age.
WITH_MORE = ("tuiguang-qiqi", "xunjian-jiqiren", "zhuguan-neichen")
AUTHORITIES = {f"ORGANIZATION_KIND_{kind}" for kind in ("SCIENCE_BUREAU", "FINANCE_BUREAU", "GOVERNMENT_DEPARTMENT", "COUNTY_DEPARTMENT")}
# What is done to these is between few; what is done to guides, policies, people and facilities is for all to see.
_CONFIDENTIAL = ("projects", "applications", "findings")
_LEAST_WORDS, _LEAST_FEN = 6, 1_000_000
Kind = tuple[str, ...]


@dataclass(frozen=True)
class Project:
    """secrets: what is confidential of it. names: its resources by service, one of a kind. files: what facts of it name.

    strangers: people who have no part in it.
    """

    id: str
    secrets: frozenset[str]
    names: Mapping[str, Mapping[Kind, str]]
    files: Sequence[NamedFile]
    strangers: Sequence[str]

    def told(self, text: str) -> set[str]:
        """What of it is in a text."""
        return {each for each in self.secrets if each in text}


def projects_of(stories: Sequence[Story], mongo: str) -> list[Project]:
    """PROJECTS, as they have been played; the strangers of each are the people of the other."""
    own, openly = [_story_of(project, stories) for project in PROJECTS], {text for story in stories for text in _said(story, openly=True)}
    found = list[Project]()
    with MongoClient[dict[str, Any]](mongo) as client:
        public, internal = _told(client)
        for project, story, other in zip(PROJECTS, own, reversed(own), strict=True):
            others = public.union(openly, *(_said(each) for each in stories if each.path != story.path))
            digests = internal[project].difference(public, *(of for key, of in internal.items() if key != project))
            names = {name: _names(client, name, project) for name in SERVICES}
            secrets = frozenset((set(_said(story)) - others) | digests)
            found.append(Project(project, secrets, names, _files(client, project), _strangers(story, other)))
    return found


def with_more(stories: Sequence[Story], mongo: str, there: Sequence[Project]) -> list[Project]:
    """WITH_MORE, each with the resources alone of whose kind none is there yet; strangers are the people of the first of PROJECTS."""
    other, found = _story_of(PROJECTS[0], stories), list[Project]()
    with MongoClient[dict[str, Any]](mongo) as client:
        for project in WITH_MORE:
            known = {(name, kind) for each in (*there, *found) for name, of in each.names.items() for kind in of}
            names = {name: _names(client, name, project) for name in SERVICES}
            lacking = {name: {kind: each for kind, each in of.items() if (name, kind) not in known} for name, of in names.items()}
            found.append(Project(project, frozenset(), lacking, (), _strangers(_story_of(project, stories), other)))
    return found


def _story_of(project: str, stories: Sequence[Story]) -> Story:
    return next(each for each in stories if re.search(rf"/{project}\b", each.path.read_text(encoding="utf-8")))


@cache
def confidential() -> frozenset[str]:
    """Acts on what is between few, by full name."""
    kinds = [(served(name).proto, kind) for name in SERVICES for kind in served(name).acts if kind.pattern[0] in _CONFIDENTIAL]
    return frozenset(f"{proto}/{act.rpc}" for proto, kind in kinds for act in kind.acts)


def _said(story: Story, *, openly: bool = False) -> Iterator[str]:
    """Words and amounts that its acts on what is confidential say, or those on what is for all to see."""
    for act in story.acts:
        if (act.call in confidential() or act.call.endswith("/CreateApplication")) is not openly:
            yield from _secrets_in(act.body)


def _secrets_in(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _secrets_in(each, str(name))
    elif isinstance(value, list):
        for each in value:
            yield from _secrets_in(each, key)
    elif isinstance(value, str) and "${" not in value and sum("一" <= letter <= "鿿" for letter in value) >= _LEAST_WORDS:
        yield " ".join(value.split())
    elif isinstance(value, int | str) and key.endswith("_fen") and str(value).isdigit() and int(value) >= _LEAST_FEN:
        yield f'"{value}"'


def _told(client: MongoClient[dict[str, Any]]) -> tuple[set[str], dict[str, set[str]]]:
    """What public facts say, as _secrets_in() and answers write it, and digests that internal facts do, by project."""
    public, internal = set[str](), defaultdict[str, set[str]](set)
    for service in SERVICES:
        openly, inside = f"sanzhi.{service}", f"sanzhi.{service}.internal"
        facts = {"topic": {"$in": [openly, inside]}}  # a word on a dead letter has no body
        for row in client[f"sanzhi_{service}"]["outbox"].find(facts, {"topic": 1, "key": 1, "body": 1}):
            texts = set(_texts(json.loads(row["body"])))
            if row["topic"] == openly:
                public |= texts
            else:
                internal[row["key"].rpartition("/")[2]] |= {each for each in texts if each.startswith("sha256:")}
    return public, internal


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, int):
        yield f'"{value}"'
    elif isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _texts(each)


def _names(client: MongoClient[dict[str, Any]], service: str, project: str) -> dict[Kind, str]:
    """What the service has done anything to or told anything of, one of a kind."""
    patterns, found, database = served(service).acts, dict[Kind, str](), client[f"sanzhi_{service}"]
    told = {str(json.loads(row["body"])["name"]) for row in database["outbox"].find({"key": f"projects/{project}"}, {"body": 1})}
    for name in sorted(told.union(filter(None, database["audit"].distinct("resources", {"subjects": project})))):
        parts = name.split("/")
        kind = next((each.pattern for each in patterns if each.covers(name)), tuple(parts[::2]))
        if parts[0] == "findings" or parts[:2] in (["projects", project], ["applications", project]):
            found.setdefault(kind, name)
    return found


def _files(client: MongoClient[dict[str, Any]], project: str) -> list[NamedFile]:
    rows = {name: client[f"sanzhi_{name}"]["outbox"].find({"key": f"projects/{project}"}, {"body": 1}) for name in SERVICES}
    records: Any = [SimpleNamespace(service=name, facts=[{"data": row["body"]} for row in found]) for name, found in rows.items()]
    return list(files_of(records).values())


def _strangers(story: Story, other: Story) -> list[str]:
    """Everybody of another story who is in none of this one's organisations, nor in an authority."""
    kinds = {f"organizations/{each['organization_id']}": each["kind"] for each in other.organizations}
    here = {each["person_id"] for each in story.people} | {f"organizations/{each['organization_id']}" for each in story.organizations}
    people = [each for each in other.people if kinds.get(each["organization"]) not in AUTHORITIES and each["organization"] not in here]
    return [f"people/{each['person_id']}" for each in people if each["person_id"] not in here]
