# Sourced by the scripts: finds the toolchain and installs the Debian packages that are missing.
# shellcheck shell=bash

_lib=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=say.sh
. "$_lib/say.sh"
# shellcheck source=apt.sh
. "$_lib/apt.sh"

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

build_packages=(pkg-config libcurl4-openssl-dev libwebsockets-dev libsqlite3-dev libasound2-dev libncurses-dev libssl-dev)
