# Asterisk 22 and sipp out of Debian's packages, unpacked into a folder of their own: no release of Debian carries
# Asterisk, forky and sid do. Nothing is installed and nothing needs root: apt resolves and verifies the packages
# against an empty system, dpkg-deb unpacks them, and the programs run with the C library that came with them.
# shellcheck shell=bash

ROOTFS_FORMAT=1
ROOTFS_PACKAGES=(asterisk asterisk-core-sounds-en-wav asterisk-moh-opsound-wav sip-tester)

cache_directory() {
    if [[ -n ${MAYDAY_CACHE:-} ]]; then
        printf '%s\n' "$MAYDAY_CACHE"
    elif ((EUID == 0)); then # root's home is closed to the unprivileged user that Asterisk runs as
        printf '/var/cache/mayday\n'
    else
        printf '%s/mayday\n' "${XDG_CACHE_HOME:-$HOME/.cache}"
    fi
}

# Prints the folder; makes it on the first call. Two callers at once: one makes it, the other waits.
asterisk_rootfs() {
    local suite=${MAYDAY_ASTERISK_SUITE:-forky} cache rootfs
    cache=$(cache_directory)
    rootfs=$cache/rootfs-$suite-$(dpkg --print-architecture 2>/dev/null || uname -m)-v$ROOTFS_FORMAT
    if [[ ! -e $rootfs/ready ]]; then
        mkdir -p "$cache"
        chmod 755 "$cache"
        (
            flock 9
            [[ -e $rootfs/ready ]] || make_rootfs "$suite" "$rootfs"
        ) 9>"$rootfs.lock" || return 1
    fi
    printf '%s\n' "$rootfs"
}

make_rootfs() { # make_rootfs SUITE FOLDER
    local suite=$1 rootfs=$2 making=$2.making started=$SECONDS package
    need_packages apt debian-archive-keyring ca-certificates xz-utils zstd util-linux >&2
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [[ -e $keyring ]] || keyring=/usr/share/keyrings/debian-archive-keyring.pgp
    rm -rf "$making"
    mkdir -p "$making"/apt/{etc/preferences.d,etc/apt.conf.d,etc/sources.list.d,lists/partial,archives/partial} "$making/usr"
    chmod 755 "$making"
    : >"$making/apt/status"
    # A mirror snapshot may be older than its Release file's date allows; the signature is checked all the same.
    echo "deb [signed-by=$keyring] ${MAYDAY_DEBIAN_MIRROR:-http://deb.debian.org/debian} $suite main" \
        >"$making/apt/etc/sources.list"
    cat >"$making/apt/apt.conf" <<CONF
Dir::Etc "$making/apt/etc";
Dir::State "$making/apt";
Dir::State::lists "$making/apt/lists";
Dir::State::status "$making/apt/status";
Dir::Cache "$making/apt";
Dir::Cache::archives "$making/apt/archives";
APT::Sandbox::User "";
APT::Install-Recommends "false";
APT::Get::Assume-Yes "true";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::Check-Valid-Until "false";
CONF
    apt-config dump 2>/dev/null | grep -iE '^Acquire::(http|https)::' >>"$making/apt/apt.conf" # this machine's proxy
    say "fetching Asterisk from Debian $suite (about 130 MB, once)"
    if ! { APT_CONFIG=$making/apt/apt.conf apt-get -q update &&
        APT_CONFIG=$making/apt/apt.conf apt-get -q --download-only install "${ROOTFS_PACKAGES[@]}"; } >"$making/log" 2>&1; then
        tail -n 15 "$making/log" >&2
        die -69 "could not fetch Asterisk from Debian $suite (MAYDAY_DEBIAN_MIRROR and MAYDAY_ASTERISK_SUITE choose another place)"
    fi
    say "unpacking it into $rootfs"
    for package in "$making"/apt/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" |
            tar -x -C "$making" --no-same-owner --keep-directory-symlink \
                --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' -f - ||
            die "could not unpack ${package##*/}"
    done
    # What the packages' own scripts would have done: English prompts are the default ones.
    ln -sfn en_US_f_Allison "$making/usr/share/asterisk/sounds/en"
    make_launchers "$making"
    rm -rf "$making/apt" "$making/log"
    "$making/bin/asterisk" -V >"$making/version" || die "the unpacked Asterisk does not start"
    rm -rf "$rootfs"
    mv "$making" "$rootfs"
    make_launchers "$rootfs"
    : >"$rootfs/ready"
    say "$(<"$rootfs/version") is ready ($((SECONDS - started)) s)"
}

# bin/asterisk and bin/sipp run the programs with their own C library. `--argv0` keeps this script as the program's
# name, so that `core restart now`, which executes argv[0] again, comes back through it.
make_launchers() { # make_launchers FOLDER
    local folder=$1 loader libraries program
    loader=$(find "$folder"/usr/lib64 "$folder"/usr/lib -maxdepth 2 -name 'ld-linux*.so.*' 2>/dev/null | head -n 1)
    [[ -n $loader ]] || die "no loader for this processor's architecture in $folder"
    libraries=$(dirname "$(find "$folder/usr/lib" -maxdepth 2 -name 'libc.so.6' | head -n 1)")
    mkdir -p "$folder/bin"
    for program in usr/sbin/asterisk usr/bin/sipp; do
        cat >"$folder/bin/${program##*/}" <<SH
#!/bin/sh
exec "$loader" --argv0 "\$0" --library-path "$libraries" "$folder/$program" "\$@"
SH
        chmod 755 "$folder/bin/${program##*/}"
    done
}
