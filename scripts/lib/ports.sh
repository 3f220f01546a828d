# Free ranges of ports for benches that live side by side.
# shellcheck shell=bash

# Local ports in use now, TCP and UDP, in decimal, one a line.
ports_in_use() {
    local hex
    cat /proc/net/{tcp,udp,tcp6,udp6} 2>/dev/null | awk '$2 ~ /:/ && $4 != "06" { sub(/.*:/, "", $2); print $2 }' | sort -u |
        while read -r hex; do printf '%d\n' "0x$hex"; done
}

# free_port_range SIZE TAKEN...: prints the first port of a range in which nothing listens and that touches none of
# the ranges TAKEN ("FIRST-LAST"). Below 32768, where the kernel's own choices begin.
free_port_range() {
    local size=$1 base range port free
    shift
    local used
    mapfile -t used < <(ports_in_use)
    for base in $(seq 20000 100 31900) $(seq 10000 100 19900); do
        ((base + size <= 32768)) || continue
        free=1
        for range in "$@"; do
            if ((base <= ${range#*-} && base + size > ${range%-*})); then
                free=0
                break
            fi
        done
        ((free)) || continue
        for port in "${used[@]}"; do
            if ((port >= base && port < base + size)); then
                free=0
                break
            fi
        done
        if ((free)); then
            printf '%d\n' "$base"
            return 0
        fi
    done
    return 1
}
