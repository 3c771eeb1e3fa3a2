PYTHON ?= $(shell .ci/python)
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: setup proto

setup: $(READY)

# The environment, from names and hashes alone, so that any mirror of the package index serves it.
$(READY): bootstrap.lock requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r bootstrap.lock
	@$(BIN)/uv pip install --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

PROTOS := $(shell find proto -name '*.proto' | sort)

GEN    := gen

proto: $(READY)
	@$(BIN)/python -m grpc_tools.protoc -I proto --python_out=$(GEN) --grpc_python_out=$(GEN) \
	    --plugin=protoc-gen-mypy=$(BIN)/protoc-gen-mypy --mypy_out=quiet:$(GEN) \
	    --plugin=protoc-gen-mypy_grpc=$(BIN)/protoc-gen-mypy_grpc --mypy_grpc_out=quiet:$(GEN) \
	    $(patsubst proto/%,%,$(PROTOS))

.PHONY: test test-browser test-fast check drift gate schemas pages asyncapi

# Everything that must hold before a change lands, what is quick first; WORKERS=n tests side by side where they take long.
test: $(READY)
	@.ci/test

# The console in a real browser, clicked by all its people. Needs Chromium, its own words in Chinese, and Chinese fonts (`.ci/browser` installs
# them); where there is none it says so.
test-browser: $(READY)
	@.ci/tests "in the browser" --numprocesses $(or $(WORKERS),2) --dist loadfile --durations 10 tests/browser

# Story 1 by clicks alone, by all its people, or as far as ACTS=n says; `make test-browser` plays the first 16 acts of 121. FROM=n plays what
# comes before that act by calls. Seen: all 121 by clicks alone on one stack, stopped after the 88th and started again; ten minutes.
.PHONY: clicks
clicks: $(READY)
	@SANZHI_CLICKS=$(or $(ACTS),121) SANZHI_CLICKS_FROM=$(or $(FROM),1) $(BIN)/python -m pytest --quiet -s tests/browser/clicks/test_story_by_clicks.py

# The edit loop: what needs no MongoDB and no Kafka.
test-fast: $(READY)
	@$(BIN)/python -m pytest -q tests/unit tests/contract tests/architecture

check: $(READY) drift gate
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary chassis plan services cli console bench chaos tests
	@$(BIN)/buf lint

# What is generated must be what the sources say. Made beside gen/, which tests may be reading now.
drift: $(READY)
	@rm -rf .drift && mkdir .drift
	@$(MAKE) --no-print-directory proto GEN=.drift
	@diff -r -x __pycache__ gen .drift || { cp -r .drift/. gen; echo "gen/ was not what proto/ says; it is made anew now: commit it"; exit 1; }
	@rm -rf .drift

# Whoever reads the facts of the last release can read today's. There is none yet: then of docs/events/release.json.
gate: $(READY)
	@$(BIN)/python -m cli.compatibility check

schemas: $(READY)
	@$(BIN)/python -m cli.schemas .

# What is made from the code; tests say when it is behind.
pages: $(READY)
	@$(BIN)/sanzhi law --markdown > docs/law.md
	@$(BIN)/python -m cli.access docs/access.md
	@$(BIN)/python -m cli.configuration docs/settings.md
	@$(BIN)/python -m cli.story.page docs/stories.md
	@$(BIN)/python -m cli.deployment .
	@$(BIN)/python -m cli.asyncapi docs

# docs/asyncapi.yaml under AsyncAPI's own parser, which asks no network; its packages come by their lock, if Node is here.
asyncapi:
	@.ci/asyncapi

# A rehearsal in the middle of its projects, with a browser's address: Ctrl-C ends it.
.PHONY: try
try: $(READY)
	@$(BIN)/sanzhi try

# What another department does with the feed: the Python kit follows a story into SQLite, is killed, goes on; rows against facts.
.PHONY: try-subscriber
try-subscriber: $(READY)
	@$(BIN)/python -m cli.subscribing

.PHONY: demo

# The whole way on real parts: starts everything on free ports, plays the stories, tells what happened, stops everything.
demo: $(READY)
	@$(BIN)/sanzhi demo

.PHONY: bench chaos chaos-three crowd desk growth simulation

# Speed, each path against its raw baseline: table, JSON and plot (docs/performance.md). ONLY="P3 P5", QUICK=1.
bench: $(READY)
	@$(BIN)/python -m compileall -q chassis cli gen plan services
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick) $(if $(OUT),--out bench/results/$(OUT).json)

# Cost against size, up to a million projects' worth of documents and timers. QUICK=1.
growth: $(READY)
	@$(BIN)/python -m bench.growth $(if $(QUICK),--quick) $(if $(OUT),--out bench/results/$(OUT)-growth.json)

# The desk at 10,000 and at 1,000,000 projects. QUICK=1; DATA=folder keeps what is grown, for the next time; ONLY="board".
desk: $(READY)
	@$(BIN)/python -m bench.desk $(if $(QUICK),--quick) $(if $(ONLY),--only "$(ONLY)") $(if $(DATA),--data $(DATA)) \
	    $(if $(OUT),--out bench/results/$(OUT)-desk.json)

