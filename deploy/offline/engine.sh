#!/usr/bin/env bash
# A Docker engine of our own: own data, own socket, ended by its own process id. `engine.sh start|stop|running|compose`. Needs root.
set -euo pipefail
source "$(dirname "$0")/settings.sh"
engine="$work/engine"
bridge="sanzhi$(cksum <<<"$engine" | cut --delimiter=' ' --fields=1 | cut --characters=-9)"  # at most 15 characters
compose_version=v2.40.3

start() {
    if ! command -v dockerd >/dev/null || ! command -v debootstrap >/dev/null || ! command -v ip >/dev/null; then
        say "installing docker.io and debootstrap"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
            docker.io debootstrap iproute2 iptables ca-certificates >/dev/null
    fi
    mkdir -p "$engine"
    local pid
    if running; then
        pid="$(<"$engine/docker.pid")"
    else
        make_bridge
        # Without its proxy: each round trip to a container took a third longer through it.
        nohup dockerd --userland-proxy=false --bridge "$bridge" --data-root "$engine/data" --exec-root "$engine/exec" --host "unix://$engine/docker.sock" \
            --pidfile "$engine/docker.pid" >"$engine/log" 2>&1 </dev/null &
        pid=$!  # its own file comes only after a while
    fi
    for _ in $(seq 60); do
        DOCKER_HOST="unix://$engine/docker.sock" docker version >/dev/null 2>&1 && break
        kill -0 "$pid" 2>/dev/null || { tail -5 "$engine/log"; exit 1; }
        sleep 1
    done
    DOCKER_HOST="unix://$engine/docker.sock" docker version >/dev/null
    say "Docker $(DOCKER_HOST="unix://$engine/docker.sock" docker version --format '{{.Server.Version}}'): export DOCKER_HOST=unix://$engine/docker.sock"
}

# Not docker0: where another engine was killed, its containers' network namespaces live on there, and answer at the addresses
# that this one would give out: every connection to a new container is refused.
make_bridge() {
    ip link delete "$bridge" 2>/dev/null || true
    local third
    for third in $(seq 0 255); do
        [[ -z "$(ip -4 route show root "10.213.$third.0/24")" ]] && break
    done
    ip link add "$bridge" type bridge
    ip address add "10.213.$third.1/24" dev "$bridge"
    ip link set "$bridge" up
}

running() { [[ -f "$engine/docker.pid" ]] && kill -0 "$(<"$engine/docker.pid")" 2>/dev/null; }

stop() {
    running || return 0
    local pid
    pid="$(<"$engine/docker.pid")"
    kill "$pid"
    for _ in $(seq 60); do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
    umount "$engine/exec/netns/default" 2>/dev/null || true  # it leaves this one behind, and nobody could delete the folder
    rm -f "$engine/docker.sock"
    ip link delete "$bridge" 2>/dev/null || true
    say "Docker has stopped"
}

# Compose v2 of its Go module, where `docker compose` is not there.
compose() {
    docker compose version >/dev/null 2>&1 && return
    local plugins="${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins" source="$work/compose"
    say "building Docker Compose $compose_version"
    mkdir -p "$plugins" "$source"
    (
        cd "$source"
        [[ -f go.mod ]] || go mod init sanzhi-compose 2>/dev/null
        go get -tool "github.com/docker/compose/v2/cmd@$compose_version" 2>/dev/null
        go build -o docker-compose github.com/docker/compose/v2/cmd
    )
    cp "$source/docker-compose" "$plugins/docker-compose"
    docker compose version
}

"${1:?start, stop, running or compose}"
