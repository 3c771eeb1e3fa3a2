"""What an image holds, as CycloneDX 1.5: Debian packages, Python packages, jars. Run inside the image; one argument, its name."""

import json
import sys
from email.parser import Parser
from pathlib import Path

Component = dict[str, str]


def debian() -> list[Component]:
    """Of dpkg's own list."""
    blocks = Path("/var/lib/dpkg/status").read_text(encoding="utf-8").split("\n\n")
    fields = [dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != " ") for block in blocks]
    installed = [found for found in fields if found.get("Status", "").endswith(" installed")]
    return [_component(found["Package"], found["Version"], f"pkg:deb/debian/{found['Package']}@{found['Version']}") for found in installed]


def python() -> list[Component]:
    """Of the metadata beside each package."""
    found = [Parser().parsestr(path.read_text(encoding="utf-8")) for path in Path("/opt").glob("**/*.dist-info/METADATA")]
    return [_component(each["Name"], each["Version"], f"pkg:pypi/{each['Name'].lower()}@{each['Version']}") for each in found]


def jars() -> list[Component]:
    """By their file names, which are `artifact-version.jar`."""
    names = [path.stem.rpartition("-") for path in Path("/opt").glob("**/libs/*.jar")]
    return [_component(artifact, version, f"pkg:generic/{artifact}@{version}") for artifact, _, version in names]


def programs() -> list[Component]:
    """What came in as a program by itself."""
    known = {"/usr/local/bin/mongod": ("mongod", "6.0.5"), "/opt/java/bin/java": ("openjdk", "25")}
    return [_component(name, version, f"pkg:generic/{name}@{version}") for path, (name, version) in known.items() if Path(path).exists()]


def _component(name: str, version: str, purl: str) -> Component:
    return {"type": "library", "name": name, "version": version, "purl": purl}


if __name__ == "__main__":
    components = sorted([*debian(), *python(), *jars(), *programs()], key=lambda component: component["purl"])
    about = {"component": {"type": "container", "name": sys.argv[1]}}
    print(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": about, "components": components}, indent=1))
