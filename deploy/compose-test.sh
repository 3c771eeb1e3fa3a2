#!/usr/bin/env bash
# The suite as operators run it, from nothing: an engine of our own, images from package registries alone, integration tests on
# containers, `docker compose up --wait`, a story, rights refused, everything down again. Nothing is left running. Needs root.
#   deploy/compose-test.sh [STORY...]      default: the first example; SANZHI_COMPOSE_TESTS names the tests, "" for none
set -euo pipefail
cd "$(dirname "$0")/.."
source deploy/offline/settings.sh
tests="${SANZHI_COMPOSE_TESTS-tests/integration/chassis}"
stories=("${@:-examples/stories/story-1-open-bid.yaml}")
unset DOCKER_HOST
export DOCKER_HOST="unix://$work/engine/docker.sock" COMPOSE_PROJECT_NAME="sanzhi-test-$$" COMPOSE_PROGRESS=quiet SANZHI_CLOCK=rehearsal
# Ports that nobody else has.
read -r SANZHI_REGISTRY_PORT SANZHI_CONTRACTS_PORT SANZHI_MILESTONES_PORT SANZHI_EVALUATION_PORT SANZHI_SUPERVISION_PORT KAFKA_PORT < <(
    "$python" -c 'import socket; held = [socket.create_server(("127.0.0.1", 0)) for _ in range(6)]; print(*(s.getsockname()[1] for s in held))')
export SANZHI_REGISTRY_PORT SANZHI_CONTRACTS_PORT SANZHI_MILESTONES_PORT SANZHI_EVALUATION_PORT SANZHI_SUPERVISION_PORT KAFKA_PORT
export KAFKA_OUTSIDE="127.0.0.1:$KAFKA_PORT"
compose() { docker compose --env-file deploy/offline/env "$@"; }

finish() {
    local code=$?
    if ((code)); then compose ps --all; compose logs --no-color --tail 20; fi
    compose --profile tools down --volumes --timeout 20 >/dev/null 2>&1 || true
    deploy/offline/engine.sh stop
    exit "$code"
}
trap finish EXIT

deploy/offline/engine.sh start
deploy/offline/engine.sh compose
deploy/offline/images.sh
if [[ -n "$tests" ]]; then
    say "integration tests on containers"
    SANZHI_TEST_PARTS=containers SANZHI_TEST_MONGO_IMAGE="$mongodb" SANZHI_TEST_KAFKA_IMAGE="$kafka" \
        "$python" -m pytest --quiet $tests
fi
say "docker compose up --wait"
compose up --wait --detach --scale milestones=2
say "stories"
for story in "${stories[@]}"; do
    compose --profile tools run --rm --no-deps tools story run --quiet "/$story"
done
say "rights"
SANZHI_COMPOSE="$COMPOSE_PROJECT_NAME" "$python" -m pytest --quiet tests/e2e/compose
say "down"
