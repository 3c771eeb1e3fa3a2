"""deploy/kubernetes says of every service what compose says, is what Kubernetes takes, and lets nobody in or out by oversight."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
import yaml
from kubernetes_validate.utils import ValidationError, validate

from chassis.run import app
from cli.services import CONSOLE, SERVICES
from console.guard import MOST_BYTES
from tests.unit.deploy.built import FOLDER, OVERLAYS, VERSIONS, built, compose, default, needs_kubectl, of_kind, part, pod, settings

# What compose sets and Kubernetes does another way, or leaves to its overlay.
OTHERWISE = {"SANZHI_REHEARSAL_START", "SANZHI_SEALS_FOLDER", "SANZHI_OTLP", "SANZHI_SM2"}

pytestmark = needs_kubectl


@pytest.mark.parametrize("overlay", OVERLAYS)
@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_every_word_of_it(version: str, overlay: str) -> None:
    alike = {*SERVICES[1:], *(f"check-{name}" for name in SERVICES[1:])}  # the first's again (tests/architecture/test_services.py)
    for each in built(overlay):
        if each["metadata"]["name"] not in alike:
            validate(each, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_wrong_word_is_seen(version: str) -> None:
    deployment = deepcopy(of_kind("Deployment")["registry"])
    deployment["spec"]["replica"] = 3
    stateful = deepcopy(of_kind("StatefulSet", "standalone")["kafka"])
    stateful["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}
    backup = deepcopy(of_kind("CronJob", "standalone")["backup"])
    backup["spec"]["timezone"] = backup["spec"].pop("timeZone")
    policy = deepcopy(of_kind("NetworkPolicy")["deny"])
    policy["spec"]["policyTypes"] = "Egress"
    for wrong in (deployment, stateful, backup, policy):
        with pytest.raises(ValidationError):
            validate(wrong, version, strict=True)


@pytest.mark.parametrize("service", (*SERVICES, "console"))
def test_it_runs_what_compose_runs(service: str) -> None:
    (container,) = pod(of_kind("Deployment")[service])["containers"]
    under_compose = compose()[service]
    assert container["args"] == under_compose["command"]
    assert container["image"] == default(under_compose["image"])
    limits = under_compose["deploy"]["resources"]["limits"]
    here = dict(container["resources"]["limits"])
    assert here.pop("ephemeral-storage"), "of the node's disk: compose has no such limit"
    assert here == {"cpu": str(int(float(limits["cpus"]))), "memory": f"{limits['memory']}i"}
    assert container["ports"][0]["containerPort"] == 7400
    places = {mount["mountPath"] for mount in container["volumeMounts"]}
    assert places == {place.split(":")[1] for place in under_compose["volumes"]} | set(under_compose["tmpfs"])
    (own,) = [volume["secret"]["secretName"] for volume in pod(of_kind("Deployment")[service])["volumes"] if "secret" in volume]
    assert own == f"sanzhi-{service}"


@pytest.mark.parametrize("service", SERVICES)
def test_it_is_told_what_compose_tells(service: str) -> None:
    told = {name: default(str(value)) for name, value in compose()[service]["environment"].items() if name not in OTHERWISE}
    assert set(told) <= set(settings()), set(told) - set(settings())
    outside = {name for name, value in told.items() if settings()[name] != value}
    # Whose MongoDB, Kafka and issuer they are, and who scrapes.
    assert outside == {"SANZHI_JWKS", "SANZHI_ISSUER", "SANZHI_KAFKA", "SANZHI_KAFKA_CA", "SANZHI_METRICS_LISTEN"}
    assert {name for name, value in settings(overlay="standalone").items() if settings().get(name) != value} == {
        "SANZHI_KAFKA",
        "SANZHI_KAFKA_CA",
    }
    assert settings()[f"SANZHI_{service.upper()}_ADDRESS"] == f"dns:///{service}:7400"


@pytest.mark.parametrize("service", (*SERVICES, CONSOLE))
def test_replicas_stand_apart_and_are_found_one_by_one(service: str) -> None:
    assert (of_kind("Service")[service]["spec"].get("clusterIP") == "None") == (service in SERVICES)
    assert of_kind("PodDisruptionBudget")[service]["spec"]["maxUnavailable"] == 1
    deployment = of_kind("Deployment")[service]
    assert deployment["spec"]["replicas"] >= 2
    spread = {each["topologyKey"] for each in pod(deployment)["topologySpreadConstraints"]}
    assert spread == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
    for found in (of_kind("Service")[service]["spec"]["selector"], deployment["spec"]["selector"]["matchLabels"]):
        assert found == {"sanzhi/name": service}


@pytest.mark.parametrize("name", (*SERVICES, "console"))
def test_a_pod_has_no_right_that_it_does_not_need(name: str) -> None:
    spec = pod(of_kind("Deployment")[name])
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
    assert of_kind("Namespace")["sanzhi"]["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_a_file_on_its_way_through_the_console_is_no_matter_of_memory() -> None:
    """Uploads lie in /tmp until a service has them: several at once, each of them larger than a small tmpfs."""
    (scratch,) = [volume["emptyDir"] for volume in pod(of_kind("Deployment")[CONSOLE])["volumes"] if volume["name"] == "scratch"]
    assert scratch.keys() == {"sizeLimit"} and int(scratch["sizeLimit"].removesuffix("Gi")) * 1024**3 > 4 * MOST_BYTES


def test_a_stop_has_the_time_that_it_takes() -> None:
    for service in SERVICES:  # calls; then timers, outbox, last seal and producer, ten seconds each at most
        assert pod(of_kind("Deployment")[service])["terminationGracePeriodSeconds"] > app.GRACE_SECONDS + 40


def test_nothing_goes_in_or_out_but_what_is_named() -> None:
    policies = of_kind("NetworkPolicy")
    assert policies["deny"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert {part(of_kind("Deployment")[name]) for name in SERVICES} == {"service"}
    into = policies["services"]["spec"]["ingress"]
    assert [[port["port"] for port in each["ports"]] for each in into] == [["grpc"], ["metrics"]]


def secrets_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if re.search(r"(?i)password|secret$|token", key) and isinstance(each, str) and each:
                yield key
            yield from secrets_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from secrets_in(each)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_secret_stands_in_it(overlay: str) -> None:
    assert [key for each in built(overlay) for key in secrets_in({k: v for k, v in each.items() if k != "spec"})] == []
    assert of_kind("Secret", overlay) == {}


@pytest.mark.parametrize("name", (*SERVICES, CONSOLE))
def test_what_somebody_else_makes_is_looked_at_as_the_services_own_user(name: str) -> None:
    job, deployment = of_kind("Job")[f"check-{name}"], of_kind("Deployment")[name]
    (container,) = pod(job)["containers"]
    (served,) = pod(deployment)["containers"]
    assert container["args"] == ["provision", "check", name]
    assert {"configMapRef": {"name": container["envFrom"][0]["configMapRef"]["name"]}} in served["envFrom"]
    assert [volume for volume in pod(job)["volumes"] if "secret" in volume] == [
        volume for volume in pod(deployment)["volumes"] if "secret" in volume
    ]
    assert container["securityContext"] == served["securityContext"] and pod(job)["securityContext"] == pod(deployment)["securityContext"]
    assert pod(job)["automountServiceAccountToken"] is False
    assert part(job) in of_kind("NetworkPolicy")["out"]["spec"]["podSelector"]["matchExpressions"][0]["values"]
    assert part(job) not in ("service", "console"), "nobody calls it"


def test_scaling_by_lag_never_goes_beyond_partitions() -> None:
    documents = list(yaml.safe_load_all((FOLDER / "components/scale-by-lag/scalers.yaml").read_text()))
    scaled = {each["metadata"]["name"]: each["spec"] for each in documents if each}
    assert set(scaled) == set(SERVICES)
    assert {spec["maxReplicaCount"] for spec in scaled.values()} == {12}
    for name, spec in scaled.items():
        assert f'service="{name}"' in spec["triggers"][0]["metadata"]["query"]


def test_people_reach_the_console_by_tls_and_streams_are_not_held_back() -> None:
    ingress = of_kind("Ingress")["console"]
    words = ingress["metadata"]["annotations"]
    assert words["nginx.ingress.kubernetes.io/proxy-buffering"] == "off"
    assert words["nginx.ingress.kubernetes.io/backend-protocol"] == "HTTPS"
    hosts = [rule["host"] for rule in ingress["spec"]["rules"]]
    assert ingress["spec"]["tls"][0]["hosts"] == hosts
    assert settings("sanzhi-console-settings")["SANZHI_CONSOLE_URL"] == f"https://{hosts[0]}"
