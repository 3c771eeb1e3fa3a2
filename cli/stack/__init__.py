"""The embedded stack: a real MongoDB and a real Kafka of this machine, without Docker.

For tests and scripts:

    from cli.stack.parts_for_tests import parts_for_tests

    with parts_for_tests(directory) as parts:
        parts.mongo.uri, parts.kafka.bootstrap
"""
