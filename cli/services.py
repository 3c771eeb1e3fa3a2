"""The services of the suite, in the order of their ports, with the names that people read: the one list of them.

Each is a folder of services/ with a main.py; tests/architecture/test_services.py holds the two, and what deploys them, together.
"""

NAMES = {
    "registry": "注册立项",
    "contracts": "合同签署",
    "milestones": "里程碑",
    "evaluation": "绩效评价",
    "supervision": "监督",
}
SERVICES = tuple(NAMES)
