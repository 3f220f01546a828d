# Finding, starting and ending one private Asterisk.
# shellcheck shell=bash

# An installed Asterisk that knows the outbound WebSocket (20.15, 21.10, 22.5 and later) is used as it is; otherwise
# the unpacked one. Sets ASTERISK, ASTERISK_MODULES, ASTERISK_DATA, ASTERISK_VERSION.
find_asterisk() {
    local installed
    if [[ -z ${MAYDAY_OWN_ASTERISK:-} ]] && installed=$(command -v asterisk) && installed_is_enough "$installed"; then
        ASTERISK=$installed
        return 0
    fi
    local rootfs
    rootfs=$(asterisk_rootfs) || exit
    ASTERISK=$rootfs/bin/asterisk
    ASTERISK_MODULES=$(find "$rootfs/usr/lib" -maxdepth 3 -type d -path '*/asterisk/modules' | head -n 1)
    ASTERISK_DATA=$rootfs/usr/share/asterisk
    ASTERISK_VERSION=$(awk '{print $2}' "$rootfs/version")
}

installed_is_enough() { # installed_is_enough BINARY
    local version major minor directory
    version=$("$1" -V 2>/dev/null | grep -oE '[0-9]+\.[0-9]+[^ ]*' | head -n 1) || return 1
    major=${version%%.*}
    minor=${version#*.}
    minor=${minor%%[!0-9]*}
    ((major > 22 || (major == 22 && minor >= 5) || (major == 21 && minor >= 10) || (major == 20 && minor >= 15))) ||
        return 1
    for directory in /usr/lib/*/asterisk/modules /usr/lib/asterisk/modules /usr/lib64/asterisk/modules \
        /usr/local/lib/asterisk/modules; do
        [[ -e $directory/res_ari.so ]] && ASTERISK_MODULES=$directory
    done
    for directory in /usr/share/asterisk /var/lib/asterisk; do
        [[ -d $directory/rest-api ]] && ASTERISK_DATA=$directory
    done
    ASTERISK_VERSION=$version
    [[ -n ${ASTERISK_MODULES:-} && -n ${ASTERISK_DATA:-} ]]
}

# In front of a command: root becomes nobody and loses every right, everyone else stays who he is.
UNPRIVILEGED=()
if ((EUID == 0)); then
    UNPRIVILEGED=(setpriv --reuid=nobody --regid=nogroup --clear-groups --inh-caps=-all --bounding-set=-all
        --no-new-privs --)
fi

own_by_asterisk() {
    ((EUID != 0)) || chown -R nobody:nogroup "$@"
}

# Field 22 of /proc/PID/stat: together with the number it names one process for good.
process_start() { # process_start PID
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    set -- ${stat##*) }
    printf '%s\n' "${20}"
}

# The bench's Asterisk, if it lives: prints its pid.
asterisk_pid() { # asterisk_pid ROOT
    local pid start
    read -r pid start 2>/dev/null <"$1/run/bench.pid" || return 1
    [[ $(process_start "$pid") == "$start" ]] || return 1
    [[ $(ps -o stat= -p "$pid" 2>/dev/null) != Z* ]] || return 1
    printf '%s\n' "$pid"
}

start_asterisk() { # start_asterisk ROOT
    local root=$1 pid
    rm -f "$root"/run/asterisk.{ctl,pid}
    (
        cd "$root" || exit
        ulimit -Sn "$(ulimit -Hn)"
        exec 9>&-
        "${UNPRIVILEGED[@]}" setsid env -i PATH=/usr/bin:/bin HOME="$root" LANG=C.UTF-8 TZ="${TZ:-UTC}" \
            "$ASTERISK" -f -n -C "$root/etc/asterisk.conf" </dev/null >>"$root/log/console" 2>&1 &
        echo $!
    ) >"$root/run/starting"
    pid=$(<"$root/run/starting")
    printf '%s %s\n' "$pid" "$(process_start "$pid")" >"$root/run/bench.pid"
    await_ari "$root"
}

# Asterisk's web server answers long before ARI does: refused, 404, 503, and at last 200.
await_ari() { # await_ari ROOT
    local root=$1 started=$SECONDS told=0
    while [[ $(ari_status) != 200 ]]; do
        if ! asterisk_pid "$root" >/dev/null; then
            tail -n 20 "$root/log/console" >&2
            die -69 "Asterisk ended while it was starting"
        fi
        if ((SECONDS - started > 60)); then
            tail -n 20 "$root/log/console" >&2
            die -69 "ARI did not answer within 60 s"
        fi
        if ((SECONDS - started > 2 && !told)); then
            told=1
            say "waiting for Asterisk"
        fi
        sleep 0.05
    done
}

ari_status() {
    curl -s -o /dev/null -m 5 -w '%{http_code}' -K - <<CURL
url = "http://127.0.0.1:$ARI_PORT/ari/asterisk/ping"
user = "$ARI_USER:$ARI_PASSWORD"
CURL
}

# end_asterisk ROOT: asks, waits, insists.
end_asterisk() {
    local root=$1 pid tries
    pid=$(asterisk_pid "$root") || return 0
    kill -CONT "$pid" 2>/dev/null
    kill -TERM "$pid" 2>/dev/null
    for ((tries = 0; tries < 100; tries++)); do
        asterisk_pid "$root" >/dev/null || return 0
        sleep 0.05
    done
    say "Asterisk does not end by itself"
    kill -KILL "$pid" 2>/dev/null
    while asterisk_pid "$root" >/dev/null; do sleep 0.02; done
}
