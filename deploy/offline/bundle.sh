#!/usr/bin/env bash
# One bundle for a closed machine: `bundle.sh save DIR` and there `bundle.sh load DIR`. In it: the images, docker-compose.yml with what
# it needs, the pages and scripts for operating it, for each image a list of what is inside (CycloneDX), and SHA256SUMS of all but .env,
# which is the operator's to change.
set -euo pipefail
source "$(dirname "$0")/settings.sh"

save() {
    local target="$1"
    mkdir -p "$target/sbom"
    for image in "${images[@]}"; do
        say "what is inside $image"
        docker run --rm --user 0 --network none --volume "$here/sbom.py:/sbom.py:ro" --entrypoint python3 "$image" /sbom.py "$image" \
            >"$target/sbom/$(tr '/:' '__' <<<"$image").cdx.json"
    done
    say "images"
    docker save "${images[@]}" | gzip -1 >"$target/images.tar.gz"
    cp -r "$project"/docker-compose*.yml "$project/examples" "$project/policy" "$target/"
    mkdir -p "$target/deploy" "$target/docs"
    cp -r "$project"/deploy/{gateway,observability,offline,kubernetes,env.example,installation.sh,backup.sh,restore.sh,restore-drill.sh} "$target/deploy/"
    cp "$project"/docs/{operations,operations.zh-CN,kubernetes,kubernetes.zh-CN,settings,access}.md "$target/docs/"
    cp "$here/env" "$target/.env"
    (cd "$target" && find . -type f ! -name SHA256SUMS ! -path ./.env | sort | xargs -d '\n' sha256sum >SHA256SUMS)
    du -sh "$target"
}

load() {
    (cd "$1" && sha256sum --check --quiet SHA256SUMS)
    gunzip -c "$1/images.tar.gz" | docker load
    say "docker compose up --wait, in $1"
}

"${1:?save or load}" "${2:?a folder}"
