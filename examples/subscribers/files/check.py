#!/usr/bin/env python3
"""Checks packages of facts that came as files: python check.py FOLDER

FOLDER is a subscription's folder (000001, 000002, …) or a copy of it behind a one-way gateway. Python 3.9 or later, nothing else.
Each file must have the size and the sha256 that its manifest says, each package the digest of the one before it, and in each package
the facts must be those that the manifest counts, in order, project by project. Exit 0: all is well; 1: something is not.
"""

import hashlib
import json
import sys
from pathlib import Path


def check_files(folder, manifest):
    """What is wrong with the files of a package."""
    named = {each["name"]: each for each in manifest["files"]}
    for name in sorted({path.name for path in folder.iterdir()} ^ (set(named) | {"manifest.json"})):
        yield f"{name}: is missing, or is not in the manifest"
    for name, said in named.items():
        path = folder / name
        if path.exists():
            content = path.read_bytes()
            if len(content) != said["bytes"] or hashlib.sha256(content).hexdigest() != said["sha256"]:
                yield f"{name}: is not as it was issued"


def check_facts(folder, manifest, last):
    """What is wrong with the facts of a package. last: of each source and key, the number of the last fact that came; kept up to date."""
    counted = {}
    with (folder / "facts.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            fact = json.loads(line)
            place, number = (fact["source"], fact["partitionkey"]), int(fact["sequence"])
            if place in last and int(fact["previous"]) != last[place]:
                yield f"{place}: fact {number} comes after {fact['previous']}, and {last[place]} is the last that came"
            last[place] = number
            first, _, events = counted.get(place, (number, number, 0))
            counted[place] = first, number, events + 1
    said = {(each["source"], each["key"]): (each["first"], each["last"], each["events"]) for each in manifest["keys"]}
    if counted != said or sum(events for _, _, events in counted.values()) != manifest["events"]:
        yield "the facts are not those that the manifest counts"


def check(folder):
    """What is wrong with all packages of a folder, one after the other."""
    before, last = None, {}
    for package in sorted(path for path in folder.iterdir() if path.is_dir() and path.name.isdigit()):
        try:
            text = (package / "manifest.json").read_bytes()
            manifest = json.loads(text)
            if manifest["number"] != int(package.name):
                yield f"{package.name}: says that it is number {manifest['number']}"
            if before is not None and manifest["number"] != before[0] + 1:
                yield f"{package.name}: comes after {before[0]:06d}, what is between them is missing"
            elif before is not None and manifest["predecessor"] != before[1]:
                yield f"{package.name}: follows another package {before[0]:06d} than the one that is here"
            for wrong in (*check_files(package, manifest), *check_facts(package, manifest, last)):
                yield f"{package.name}/{wrong}"
            before = manifest["number"], hashlib.sha256(text).hexdigest()
        except (OSError, ValueError, KeyError, TypeError) as error:
            yield f"{package.name}: cannot be read: {error!r}"


if __name__ == "__main__":
    found = list(check(Path(sys.argv[1])))
    print("\n".join(found) or "all is well")
    sys.exit(1 if found else 0)
