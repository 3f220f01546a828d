# Words for people on standard error; standard output belongs to data.
# shellcheck shell=bash

say() { printf '%s: %s\n' "${PROGRAM:-${0##*/}}" "$*" >&2; }

# What somebody typed wrong: the words, where to look, and the status for it (sysexits' EX_USAGE). Nothing has been
# built or started yet.
refuse() {
    say "$* (see --help)"
    exit 64
}

die() { # die [-STATUS] words
    local status=1
    if [[ ${1:-} =~ ^-[0-9]+$ ]]; then
        status=${1#-}
        shift
    fi
    say "$*"
    exit "$status"
}
