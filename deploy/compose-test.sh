#!/usr/bin/env bash
# The suite as operators run it, from nothing: an engine of our own, images from package registries alone, `docker compose up --wait`,
# the stories while each container is killed once, rights refused, the console signed in to, TLS put on every listener, all of that again,
# everything down. Nothing of it is left running. Needs root.
set -euo pipefail
cd "$(dirname "$0")/.."
source deploy/offline/settings.sh
unset DOCKER_HOST
export DOCKER_HOST="unix://$work/engine/docker.sock" COMPOSE_PROJECT_NAME="sanzhi-test-$$" COMPOSE_PROGRESS=quiet SANZHI_CLOCK=rehearsal
export COMPOSE_PROFILES=console COMPOSE_FILE=docker-compose.yml:docker-compose.trying.yml
# Ports that nobody else has.
ports="$(
    "$python" - <<'PYTHON'
import socket
from cli.services import SERVICES
held = {name: socket.create_server(("127.0.0.1", 0)) for name in (*(f"SANZHI_{service.upper()}" for service in SERVICES), "SANZHI_CONSOLE", "KAFKA")}
for name, port in held.items():
    print(f"export {name}_PORT={port.getsockname()[1]}")
PYTHON
)"
eval "$ports"
export KAFKA_OUTSIDE="127.0.0.1:$KAFKA_PORT" SANZHI_CONSOLE_URL="http://127.0.0.1:$SANZHI_CONSOLE_PORT"
compose() { docker compose --env-file deploy/offline/env "$@"; }
ours=true
deploy/offline/engine.sh running && ours=false

finish() {
    local code=$?
    if ((code)); then compose ps --all; compose logs --no-color --tail 20; fi
    compose --profile tools --profile console down --volumes --timeout 20 >/dev/null 2>&1 || true
    if $ours; then deploy/offline/engine.sh stop; fi
    exit "$code"
}
trap finish EXIT

deploy/offline/engine.sh start
deploy/offline/engine.sh compose
deploy/offline/images.sh
say "docker compose up --wait"
compose up --wait --detach --scale milestones=3
export SANZHI_COMPOSE="$COMPOSE_PROJECT_NAME"
say "stories"
"$python" -m pytest --quiet tests/e2e/compose/test_stories.py
say "rights, on what the stories left"
"$python" -m pytest --quiet tests/e2e/compose --ignore tests/e2e/compose/test_stories.py
export COMPOSE_FILE=docker-compose.yml:docker-compose.trying.yml:docker-compose.tls.yml SANZHI_CONSOLE_URL="https://127.0.0.1:$SANZHI_CONSOLE_PORT"
say "docker compose up --wait, with TLS"
compose up --wait --detach --scale milestones=3
"$python" -m pytest --quiet tests/e2e/compose --ignore tests/e2e/compose/test_stories.py
say "down"
