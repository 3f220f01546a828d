# Sourced by the scripts: finds the toolchain and installs the Debian packages that are missing.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# need_swift: a Swift 6.2 or newer on the PATH, or a clear word.
need_swift() {
    command -v swift >/dev/null 2>&1 ||
        die "no Swift toolchain found. Install Swift 6.2 or newer from https://www.swift.org/install and put it on the PATH."
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case "$version" in
        6.[01] | [0-5].*) die "Swift $version is too old: Mayday needs Swift 6.2 or newer." ;;
    esac
}

# need_packages NAME…: installs what dpkg does not know as installed. Quiet, idempotent; needs root or sudo only if
# something is missing.
need_packages() {
    local missing=() name
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    command -v apt-get >/dev/null 2>&1 ||
        die "these packages are missing and there is no apt-get to install them with: ${missing[*]}"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || die "run as root once, or install: ${missing[*]}"
        root=(sudo)
    fi
    say "Installing ${missing[*]} …"
    local log
    log=$(mktemp)
    if ! { "${root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die "could not install: ${missing[*]}"
    fi
    rm -f "$log"
}

build_packages=(pkg-config libcurl4-openssl-dev libwebsockets-dev libsqlite3-dev libasound2-dev libncurses-dev libssl-dev)
