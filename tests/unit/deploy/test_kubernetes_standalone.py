"""MongoDB and Kafka in the cluster: three of each, as compose runs one, found under the names that their certificates are for."""

from typing import Any

import pytest

from cli.provision.tls import HOLDERS, MEMBERS
from tests.unit.deploy.built import compose, default, needs_kubectl, of_kind, part, pod, settings

pytestmark = needs_kubectl
PARTS = ("mongodb", "kafka")
# What three nodes say otherwise than one, and what is said of each by itself.
OF_THREE = {"KAFKA_NODE_ID", "KAFKA_ADVERTISED_LISTENERS", "CLUSTER_ID"}
OUTSIDE = "KAFKA_LISTENER_NAME_OUTSIDE_"  # no address outside that would be known here


def stateful(name: str) -> dict[str, Any]:
    return of_kind("StatefulSet", "standalone")[name]


def container(name: str) -> dict[str, Any]:
    (found,) = pod(stateful(name))["containers"]
    return dict(found)


def members(name: str, port: int) -> list[str]:
    service = stateful(name)["spec"]["serviceName"]
    return [f"{name}-{number}.{service}:{port}" for number in range(stateful(name)["spec"]["replicas"])]


def reaches(policy: str, *, into: bool) -> set[tuple[str, str | int]]:
    """Which parts may come in at which port, or out to which."""
    spec = of_kind("NetworkPolicy", "standalone")[policy]["spec"]
    found: set[tuple[str, str | int]] = set()
    for rule in spec["ingress" if into else "egress"]:
        for side in rule.get("from" if into else "to", []):
            selector = side["podSelector"]
            names = [
                *selector.get("matchLabels", {}).values(),
                *(one for each in selector.get("matchExpressions", []) for one in each["values"]),
            ]
            found |= {(name, port["port"]) for name in names for port in rule["ports"]}
    return found


