"""The types of public facts and the marks of their fields, from the file that `make schemas` makes of the facts of all services."""

import json
from importlib.resources import files

from services.exchange.domain.catalogue import Catalogue
from services.exchange.domain.projection import Projection
from services.exchange.domain.words import Mark


def _read() -> Catalogue:
    said = json.loads(files(__package__).joinpath("sharing.json").read_text(encoding="utf-8"))
    return Catalogue({kind: {path: Mark(mark) for path, mark in paths.items()} for kind, paths in said.items()})


CATALOGUE = _read()
PROJECTION = Projection(CATALOGUE)
