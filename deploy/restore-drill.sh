#!/usr/bin/env bash
# A rehearsed restore on a running compose installation: dump all databases, destroy MongoDB's volume, restore, compare.
#   deploy/restore-drill.sh PROJECT...     names such as projects/yeya-fati. Never on real projects: it destroys the volume first.
# COMPOSE_ENV names the file of settings, .env if not set.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${1:?which projects are compared, such as projects/yeya-fati}"
kept="$(mktemp -d)"
trap 'rm -rf "$kept"' EXIT
services=(registry contracts milestones evaluation supervision)
compose() { docker compose --progress quiet --env-file "${COMPOSE_ENV:-.env}" "$@"; }
inside() { compose --profile tools run --rm --no-deps -T "$@"; }
shown() { for project in "${projects[@]}"; do inside tools project show "$project" --json; done; }
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
projects=("$@")

[[ "$(inside tools clock show --json)" == *rehearsal* ]] || { echo "this installation is not on a rehearsal clock: no drill" >&2; exit 1; }
say "before"
shown >"$kept/before.json"
compose stop gateway "${services[@]}"
for service in "${services[@]}"; do inside "$service" backup dump "$service" >"$kept/$service.backup"; done
say "MongoDB's volume is destroyed"
volume="$(docker inspect --format '{{range .Mounts}}{{if eq .Destination "/data/db"}}{{.Name}}{{end}}{{end}}' "$(compose ps --all --quiet mongodb)")"
compose rm --force --stop mongodb provision-mongo
docker volume rm "$volume" >/dev/null
compose up --detach provision-mongo
[[ "$(docker wait "$(compose ps --all --quiet provision-mongo)")" == 0 ]]
say "restore"
for service in "${services[@]}"; do inside "$service" backup restore "$service" <"$kept/$service.backup"; done
compose up --wait --detach
shown >"$kept/after.json"
cmp "$kept/before.json" "$kept/after.json"
say "the same as before: ${projects[*]}"
