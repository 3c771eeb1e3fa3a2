"""The services of the suite, with the names that people read: the one list of them.

Each is a folder of services/ with a main.py, a proto, a policy file. In this order their ports are 7401 and on, so a new one goes last;
then `make pages` writes what Docker Compose, the gateway and Prometheus are told of it (cli/deployment.py).
"""

NAMES = {
    "registry": "注册立项",
    "contracts": "合同签署",
    "milestones": "里程碑",
    "evaluation": "绩效评价",
    "supervision": "监督",
    "sharing": "成果共享",
    "support": "优化服务",
    "desk": "工作台",
    "exchange": "数据共享",
}
SERVICES = tuple(NAMES)
PORTS = {name: 7401 + place for place, name in enumerate(SERVICES)}
# Who has the master key of personal data.
HOLDING_PERSONAL_DATA = ("registry",)
# The web face: no service, for it has no domain; `sanzhi serve console`.
CONSOLE = "console"
CONSOLE_PORT = 7400
# The HTTP feed for other departments, which one of the services serves beside its calls.
FEED, FEED_PORT = "exchange", 7429
# What its own key is: let in where a method names this role, and nowhere else (docs/decisions/0042).
CONSOLE_ROLE = "reminder"
