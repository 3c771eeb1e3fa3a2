"""docs/asyncapi.yaml (AsyncAPI 3.0) and docs/asyncapi.html: what leaves the suite, by which way, in which form; made from the code."""
