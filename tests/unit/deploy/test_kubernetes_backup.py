"""The nightly backup: of every service, as that service, with nothing of it but its connection string, and to MongoDB alone."""

from typing import Any

from typer.main import get_command

from cli.backup.command import app
from cli.services import SERVICES
from tests.unit.deploy.built import compose, needs_kubectl, of_kind, part, pod

pytestmark = needs_kubectl
OVERLAY = "standalone"


def backup() -> dict[str, Any]:
    return of_kind("CronJob", OVERLAY)["backup"]


def volume(name: str) -> dict[str, Any]:
    return next(each for each in pod(backup())["volumes"] if each["name"] == name)


def test_it_says_what_the_command_takes() -> None:
    (container,) = pod(backup())["containers"]
    group, command, *arguments = container["args"]
    assert group == "backup"
    take = get_command(app).get_command(None, command)  # type: ignore[attr-defined]
    said = take.make_context(command, arguments).params
    mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    assert mounts[str(said["folder"])] == "backups" and mounts[str(said["secrets"])] == "own"
    claim = volume("backups")["persistentVolumeClaim"]["claimName"]
    assert claim in of_kind("PersistentVolumeClaim", OVERLAY)


def test_it_has_the_connection_string_of_every_service_and_no_more_of_it() -> None:
    sources = volume("own")["projected"]["sources"]
    assert [each["secret"] for each in sources if "secret" in each] == [
        {"name": f"sanzhi-{service}", "items": [{"key": "sanzhi_mongo", "path": f"{service}/sanzhi_mongo"}]} for service in SERVICES
    ]
    (public,) = [each["configMap"] for each in sources if "configMap" in each]
    assert public["items"] == [{"key": "ca.crt", "path": "ca.crt"}]
    assert public["name"] in of_kind("ConfigMap", OVERLAY), "the name that the map has with its sum"


def test_it_ends_while_mongodb_still_has_the_instant_and_never_runs_twice_at_once() -> None:
    spec = backup()["spec"]
    kept = next(each.rpartition("=")[2] for each in compose()["mongodb"]["command"] if "minSnapshotHistoryWindowInSeconds" in each)
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] <= int(kept)
    assert spec["concurrencyPolicy"] == "Forbid"


def test_it_goes_to_mongodb_and_nobody_comes_to_it() -> None:
    policy = of_kind("NetworkPolicy", OVERLAY)["backup"]["spec"]
    assert policy["podSelector"] == {"matchLabels": {"sanzhi/part": part(backup())}}
    assert policy["egress"] == [{"ports": [{"port": 27017}]}]
    others = [each for name, each in of_kind("NetworkPolicy", OVERLAY).items() if name not in ("backup", "mongodb")]
    assert part(backup()) not in str(others)


def test_a_pod_has_no_right_that_it_does_not_need() -> None:
    spec, other = pod(backup()), pod(of_kind("Job", OVERLAY)["provision-mongo"])
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"].items() >= other["securityContext"].items()
    (container,), (others,) = spec["containers"], other["containers"]
    assert container["securityContext"] == others["securityContext"]
    assert next(mount for mount in container["volumeMounts"] if mount["name"] == "own")["readOnly"] is True