@pytest.mark.parametrize("name", PARTS)
def test_there_are_three_on_three_machines_and_one_goes_at_a_time(name: str) -> None:
    spec = stateful(name)["spec"]
    assert spec["replicas"] == MEMBERS == 3
    assert (spec["podManagementPolicy"], spec["minReadySeconds"]) == ("Parallel", 30)
    assert of_kind("PodDisruptionBudget", "standalone")[name]["spec"]["maxUnavailable"] == 1
    (apart,) = pod(stateful(name))["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert apart["topologyKey"] == "kubernetes.io/hostname"
    (spread,) = pod(stateful(name))["topologySpreadConstraints"]
    assert spread["topologyKey"] == "topology.kubernetes.io/zone"
    service = of_kind("Service", "standalone")[name]["spec"]
    assert (service["clusterIP"], service["publishNotReadyAddresses"]) == ("None", True)
    for found in (service["selector"], spec["selector"]["matchLabels"], apart["labelSelector"]["matchLabels"]):
        assert found == {"sanzhi/name": name}


@pytest.mark.parametrize("name", (*PARTS, "provision-mongo", "provision-kafka"))
def test_a_pod_has_no_right_that_it_does_not_need(name: str) -> None:
    spec = pod(of_kind("StatefulSet", "standalone").get(name) or of_kind("Job", "standalone")[name])
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for each in (*spec["containers"], *spec.get("initContainers", [])):
        assert each["securityContext"]["allowPrivilegeEscalation"] is False
        assert each["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert set(each["resources"]) == {"requests", "limits"}
    assert {volume["secret"]["defaultMode"] for volume in spec["volumes"] if "secret" in volume} == {0o440}


@pytest.mark.parametrize("name", PARTS)
def test_it_runs_what_compose_runs(name: str) -> None:
    under_compose, here = compose()[name], container(name)
    assert here["image"] == default(under_compose["image"])
    limits = under_compose["deploy"]["resources"]["limits"]
    bounds = {name: bound for name, bound in here["resources"]["limits"].items() if name != "ephemeral-storage"}
    assert bounds == {"cpu": str(int(float(limits["cpus"]))), "memory": f"{int(limits['memory'][:-1])}Gi"}
    kept = {mount["mountPath"] for mount in here["volumeMounts"]}
    assert {place.split(":")[1] for place in under_compose["volumes"]} <= kept
    (claim,) = stateful(name)["spec"]["volumeClaimTemplates"]
    assert {mount["mountPath"] for mount in here["volumeMounts"] if mount["name"] == claim["metadata"]["name"]} < kept


def test_mongod_is_told_what_compose_tells_it() -> None:
    said = [default(argument) for argument in compose()["mongodb"]["command"]]
    assert sorted(container("mongodb")["args"]) == sorted(each.replace("/run/sanzhi/keyfile", "/run/key/keyfile") for each in said)
    (copying,) = pod(stateful("mongodb"))["initContainers"]
    assert copying["command"] == ["install", "-m", "400", "/run/sanzhi/keyfile", "/run/key/keyfile"]


def test_kafka_is_told_what_compose_tells_it_but_for_what_three_nodes_need() -> None:
    one = {name: default(str(value)).replace("$${", "${") for name, value in compose()["kafka"]["environment"].items()}
    three = settings("sanzhi-kafka-settings", "standalone") | {
        each["name"]: each for each in container("kafka")["env"] if each["name"] != "POD"
    }
    assert {name for name in one if not name.startswith(OUTSIDE)} <= set(three)
    assert set(three) - set(one) == {"KAFKA_DEFAULT_REPLICATION_FACTOR", "KAFKA_MIN_INSYNC_REPLICAS"}
    otherwise = {name for name in three.keys() & one.keys() if " ".join(str(three[name]).split()) != " ".join(one[name].split())}
    copies = {name for name in one if name.endswith(("REPLICATION_FACTOR", "MIN_ISR"))}
    listeners = {"KAFKA_LISTENERS", "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "KAFKA_CONTROLLER_QUORUM_VOTERS"}
    assert otherwise == OF_THREE | copies | listeners
    for name, value in three.items():
        if name.endswith("REPLICATION_FACTOR"):
            assert value == "3"
        if name.endswith(("MIN_ISR", "MIN_INSYNC_REPLICAS")):
            assert value == "2"


def test_every_listener_has_tls_and_the_nodes_vote_under_their_names() -> None:
    said = settings("sanzhi-kafka-settings", "standalone")
    protocols = dict(each.split(":") for each in said["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(","))
    listeners = dict(each.split("://:") for each in said["KAFKA_LISTENERS"].split(","))
    assert set(protocols.values()) == {"SASL_SSL"} and set(protocols) == set(listeners)
    assert {port["name"].upper(): str(port["containerPort"]) for port in container("kafka")["ports"]} == listeners
    voters = [voter.partition("@") for voter in said["KAFKA_CONTROLLER_QUORUM_VOTERS"].split(",")]
    assert [(int(number), address) for number, _, address in voters] == list(enumerate(members("kafka", 9093)))
    own = {each["name"]: each for each in container("kafka")["env"]}
    assert own["KAFKA_NODE_ID"]["valueFrom"]["fieldRef"]["fieldPath"] == "metadata.labels['apps.kubernetes.io/pod-index']"
    assert own["KAFKA_ADVERTISED_LISTENERS"]["value"] == "SUITE://$(POD).kafka:9092,ADMIN://$(POD).kafka:9094"
    assert settings(overlay="standalone")["SANZHI_KAFKA"].split(",") == members("kafka", 9092)


@pytest.mark.parametrize("name", PARTS)
def test_certificates_are_for_the_names_of_the_members(name: str) -> None:
    _, names = HOLDERS[name]
    assert {address.split(":")[0] for address in members(name, 1)} < set(names)


def test_users_and_rights_are_made_as_under_compose() -> None:
    jobs = of_kind("Job", "standalone")
    addresses = {"provision-mongo": ("--address", "mongodb", 27017), "provision-kafka": ("--servers", "kafka", 9094)}
    assert set(jobs) == set(addresses)
    for name, (option, of, port) in addresses.items():
        (told,) = pod(jobs[name])["containers"]
        where = ["/run/public/ca.crt" if argument == "/secrets/provision/ca.crt" else argument for argument in compose()[name]["command"]]
        place = told["args"].index(option)
        assert told["args"][:place] + told["args"][place + 2 :] == where
        assert told["args"][place + 1].split(",") == members(of, port)
        (secret,) = [volume["secret"]["secretName"] for volume in pod(jobs[name])["volumes"] if "secret" in volume]
        assert secret == f"sanzhi-{name}"


def test_only_who_works_with_them_reaches_them() -> None:
    everybody = {"service", "console", "provision", "backup", "mongodb"}
    assert reaches("mongodb", into=True) == {(name, "mongodb") for name in everybody}
    assert reaches("kafka", into=True) == {("service", "suite"), ("provision", "admin"), ("kafka", "controller"), ("kafka", "admin")}
    assert {name for name, _ in reaches("mongodb", into=False)} == {"mongodb"}
    assert reaches("kafka", into=False) == {("kafka", 9093), ("kafka", 9094)}
    assert reaches("out", into=False) == {("service", 7400), ("mongodb", 27017), ("kafka", 9092), ("kafka", 9094)}
    assert {name: part(stateful(name)) for name in PARTS} == {name: name for name in PARTS}
