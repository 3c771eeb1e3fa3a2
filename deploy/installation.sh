# What backup.sh, restore.sh and restore-drill.sh share; each names the compose installation it works on as `docker compose` does, by
# .env, COMPOSE_FILE and COMPOSE_PROJECT_NAME. COMPOSE_ENV names another file of settings than .env.
installation="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
services=(
    # each service > `make pages` writes the others like the first (cli/services.py)
    registry
    contracts
    milestones
    evaluation
    supervision
    sharing
    support
    desk
    exchange
    # < each service
)
compose() { (cd "$installation" && docker compose --progress quiet ${COMPOSE_ENV:+--env-file "$COMPOSE_ENV"} "$@"); }
inside() { compose --profile tools run --rm --no-deps -T "$@"; }
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
