# The bot in a container: one static-enough binary with the knowledge inside, as a user without rights.
#
#   docker build -t gutskin .
#   docker run --read-only --cap-drop ALL -e DISCORD_TOKEN -v gutskin:/data -v gutskin-key:/key gutskin
#
# Both base images are build arguments, so that a registry mirror or a pinned digest needs no edit here.
ARG BUILD_IMAGE=docker.io/library/rust:1-slim-bookworm
ARG RUN_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
# ring, SQLite and jemalloc are compiled from C; everything else is Rust.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends gcc libc6-dev make \
 && rm -rf /var/lib/apt/lists/*
# The image's own toolchain builds; rust-toolchain.toml is for people's checkouts.
COPY Cargo.toml Cargo.lock build.rs config.example.toml README.md ./
COPY .cargo ./.cargo
COPY src ./src
COPY migrations ./migrations
COPY data ./data
COPY knowledge ./knowledge
RUN cargo build --release --locked --bin gutskin && mkdir /empty

FROM ${RUN_IMAGE}
# Writes to the two volumes alone: the root may be mounted read-only. The user has a number, so that an orchestrator can
# check it. The database and the key that seals its texts are apart, so that a backup of the one does not hold the other.
COPY --from=build /src/target/release/gutskin /usr/local/bin/gutskin
COPY --from=build /src/knowledge /knowledge
COPY LICENSE-MIT LICENSE-APACHE data/NOTICE data/LICENSE-* /licenses/
COPY --from=build --chown=65532:65532 /empty /data
COPY --from=build --chown=65532:65532 /empty /key
VOLUME ["/data", "/key"]
ENV GUTSKIN_STORE__URL=sqlite:/data/gutskin.db GUTSKIN_STORE__KEY_FILE=/key/gutskin.key
USER 65532:65532
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/gutskin"]
CMD ["run"]
