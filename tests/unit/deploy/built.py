"""What deploy/kubernetes comes to, put together by `kubectl kustomize` without any cluster, beside what compose says."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.services import SERVICES

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy" / "kubernetes"
VERSIONS = ("1.29", "1.33", "1.37")
OVERLAYS = ("managed", "standalone")
MISSING = "NO KUBECTL: deploy/kubernetes was not put together. Install kubectl, which builds Kustomize's overlays."
Resource = dict[str, Any]

needs_kubectl = pytest.mark.skipif(not shutil.which("kubectl"), reason=MISSING)


def put_together(folder: Path) -> tuple[Resource, ...]:
    """The resources of an overlay."""
    done = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


@cache
def built(overlay: str) -> tuple[Resource, ...]:
    """One of OVERLAYS."""
    return put_together(FOLDER / "overlays" / overlay)


def of_kind(kind: str, overlay: str = "managed") -> dict[str, Resource]:
    """Its resources of a kind, by name."""
    return {each["metadata"]["name"]: each for each in built(overlay) if each["kind"] == kind}


def pod(resource: Resource) -> Mapping[str, Any]:
    """What a Deployment, a StatefulSet, a Job or a CronJob says of its pods."""
    spec: Mapping[str, Any] = _template(resource)["spec"]
    return spec


def part(resource: Resource) -> str:
    """By which network policies know its pods."""
    name: str = _template(resource)["metadata"]["labels"]["sanzhi/part"]
    return name


def has_pods(resource: Resource) -> bool:
    """Whether it is one of those."""
    return bool({"template", "jobTemplate"} & set(resource.get("spec", {})))


def _template(resource: Resource) -> Any:
    spec = resource["spec"]
    return spec["jobTemplate"]["spec"]["template"] if "jobTemplate" in spec else spec["template"]


def settings(name: str = "sanzhi-settings", overlay: str = "managed") -> dict[str, str]:
    """Of a ConfigMap, whose name ends with a sum of what is in it where it is generated."""
    return next(each["data"] for each in built(overlay) if name in (each["metadata"]["name"], each["metadata"]["name"].rpartition("-")[0]))


@cache
def compose() -> Mapping[str, Any]:
    """Compose with TLS on every listener."""
    whole = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    tls = yaml.safe_load((ROOT / "docker-compose.tls.yml").read_text())["services"]
    for name in whole.keys() & tls.keys():
        environment = whole[name].get("environment", {}) | tls[name].get("environment", {})
        whole[name] = whole[name] | tls[name] | {"environment": environment}
    return {name: whole[name] for name in (*SERVICES, "console", "kafka", "mongodb", "provision-mongo", "provision-kafka")}


def default(text: str) -> str:
    """What compose takes where nobody says otherwise."""
    return re.sub(r"\$\{\w+:?-([^}]*)\}", r"\1", text)
