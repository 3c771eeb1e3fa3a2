#!/usr/bin/env bash
# The databases of all services into a folder, which belong together: what runs of gateway and services is stopped meanwhile.
#   deploy/backup.sh FOLDER
set -euo pipefail
source "$(dirname "$0")/installation.sh"
folder="$(realpath --canonicalize-missing "${1:?a folder for the backup}")"
[[ ! -e "$folder/${services[0]}.backup" ]] || { echo "$folder holds a backup already" >&2; exit 1; }

running="$(compose ps --status running --quiet gateway "${services[@]}")"
again() { if [[ -n "$running" ]]; then xargs docker start <<<"$running" >/dev/null; fi; }
trap again EXIT
if [[ -n "$running" ]]; then compose stop gateway "${services[@]}"; fi
umask 077  # what is in them is for few to read
mkdir -p "$folder"
for service in "${services[@]}"; do
    inside "$service" backup dump "$service" >"$folder/$service.part"
    mv "$folder/$service.part" "$folder/$service.backup"
done
say "all ${#services[@]} are in $folder"
