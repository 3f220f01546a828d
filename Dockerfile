# Four images: `asterisk` (Debian's Asterisk 22 on asterisk-conf), `phones` (scripted callers and agents), `mayday`
# (the service), and `build`, which compiles it. docker-compose.yml puts them together.
#
# The binary can come from outside: put it, with the Swift libraries that it needs beside it, into prebuilt/ and build
# with  --build-arg BUILD_IMAGE=docker.io/library/debian:bookworm-slim

ARG BUILD_IMAGE=docker.io/library/swift:6.2-bookworm

# ---------------------------------------------------------------- Asterisk. No release of Debian has it; forky does.
FROM docker.io/library/debian:forky-slim AS asterisk
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        asterisk asterisk-core-sounds-en-wav asterisk-moh-opsound-wav openssl curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 8470 --home-dir /srv/asterisk mayday \
    && install -d -o mayday -g mayday -m 700 /srv/asterisk /run/mayday
COPY asterisk-conf /usr/share/mayday/asterisk-conf
COPY scripts/lib /usr/share/mayday/scripts/lib
COPY scripts/compose/asterisk /usr/local/bin/mayday-asterisk
USER mayday
VOLUME ["/srv/asterisk", "/run/mayday"]
ENTRYPOINT ["mayday-asterisk"]

# ---------------------------------------------------------------- Phones
FROM docker.io/library/debian:bookworm-slim AS phones
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 8470 mayday
COPY scripts /usr/share/mayday/scripts
USER mayday
ENTRYPOINT ["/usr/share/mayday/scripts/compose/phones"]

# ---------------------------------------------------------------- The compiler's stage
FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
RUN mkdir /product \
    && if [ -x prebuilt/mayday ]; then cp prebuilt/* /product/; else \
        apt-get update \
        && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends pkg-config libcurl4-openssl-dev \
            libwebsockets-dev libsqlite3-dev libncurses-dev libssl-dev \
        && swift build -c release --static-swift-stdlib --product mayday \
        && cp "$(swift build -c release --static-swift-stdlib --show-bin-path)/mayday" /product/; \
    fi

# ---------------------------------------------------------------- The service
FROM docker.io/library/debian:bookworm-slim AS mayday
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates libcurl4 libwebsockets17 libsqlite3-0 libncursesw6 libssl3 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 8470 --home-dir /var/lib/mayday mayday \
    && install -d -o mayday -g mayday -m 700 /var/lib/mayday /run/mayday
COPY --from=build /product/ /opt/mayday/
COPY scripts/compose/mayday.yaml /etc/mayday/mayday.yaml
RUN ln -s /opt/mayday/mayday /usr/local/bin/mayday
USER mayday
WORKDIR /var/lib/mayday
VOLUME ["/var/lib/mayday"]
ENTRYPOINT ["mayday"]
CMD ["serve", "--config", "/etc/mayday/mayday.yaml"]
