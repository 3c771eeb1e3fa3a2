"""How fast the suite is: each path beside its raw baseline, in one run, on the real MongoDB and Kafka.

`python -m bench` runs all, `--only P3` one of them, `--quick` a short look. docs/performance.md tells what they mean.
"""
