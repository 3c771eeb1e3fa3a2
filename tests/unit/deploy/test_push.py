"""deploy/offline/push.sh with a `docker` that only answers: an overlay takes all images by digest, and a push that fails leaves none."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.harness.suite import PATIENCE
from tests.unit.deploy.built import FOLDER, OVERLAYS, ROOT, Resource, has_pods, needs_kubectl, pod, put_together

REGISTRY = "registry.city.example:5000/sanzhi"
DIGEST = "sha256:" + 64 * "a"
DOCKER = f"""#!/bin/sh
echo "$*" >>"$TOLD"
case "$*" in
    "push "*"$BROKEN"*) exit 1 ;;
    "image inspect "*) for last; do :; done; echo "elsewhere.example/x@sha256:old"; echo "${{last%:*}}@{DIGEST}" ;;
esac
"""
pytestmark = needs_kubectl


def pushed(folder: Path, broken: str = "nothing") -> int:
    (folder / "docker").write_text(DOCKER)
    (folder / "docker").chmod(0o755)
    given = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "TOLD": str(folder / "told"),
        "BROKEN": broken,
        "SANZHI_OFFLINE": str(folder / "offline"),
    }
    command = [str(ROOT / "deploy/offline/push.sh"), REGISTRY, str(folder / "images")]
    return subprocess.run(command, env=given, capture_output=True, timeout=PATIENCE, check=False).returncode


def images(resources: tuple[Resource, ...]) -> set[str]:
    pods = [pod(each) for each in resources if has_pods(each)]
    return {each["image"] for spec in pods for each in (*spec["containers"], *spec.get("initContainers", []))}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_takes_every_image_by_its_digest(overlay: str, tmp_path: Path) -> None:
    assert pushed(tmp_path) == 0
    stands_on = os.path.relpath(FOLDER / "overlays" / overlay, (tmp_path / "own").resolve())
    (tmp_path / "own").mkdir()
    said = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": [stands_on], "components": ["../images"]}
    (tmp_path / "own" / "kustomization.yaml").write_text(yaml.safe_dump(said))
    wanted = {"managed": {"suite"}, "standalone": {"suite", "kafka", "mongodb"}}[overlay]
    assert images(put_together(tmp_path / "own")) == {f"{REGISTRY}/{name}@{DIGEST}" for name in wanted}


def test_a_push_that_fails_leaves_no_component(tmp_path: Path) -> None:
    assert pushed(tmp_path, broken="kafka") != 0
    assert list((tmp_path / "images").iterdir()) == []
