# Debian packages that the scripts need: installed when they are missing, quietly, once.
# shellcheck shell=bash

# Prints what is missing among the given packages.
missing_packages() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
    done
}

# need_packages PACKAGE...: installs the missing ones; says what to type where it may not.
need_packages() {
    command -v dpkg-query >/dev/null ||
        die -69 "this is no Debian: please install what corresponds to: $*"
    local missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null ||
            die -77 "Debian packages are missing and this user may not install them: sudo apt-get install ${missing[*]}"
        as_root=(sudo -n)
    fi
    say "installing Debian packages: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c '
            apt-get -q -o DPkg::Lock::Timeout=600 update &&
            apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends "$@"' sh "${missing[@]}" >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die -69 "apt-get could not install: ${missing[*]}"
    fi
    rm -f "$log"
}