# Bytes of the console's pages, and two hundred people who click for a minute. QUICK=1.
crowd: $(READY)
	@$(BIN)/python -m bench.console $(if $(QUICK),--quick) $(if $(OUT),--out bench/results/$(OUT)-console.json)

# Replicas and partitions over time (docs/scale.md): a worst hour, compressed, one replica killed in it. SECONDS=90, RATE=150, REPLICAS=3,
# PARTITIONS=12.
simulation: $(READY)
	@$(BIN)/python -m bench.simulation $(if $(filter file,$(origin SECONDS)),,--seconds $(SECONDS)) $(if $(RATE),--rate $(RATE)) \
	    $(if $(REPLICAS),--replicas $(REPLICAS)) $(if $(PARTITIONS),--partitions $(PARTITIONS)) \
	    $(if $(OUT),--out bench/results/$(OUT)-simulation.json)

# The runs that docs/performance.md tells of, on a machine that does nothing else: an hour. Its tables are made of them.
.PHONY: reference
reference: $(READY)
	@$(MAKE) --no-print-directory bench growth desk crowd simulation OUT=reference
	@$(BIN)/python -m bench.page

.PHONY: test-older-kafka

# The chassis, the steps that give users their rights, and departments' users, on a Kafka 3.9 (fetched once) in the place of the embedded one.
test-older-kafka: $(READY)
	@KAFKA_HOME="$$($(BIN)/python -m tests.harness.older_kafka)" SANZHI_TEST_PARTS=embedded $(BIN)/python -m pytest -q \
		tests/integration/chassis tests/integration/provision tests/integration/exchange/test_kafka_users.py

.PHONY: upgrade-test

# Replicas of an earlier commit are replaced by this tree's and back again, under load: FROM=commit or tag; ONLY="registry desk" of these
# services alone. Needs the git history, and a machine with nothing else to do: some five minutes.
upgrade-test: $(READY)
	@test -n "$(FROM)" || { echo "FROM=commit: which one to upgrade from (git tag lists the releases)"; exit 2; }
	@$(BIN)/sanzhi chaos upgrade $(FROM) --seed $(SEED) $(if $(ONLY),--only "$(ONLY)") $(if $(RESULTS),--results $(RESULTS))

SECONDS ?= 600
SEED ?= 1

# Faults under load, and the reckoning: nothing lost, nothing doubled. RESULTS=folder keeps the tables, as text and JSON.
chaos: $(READY)
	@$(BIN)/sanzhi chaos run --seconds $(SECONDS) --seed $(SEED) $(if $(RESULTS),--results $(RESULTS))

# Ten minutes each with three seeds, all three whatever the first says; the tables that docs/performance.md shows.
chaos-three: $(READY)
	@failed=0; for seed in 1 2 3; do \
	    $(MAKE) --no-print-directory chaos SEED=$$seed RESULTS=chaos/results || failed=1; \
	done; exit $$failed

# Every task that the desk shows while stories are played, tried by whoever has it: ONLY="story-1 story-5".
.PHONY: tasks
tasks: $(READY)
	@$(BIN)/python -m tests.e2e.tasked $(ONLY)

# Every method by everybody with bodies made by chance, for an hour; SECONDS, SEED.
.PHONY: hostile
hostile: $(READY)
	@SANZHI_HOSTILE_SECONDS=$(if $(filter file,$(origin SECONDS)),3600,$(SECONDS)) SANZHI_HOSTILE_SEED=$(SEED) \
	    $(BIN)/python -m pytest --quiet -s tests/hostile

.PHONY: mutants

# Faults by chance in plan/ and every domain: their unit tests must see 90 of 100; the rest is listed (docs/decisions/0023-mutants.md).
# SEED, N=100, ONLY="parts of paths", WORKERS=as many as processors, MINUTES=no more are begun after so long. Kept in .mutants/.
mutants: $(READY)
	@$(BIN)/python -m tests.mutants --seed $(SEED) --count $(or $(N),100) $(if $(ONLY),--only $(ONLY)) \
	    $(if $(WORKERS),--workers $(WORKERS)) $(if $(MINUTES),--minutes $(MINUTES))

.PHONY: images bundle compose-test

# Images from package registries alone (deploy/offline); needs root and a Docker engine: deploy/offline/engine.sh start. FRESH=1: all anew.
images: $(READY)
	@deploy/offline/images.sh $(if $(FRESH),--fresh)

bundle: images
	@deploy/offline/bundle.sh save dist/bundle

# The suite as operators run it, from nothing to nothing: an engine of its own, images, compose, the stories while each container is
# killed once, rights, TLS. Needs root.
compose-test: $(READY)
	@deploy/compose-test.sh

.PHONY: restore-drill

# On a running rehearsal under compose: dump, destroy, restore, compare. PROJECTS="projects/…".
restore-drill:
	@deploy/restore-drill.sh $(PROJECTS)
