"""Stories: a project's way as a YAML file, played through public gRPC, with what is expected of it (docs/stories.md)."""
