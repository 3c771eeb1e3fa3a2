"""Where a resource belongs: the page that shows it, the list that it stands in, the item of the navigation that both are under."""

import re
from dataclasses import dataclass

HOME = "/workbench"


@dataclass(frozen=True)
class Belonging:
    """page: with the groups of the pattern in it. listed: the list's address. under: of the navigation's item, where it is another's list.
    made: the acts that make one, by the last part of their names."""

    pattern: re.Pattern[str]
    page: str
    listed: str = HOME
    under: str = ""
    made: tuple[str, ...] = ()

    @property
    def item(self) -> str:
        """Of the navigation."""
        return self.under or self.listed


def _row(pattern: str, page: str, listed: str = HOME, under: str = "", made: tuple[str, ...] = ()) -> Belonging:
    return Belonging(re.compile(pattern), page, listed, under, made)


# The first that fits: what has a page of its own before what is shown on that of its project.
_ROWS = (
    _row(r"(applications/[^/]+)", "/{0}", "/applications", made=("CreateApplication",)),
    _row(r"(guides/[^/]+)", "/{0}", "/applications", made=("CreateGuide",)),
    _row(r"organizations/[^/]+", "/people", "/people", made=("RegisterOrganization", "AuthorizeSignatory")),
    _row(r"(people/[^/]+)", "/{0}", "/people", made=("RegisterPerson",)),
    _row(r"(people/[^/]+/rating)(?:/entries/[^/]+)?", "/{0}", "/people"),
    _row(r"holidayNotices/[^/]+", "/deadlines", "/deadlines", made=("PublishHolidayNotice",)),
    _row(r"(findings/[^/]+)", "/{0}", "/supervision", made=("RaiseFinding",)),
    _row(r"(policies/[^/]+)", "/{0}", "/policies", made=("PublishPolicy",)),
    _row(r"(projects/[^/]+/claims/[^/]+)", "/{0}", "/claims", "/policies"),
    _row(r"(questions/[^/]+)", "/{0}", "/questions", "/policies", made=("AskQuestion",)),
    _row(r"(projects/[^/]+/serviceRequests/[^/]+)", "/{0}", "/services"),
    _row(r"(facilities/[^/]+)", "/{0}", "/facilities", "/services", made=("RegisterFacility",)),
    _row(r"(notices/[^/]+)", "/{0}", "/notices", "/services", made=("PublishNotice",)),
    _row(r"(subscriptions/[^/]+)", "/{0}", "/subscriptions", made=("RequestSubscription",)),
    _row(r"(subscriptions/[^/]+)/endpoint", "/{0}#endpoint", "/subscriptions"),
    _row(r"(subscriptions/[^/]+)/packages/([^/]+)", "/{0}#p{1}", "/subscriptions"),
    _row(r"(subscriptions/[^/]+)/deliveries/[^/]+", "/{0}", "/subscriptions"),
    _row(r"(projects/[^/]+/results/[^/]+)", "/{0}", "/results"),
    _row(r"(projects/[^/]+/results/[^/]+)/requests/([^/]+)", "/{0}#r{1}", "/results"),
    _row(r"(projects/[^/]+)/deviations/([^/]+)", "/{0}/supervision#{1}", "/projects"),
    _row(r"(projects/[^/]+/(?:progressReports/[^/]+|integratedPlan))", "/{0}", "/projects"),
    _row(r"(projects/[^/]+)/commission", "/{0}/supervision", "/projects"),
    _row(r"(projects/[^/]+)/(?:evaluation|filing)", "/{0}/evaluation", "/projects"),
    _row(r"(projects/[^/]+)/pay/parts/[^/]+", "/{0}/pay", "/projects"),
    _row(r"((?:projects|applications|people|guides)/[^/]+)(?:/.*)?", "/{0}", "/projects"),
)
_LISTS = {row.listed: row.item for row in _ROWS} | {"/imports": "/people"}


def _of(name: str) -> tuple[str, str]:
    """The page that shows a resource, and the item of the navigation; nothing where none does."""
    for row in _ROWS:
        if found := row.pattern.fullmatch(name):
            return row.page.format(*found.groups()), row.item
    return "", ""


def page_of(name: str) -> str:
    """Where a resource is shown; the workbench for one that no page shows."""
    return _of(name)[0] or HOME


def page_about(name: str, project: str) -> str:
    """The page of the project that something is in; the application's, as long as that is no project yet; its own, where it is in none."""
    return f"/{project}" if project and not name.startswith("applications/") else page_of(name)


def list_of(act: str) -> str:
    """The list in which what an act makes stands; the workbench for none."""
    return next((row.listed for row in _ROWS if act in row.made), HOME)


def item_of(path: str) -> str:
    """Under which item of the navigation an address stands: that of what it shows, or of the list that it is; itself for any other."""
    page, item = _of(path.removeprefix("/"))
    return item if page == path else _LISTS.get(f"/{path.split('/')[1]}", path)
