#!/usr/bin/env bash
# Pushes what Kubernetes takes into a registry of the city's own, and says it by digest, which nobody can put another image behind:
#   deploy/offline/push.sh registry.city.example/sanzhi FOLDER      FOLDER/kustomization.yaml is a component for an overlay
set -euo pipefail
source "$(dirname "$0")/settings.sh"
registry="${1:?a registry, such as registry.city.example/sanzhi}"
folder="${2:?a folder for the component}"
# What the overlays call each of them.
declare -A called=(["$suite"]=sanzhi/suite ["$kafka"]=apache/kafka ["$mongodb"]=mongo)

push() {
    local image="$1" there
    there="$registry/${image#*/}"
    # One after the other: of a push that failed an older digest would be told.
    docker tag "$image" "$there" && docker push --quiet "$there" >/dev/null \
        && docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$there" | grep --max-count 1 "^${there%:*}@sha256:"
}

mkdir -p "$folder"
fresh="$(mktemp "$folder/.kustomization.XXXXXX")"
trap 'rm -f "$fresh"' EXIT
{
    echo "# Made by deploy/offline/push.sh. In an overlay: components: [<this folder>]"
    echo "apiVersion: kustomize.config.k8s.io/v1alpha1"
    echo "kind: Component"
    echo "images:"
    for image in "$suite" "$kafka" "$mongodb"; do
        pushed="$(push "$image")"
        echo "  - {name: ${called[$image]}, newName: ${pushed%@*}, digest: ${pushed#*@}}"
    done
} >"$fresh"
chmod 644 "$fresh"
mv "$fresh" "$folder/kustomization.yaml"
say "$folder/kustomization.yaml"
