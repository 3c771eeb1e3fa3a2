# Names and places that the scripts of this folder share; each can be set from outside.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
project="$(cd "$here/../.." && pwd)"
work="${SANZHI_OFFLINE:-$project/.offline}"          # what is made and fetched; git ignores it
python="${PYTHON:-$project/.venv/bin/python}"
mirror="${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
base="sanzhi/base:bookworm"
kafka="sanzhi/kafka:4.3.0"
mongodb="sanzhi/mongodb:6.0.5"
gateway="sanzhi/gateway:2.6"
suite="sanzhi/suite:0.1.0"
images=("$base" "$suite" "$kafka" "$mongodb" "$gateway")

# An engine of our own, once engine.sh has started one; else the one that is there.
if [[ -S "$work/engine/docker.sock" && -z "${DOCKER_HOST:-}" ]]; then
    export DOCKER_HOST="unix://$work/engine/docker.sock"
fi
# Old engines have no BuildKit at hand, and without an image registry none can be fetched.
export DOCKER_BUILDKIT="${DOCKER_BUILDKIT:-0}"
mkdir -p "$work"

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
