# The bench's own asterisk-conf/site and asterisk.conf. Everything else is used as it stands in the repository.
# Expects the variables of the bench's `env` file and ASTERISK_MODULES, ASTERISK_DATA.
# shellcheck shell=bash

render_configuration() { # render_configuration REPOSITORY ROOT
    local source=$1/asterisk-conf root=$2 etc=$2/etc
    rm -rf "$etc"
    mkdir -p "$etc" "$root"/{run,log/cdr-custom,log/cel-custom,lib/keys,spool/recording,spool/tmp,spool/outgoing,spool/voicemail,cache}
    cp -r "$source/." "$etc/"
    sed -e "s#^\(astcachedir\) =>.*#\1 => $root/cache#" \
        -e "s#^\(astetcdir\) =>.*#\1 => $etc#" \
        -e "s#^\(astmoddir\) =>.*#\1 => $ASTERISK_MODULES#" \
        -e "s#^\(astvarlibdir\|astdbdir\|astkeydir\) =>.*#\1 => $root/lib#" \
        -e "s#^\(astdatadir\) =>.*#\1 => $ASTERISK_DATA#" \
        -e "s#^\(astagidir\) =>.*#\1 => $root/lib#" \
        -e "s#^\(astspooldir\) =>.*#\1 => $root/spool#" \
        -e "s#^\(astrundir\) =>.*#\1 => $root/run#" \
        -e "s#^\(astlogdir\) =>.*#\1 => $root/log#" \
        "$source/asterisk.conf" >"$etc/asterisk.conf"
    site_http >"$etc/site/http.conf"
    site_ari >"$etc/site/ari.conf"
    site_websocket_client >"$etc/site/websocket_client.conf"
    site_manager >"$etc/site/manager.conf"
    site_rtp >"$etc/site/rtp.conf"
    site_pjsip >"$etc/site/pjsip.conf"
    [[ -z ${OVERLAY:-} ]] || cp -r "$OVERLAY/." "$etc/"
}

# The certificate of WSS, good for this machine only.
make_certificate() { # make_certificate ETC
    mkdir -p "$1/keys"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$1/keys/asterisk.key" -out "$1/keys/asterisk.pem" 2>/dev/null || die "openssl made no certificate"
}

site_http() {
    cat <<CONF
bindaddr = 127.0.0.1
bindport = $ARI_PORT
tlsenable = yes
tlsbindaddr = 127.0.0.1:$TLS_PORT
tlscertfile = $ROOT/etc/keys/asterisk.pem
tlsprivatekey = $ROOT/etc/keys/asterisk.key
CONF
}

site_ari() {
    cat <<CONF
[$ARI_USER]
type = user
read_only = no
password = $ARI_PASSWORD
password_format = plain

[viewer]
type = user
read_only = yes
password = $ARI_PASSWORD
password_format = plain
CONF
    [[ $ARI_MODE == outbound ]] || return 0
    cat <<CONF

[mayday-out]
type = outbound_websocket
websocket_client_id = mayday
apps = $ARI_APP
subscribe_all = no
local_ari_user = $ARI_USER
CONF
}

site_websocket_client() {
    [[ $ARI_MODE == outbound ]] || return 0
    cat <<CONF
[mayday]
type = websocket_client
connection_type = persistent
uri = $OUTBOUND_URL
protocols = ari
username = $OUTBOUND_USER
password = $OUTBOUND_PASSWORD
connection_timeout = 500
reconnect_interval = 250
tls_enabled = no
CONF
}

# On here alone: the bench is there for trying things, on loopback and with a password of its own.
site_manager() {
    cat <<CONF
enabled = yes
bindaddr = 127.0.0.1
port = $AMI_PORT

[$AMI_USER]
secret = $AMI_PASSWORD
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = call,agent,reporting,system
write = reporting
CONF
}

site_rtp() {
    printf 'rtpstart = %d\nrtpend = %d\n' "$RTP_START" "$RTP_END"
}

# Phones and the trunk are scripted and sit on loopback; the trunk is whoever is not an agent.
site_pjsip() {
    cat <<CONF
[site-udp](!)
bind = 127.0.0.1:$SIP_PORT

[site-tcp](!)
bind = 127.0.0.1:$SIP_PORT

[site-agent](!)
media_address = 127.0.0.1
bind_rtp_to_media_address = yes

[site-agent-auth](!)
password = $SIP_PASSWORD

[site-agent-aor](!)
qualify_frequency = 0

[site-trunk](!)
media_address = 127.0.0.1
bind_rtp_to_media_address = yes

[site-trunk-aor](!)
contact = sip:127.0.0.1:$TRUNK_PORT
qualify_frequency = 0

[site-trunk-identify](!)
match = 127.0.0.1
CONF
}
