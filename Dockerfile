# One image for all of Sanzhi: `serve registry`, `serve contracts`, …, `story run`, … choose what it does.
# BASE_IMAGE is any image with Python 3.11; deploy/offline makes one where images come from nowhere.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS build
WORKDIR /build
# A folder .wheels, where there is one, holds all packages: then nothing is fetched. Checksums are looked at either way.
COPY requirements.runtime.lock deploy/requirements.build.lock .wheels* wheels/
RUN python3 -m venv tools && python3 -m venv /opt/sanzhi \
 && offline="$(ls wheels/*.whl >/dev/null 2>&1 && echo --no-index --find-links wheels || true)" \
 && tools/bin/pip install --quiet --no-cache-dir $offline --require-hashes -r wheels/requirements.build.lock \
 && /opt/sanzhi/bin/pip install --quiet --no-cache-dir $offline --require-hashes -r wheels/requirements.runtime.lock
COPY pyproject.toml README.md LICENSE ./
COPY gen gen
COPY policy policy
COPY examples examples
COPY chassis chassis
COPY plan plan
COPY cli cli
COPY console console
COPY services services
RUN tools/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir made . \
 && /opt/sanzhi/bin/pip install --quiet --no-index --no-deps made/*.whl \
 && /opt/sanzhi/bin/pip uninstall --quiet --yes setuptools pip

FROM ${BASE_IMAGE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Sanzhi" \
      org.opencontainers.image.description="Owner, project manager, technical chief: the services and the sanzhi command" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
# Chinese fonts, for what the console prints; a base that has them (deploy/offline) is left as it is.
RUN test -d /usr/share/fonts/opentype/noto \
 || (apt-get update -q && apt-get install -q -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*)
RUN groupadd --gid 10001 sanzhi && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin sanzhi
COPY --from=build /opt/sanzhi /opt/sanzhi
COPY cli/stack/probe.py /opt/sanzhi/probe.py
ENV PATH=/opt/sanzhi/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SANZHI_LISTEN=0.0.0.0:7400
USER 10001:10001
WORKDIR /tmp
HEALTHCHECK --interval=5s --timeout=5s --start-period=180s CMD ["python3", "-I", "-S", "/opt/sanzhi/probe.py"]
ENTRYPOINT ["sanzhi"]
CMD ["--help"]
