"""When Python looks for cycles of objects that nobody needs any more.

By default it looks after every 700 new objects, and through all that modules have made at their import again and again. Records of a
flood, with their headers, spent half of their time so (docs/performance.md, P14). Next to nothing of ours lies in cycles.
"""

import gc

SELDOM = (10_000, 10, 10)  # of what a call takes that is some ten calls: what a cycle holds on to is not kept for long


def collect_seldom() -> None:
    """For a process that serves, once all is imported: what is there now stays, and is not looked through any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
