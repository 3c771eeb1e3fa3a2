PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: setup proto

setup: $(READY)

# The environment, from names and hashes alone, so that any mirror of the package index serves it.
$(READY): bootstrap.lock requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r bootstrap.lock
	@$(BIN)/uv pip install --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

PROTOS := $(shell find proto -name '*.proto' | sort)

proto: $(READY)
	@$(BIN)/python -m grpc_tools.protoc -I proto --python_out=gen --grpc_python_out=gen \
	    --plugin=protoc-gen-mypy=$(BIN)/protoc-gen-mypy --mypy_out=quiet:gen \
	    --plugin=protoc-gen-mypy_grpc=$(BIN)/protoc-gen-mypy_grpc --mypy_grpc_out=quiet:gen \
	    $(patsubst proto/%,%,$(PROTOS))
