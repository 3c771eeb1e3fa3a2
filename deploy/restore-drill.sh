#!/usr/bin/env bash
# A rehearsed restore on a running compose installation: dump all databases, destroy MongoDB's volume, restore, compare.
#   deploy/restore-drill.sh PROJECT...     names such as projects/yeya-fati. Never on real projects: it destroys the volume first.
set -euo pipefail
source "$(dirname "$0")/installation.sh"
: "${1:?which projects are compared, such as projects/yeya-fati}"
kept="$(mktemp -d)"
trap 'rm -rf "$kept"' EXIT
shown() { for project in "${projects[@]}"; do inside tools project show "$project" --json; done; }
projects=("$@")

[[ "$(inside tools clock show --json)" == *rehearsal* ]] || { echo "this installation is not on a rehearsal clock: no drill" >&2; exit 1; }
say "before"
shown >"$kept/before.json"
compose stop gateway "${services[@]}"  # backup.sh then leaves them so
"$installation/deploy/backup.sh" "$kept/backup"
"$installation/deploy/restore.sh" "$kept/backup" --destroy
shown >"$kept/after.json"
cmp "$kept/before.json" "$kept/after.json"
say "the same as before: ${projects[*]}"
