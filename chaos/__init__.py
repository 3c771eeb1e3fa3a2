"""Nothing lost, nothing doubled: the suite under load while its processes are killed, paused and started again.

`sanzhi chaos run --seconds N --seed S`, or `make chaos`; what it shows is in docs/performance.md.
"""
