# Words for people on standard error; standard output belongs to data.
# shellcheck shell=bash

say() { printf '%s: %s\n' "${PROGRAM:-${0##*/}}" "$*" >&2; }

die() { # die [-STATUS] words
    local status=1
    if [[ ${1:-} =~ ^-[0-9]+$ ]]; then
        status=${1#-}
        shift
    fi
    say "$*"
    exit "$status"
}
