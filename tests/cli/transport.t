#!/bin/sh
# The way to Shodan: TLS, proxies, redirects, and who gets to see the key.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
key=FAKE1key2FOR3tests4ONLY5abcdefgh
records="$BS_SRCDIR/tests/data/shodan/records.ndjson"
unset CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR https_proxy HTTPS_PROXY all_proxy ALL_PROXY \
    http_proxy no_proxy NO_PROXY
if ! openssl version >/dev/null 2>&1; then
    echo "1..0 # SKIP openssl is not installed"
    exit 0
fi
mkdir -p "$HOME/.config/shodan"
(umask 077 && printf %s $key >"$HOME/.config/shodan/api_key")

# -- certificates that last as long as this test ------------------------------------------
ec='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
authority() { # NAME
    # shellcheck disable=SC2086 # the options are words
    openssl req -x509 $ec -keyout "$T/$1.key" -out "$T/$1.pem" -days 2 -subj "/CN=Test $1" \
        2>>"$T/openssl.log"
}
certificate() { # NAME CA DAYS SUBJECT-ALTERNATIVE-NAME
    echo "subjectAltName=$4" >"$T/$1.ext"
    # shellcheck disable=SC2086
    openssl req $ec -keyout "$T/$1.key" -out "$T/$1.csr" -subj "/CN=$1" 2>>"$T/openssl.log" &&
        openssl x509 -req -in "$T/$1.csr" -CA "$T/$2.pem" -CAkey "$T/$2.key" -CAcreateserial \
            -days "$3" -extfile "$T/$1.ext" -out "$T/$1.pem" 2>>"$T/openssl.log"
}
authority ca && authority other && certificate good ca 2 DNS:localhost,IP:127.0.0.1 &&
    certificate elsewhere ca 2 DNS:api.example && certificate expired ca -1 DNS:localhost &&
    certificate stranger other 2 DNS:localhost
ok $? "certificates"

https() { # CERTIFICATE [ARG]... : the fake over TLS
    name=$1
    shift
    : >"$T/requests"
    start_shodan --data "$records" --key $key --tls "$T/$name.pem" "$T/$name.key" "$@"
    port=${SHODAN_API_URL##*:}
    SHODAN_API_URL="https://localhost:$port"
}
proxy_pid=
start_proxy() { # [ARG]...
    stop_proxy
    : >"$T/proxied"
    "$PYTHON3" "$BS_SRCDIR/tests/support/fake_proxy.py" --log "$T/proxied" "$@" >"$T/proxy" &
    proxy_pid=$!
    while [ ! -s "$T/proxy" ] && kill -0 $proxy_pid 2>/dev/null; do :; done
    https_proxy="http://127.0.0.1:$(cat "$T/proxy")"
    export https_proxy
}
stop_proxy() {
    [ -n "$proxy_pid" ] && kill $proxy_pid 2>/dev/null && wait $proxy_pid 2>/dev/null
    proxy_pid=
    rm -f "$T/proxy"
}
trap 'stop_proxy; clean_up' EXIT
# Forgets the last answer's time (the pause has a test of its own) and what was asked before.
ask() {
    rm -f "$XDG_STATE_HOME/bannerscope/rate"
    : >"$T/requests"
    run "$@"
}
refused() { # TEXT NAME : no answer, that text, no request, no key
    status_is 1 "$2"
    err_has "$1" "$2: says so"
    ! grep -qF "$key" "$T/requests" "$T/err" "$T/out"
    ok $? "$2: the key went nowhere"
}

# -- certificates are checked ---------------------------------------------------------------
https good
ask info
refused "not signed by an authority" "a certificate nobody vouches for"
err_has "SSL_CERT_FILE" "names the way to trust a proxy's CA"
https other
ask info
refused "not signed by an authority" "a self-signed certificate"
export SSL_CERT_FILE="$T/ca.pem"
https good
ask info
status_is 0 "SSL_CERT_FILE is honoured"
ask --api-url "https://127.0.0.1:$port" info
status_is 0 "an address in the certificate"
https elsewhere
ask info
refused "for another host" "the wrong host name"
https expired
ask info
refused "has expired" "an expired certificate"
err_has "clock" "asks for the clock"
https stranger
ask info
refused "not signed by an authority" "another authority"
export CURL_CA_BUNDLE="$T/other.pem"
ask info
status_is 0 "CURL_CA_BUNDLE wins over SSL_CERT_FILE"
unset CURL_CA_BUNDLE
SSL_CERT_FILE="$T/nowhere.pem" ask info
refused "CURL_CA_BUNDLE and SSL_CERT_FILE" "a file of authorities that is not there"
start_shodan --data "$records" --key $key
ask --api-url "https://localhost:${SHODAN_API_URL##*:}" info
refused "TLS could not be agreed on" "no TLS at all"

# -- where the key goes -----------------------------------------------------------------------
https good --fault 'info@*=redirect'
# Without the sandbox, which would keep libcurl from writing them anywhere.
BANNERSCOPE_SANDBOX=off SSLKEYLOGFILE="$T/secrets" ask info
status_is 4 "a redirect"
err_has "not followed" "is not followed"
! grep -q stolen "$T/requests"
ok $? "nothing arrives where it points"
[ ! -e "$T/secrets" ]
ok $? "session secrets are not written"
ask --api-url http://192.0.2.1/ info
status_is 2 "http to another machine"
err_has "https only" "is refused before any request"
# Nothing but the request's target has it: no header, no cookie, no referrer.
https good
ask info
[ "$(cut -f 5 "$T/requests" | grep -cF "$key")" = 1 ] && ! cut -f 6- "$T/requests" | grep -qF "$key"
ok $? "the key is in the target of the request alone"

# -- proxies ------------------------------------------------------------------------------------
start_proxy
ask info
status_is 0 "https_proxy"
grep -q "^CONNECT localhost:$port " "$T/proxied" && ! grep -qF "$key" "$T/proxied"
ok $? "gets a tunnel, and sees no key"
: >"$T/proxied"
no_proxy=localhost ask info
status_is 0 "no_proxy"
[ ! -s "$T/proxied" ]
ok $? "goes past it"
start_shodan --data "$records" --key $key
http_proxy=$https_proxy all_proxy=$https_proxy ask info
status_is 0 "plain http to this machine"
[ ! -s "$T/proxied" ]
ok $? "is never given to a proxy"
https good
start_proxy --refuse 407
ask info
refused "name and a password" "a proxy that wants a password"
start_proxy --refuse 403
ask info
refused "does not let us through" "a proxy that forbids"
start_proxy --refuse 502
ask info
refused "cannot reach the host" "a proxy that cannot"
stop_proxy
ask info
refused "connection refused" "a proxy that is not there"
label=$(printf 'a%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
label="$label$label$label$label"
https_proxy="http://$label.invalid:1" ask info
refused "proxy's name cannot be resolved" "a proxy whose name is none"
unset https_proxy
ask --api-url "https://$label.invalid" info
refused "name cannot be resolved" "a host whose name is none"
stop_shodan
ask info
refused "connection refused" "nobody there"
finish
