"""Resource names."""


def id_of(name: str) -> str:
    """The last part of a resource name."""
    return name.rpartition("/")[2]
