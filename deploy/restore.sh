#!/usr/bin/env bash
# The databases of all services as deploy/backup.sh put them into a folder, instead of what is there: MongoDB's volume is destroyed.
#   deploy/restore.sh FOLDER --destroy [--scale milestones=3 …]     what comes last goes to `docker compose up`
set -euo pipefail
source "$(dirname "$0")/installation.sh"
folder="$(realpath "${1:?the folder of a backup}")"
for service in "${services[@]}"; do gzip --test <"$folder/$service.backup"; done
[[ "${2:-}" == --destroy ]] || { echo "all that MongoDB holds now would be destroyed; say --destroy after the folder if it is to be" >&2; exit 1; }

compose stop gateway "${services[@]}"
say "MongoDB's volume is destroyed"
# After a restore that broke off there may be no container, but a volume.
[[ -n "$(compose ps --all --quiet mongodb)" ]] || compose create mongodb
volume="$(docker inspect --format '{{range .Mounts}}{{if eq .Destination "/data/db"}}{{.Name}}{{end}}{{end}}' "$(compose ps --all --quiet mongodb)")"
compose rm --force --stop mongodb provision-mongo
docker volume rm "$volume" >/dev/null
compose up --detach provision-mongo
[[ "$(docker wait "$(compose ps --all --quiet provision-mongo)")" == 0 ]]
say "restore"
for service in "${services[@]}"; do inside "$service" backup restore "$service" <"$folder/$service.backup"; done
compose up --wait --detach "${@:3}"
say "restored from $folder"
