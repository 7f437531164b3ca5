#!/bin/sh
# Checks the settings, makes what lighttpd.conf needs, runs lighttpd until it is told to stop.
# Settings, limits and what each lane does: README.md beside this file.
set -eu
LC_ALL=C TZ=UTC
export LC_ALL TZ
PATH="$PATH:/usr/sbin:/sbin"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

# What was got is shown as printable ASCII only and cut short: the complaint stays one line whatever was set.
refuse() { # variable, got, expected
  printf 'lighttpd: %s: got "%s", expected %s\n' "$1" "$(printable "$2")" "$3" >&2
  exit 2
}

printable() { # what is shown of a value
  printf '%s' "$1" | tr -c '[:print:]' '?' | cut -c 1-200
}

# `case` patterns look at the whole value: a line break can't hide a second line from them, as it can from grep.
number() { # variable, value, least, most
  case $2 in
    '' | *[!0-9]* | 0?* | ????????*) refuse "$1" "$2" "a whole number from $3 to $4" ;;
  esac
  { [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; } || refuse "$1" "$2" "a whole number from $3 to $4"
}

matches() { # value, extended regular expression for all of it
  case $1 in *[!0-9A-Za-z.:/_*-]*) return 1 ;; esac
  printf '%s\n' "$1" | grep -Eq "^($2)\$"
}

directory() { # variable, value, what it holds
  case $2 in
    [!/]* | '' | *[!0-9A-Za-z._/+@-]*) refuse "$1" "$2" "the absolute path of $3, made of letters, digits and . _ / + @ -" ;;
  esac
  [ -d "$2" ] || refuse "$1" "$2" "the absolute path of $3, which exists"
}

: "${LIGHTTPD_BIND:=0.0.0.0}" "${LIGHTTPD_PEOPLE_PORT:=8443}" "${LIGHTTPD_WORKER_PORT:=8444}"
: "${LIGHTTPD_GATEWAY_PEOPLE_PORT:=8080}" "${LIGHTTPD_GATEWAY_WORKER_PORT:=8081}"
: "${LIGHTTPD_GATEWAY_SOCKETS:=}" "${LIGHTTPD_STATIC_DIR:=}" "${LIGHTTPD_RUN_DIR:=}" "${LIGHTTPD_TRUSTED_PROXIES:=}" "${LIGHTTPD_CERT_NAMES:=}"
: "${LIGHTTPD_PEOPLE_BODY_KB:=64}" "${LIGHTTPD_WORKER_BODY_KB:=8192}"
: "${LIGHTTPD_READ_IDLE_SECONDS:=10}" "${LIGHTTPD_WRITE_IDLE_SECONDS:=60}" "${LIGHTTPD_KEEP_ALIVE_SECONDS:=75}"
: "${LIGHTTPD_GATEWAY_TIMEOUT_SECONDS:=55}" "${LIGHTTPD_STOP_SECONDS:=20}"

octet='(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
ipv4="$octet(\\.$octet){3}"
ipv6='[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(\.[0-9]+){0,3}'

matches "$LIGHTTPD_BIND" "$ipv4|$ipv6" || refuse LIGHTTPD_BIND "$LIGHTTPD_BIND" 'an IPv4 or IPv6 address'
for name in LIGHTTPD_PEOPLE_PORT LIGHTTPD_WORKER_PORT LIGHTTPD_GATEWAY_PEOPLE_PORT LIGHTTPD_GATEWAY_WORKER_PORT; do
  eval "number $name \"\$$name\" 1 65535"
done
[ "$LIGHTTPD_PEOPLE_PORT" != "$LIGHTTPD_WORKER_PORT" ] \
  || refuse LIGHTTPD_WORKER_PORT "$LIGHTTPD_WORKER_PORT" 'a port other than LIGHTTPD_PEOPLE_PORT'
[ "$LIGHTTPD_GATEWAY_PEOPLE_PORT" != "$LIGHTTPD_GATEWAY_WORKER_PORT" ] \
  || refuse LIGHTTPD_GATEWAY_WORKER_PORT "$LIGHTTPD_GATEWAY_WORKER_PORT" 'a port other than LIGHTTPD_GATEWAY_PEOPLE_PORT'
number LIGHTTPD_PEOPLE_BODY_KB "$LIGHTTPD_PEOPLE_BODY_KB" 1 65536
number LIGHTTPD_WORKER_BODY_KB "$LIGHTTPD_WORKER_BODY_KB" 1 65536
for name in LIGHTTPD_READ_IDLE_SECONDS LIGHTTPD_WRITE_IDLE_SECONDS LIGHTTPD_KEEP_ALIVE_SECONDS \
  LIGHTTPD_GATEWAY_TIMEOUT_SECONDS LIGHTTPD_STOP_SECONDS; do
  eval "number $name \"\$$name\" 1 3600"
done
directory LIGHTTPD_STATIC_DIR "$LIGHTTPD_STATIC_DIR" "luigi's static folder"
index=$LIGHTTPD_STATIC_DIR/visualiser/index.html
[ -r "$index" ] || refuse LIGHTTPD_STATIC_DIR "$LIGHTTPD_STATIC_DIR" "luigi's static folder, with a readable visualiser/index.html"
directory LIGHTTPD_RUN_DIR "$LIGHTTPD_RUN_DIR" 'a writable folder'
run=$LIGHTTPD_RUN_DIR
( umask 077; : > "$run/.writable" ) 2> /dev/null || refuse LIGHTTPD_RUN_DIR "$run" 'a writable folder'
rm -f "$run/.writable"

# Each connection takes up to three descriptors: the caller's, the gateway's, a body on disk.
ulimit -Sn "$(ulimit -Hn)" 2> /dev/null || true
descriptors=$(ulimit -Sn)
case $descriptors in '' | *[!0-9]* | ??????*) descriptors=16384 ;; esac
if [ "$descriptors" -gt 16384 ]; then descriptors=16384; fi
[ "$descriptors" -ge 128 ] || refuse 'ulimit -n' "$descriptors" 'at least 128 file descriptors'
LIGHTTPD_DESCRIPTORS=$descriptors
most=$(((descriptors - 32) / 3))
if [ -n "${LIGHTTPD_MAX_CONNECTIONS:-}" ]; then number LIGHTTPD_MAX_CONNECTIONS "$LIGHTTPD_MAX_CONNECTIONS" 1 "$most"; fi

# The gateway's sockets where they are, else its ports: nothing about that folder may keep the service from starting.
# lighttpd does not wait at a socket whose line of 4096 is full, its caller gets an error: so fewer connections than that are let in.
socket_connections=4000
sockets=
find_sockets() { # folder; sets why if there are none
  case $1 in
    [!/]* | *[!0-9A-Za-z._/+@-]*) why='expected an absolute path, made of letters, digits and . _ / + @ -'; return ;;
  esac
  # What an address of a socket holds, less the name.
  if [ "${#1}" -gt 90 ]; then why='expected 90 characters at most'; return; fi
  if [ "${LIGHTTPD_MAX_CONNECTIONS:-0}" -gt "$socket_connections" ]; then
    why="expected LIGHTTPD_MAX_CONNECTIONS of $socket_connections at most beside it, not $LIGHTTPD_MAX_CONNECTIONS"
    return
  fi
  if ! [ -d "$1" ]; then why='expected a folder'; return; fi
  # The gateway may still be starting.
  tries=0
  until [ -S "$1/people.sock" ] && [ -w "$1/people.sock" ] && [ -S "$1/workers.sock" ] && [ -w "$1/workers.sock" ]; do
    if [ "$tries" -ge 100 ]; then why='expected people.sock and workers.sock in it, which did not come within 10 s'; return; fi
    tries=$((tries + 1))
    sleep 0.1
  done
}
if [ -n "$LIGHTTPD_GATEWAY_SOCKETS" ]; then
  why=
  # The first process of a container gets no signal that it does not listen for.
  trap 'exit 0' TERM INT
  find_sockets "$LIGHTTPD_GATEWAY_SOCKETS"
  trap - TERM INT
  if [ -z "$why" ]; then
    sockets=$LIGHTTPD_GATEWAY_SOCKETS
    if [ "$most" -gt "$socket_connections" ]; then most=$socket_connections; fi
  else
    printf 'lighttpd: warning: uses the gateway'"'"'s ports, not its sockets: LIGHTTPD_GATEWAY_SOCKETS: got "%s", %s\n' \
      "$(printable "$LIGHTTPD_GATEWAY_SOCKETS")" "$why" >&2
  fi
fi
: "${LIGHTTPD_MAX_CONNECTIONS:=$most}"

# Whatever an earlier start left is of no use: the static files may be of another release by now.
rm -rf "$run/cache" "$run/upload" "$run/errors" "$run/empty" "$run/visualiser"
umask 077
for lane in people workers; do
  case $lane in people) port=$LIGHTTPD_GATEWAY_PEOPLE_PORT ;; *) port=$LIGHTTPD_GATEWAY_WORKER_PORT ;; esac
  if [ -n "$sockets" ]; then where="\"socket\" => \"$sockets/$lane.sock\""; else where="\"host\" => \"127.0.0.1\", \"port\" => $port"; fi
  cat > "$run/gateway-$lane.conf" << EOF
proxy.server = ( "" => (( $where, "disable-time" => 0, "tcp-fin-propagate" => "enable", "connect-timeout" => 5,
  "write-timeout" => $LIGHTTPD_GATEWAY_TIMEOUT_SECONDS, "read-timeout" => $LIGHTTPD_GATEWAY_TIMEOUT_SECONDS )))
EOF
done
mkdir "$run/cache" "$run/upload" "$run/errors" "$run/empty" "$run/visualiser"

# Luigi's page loads one script of ours after its own, so that it says what was refused; Luigi's files stay as they are.
sed 's|</head>|<script src="service.js"></script></head>|' "$index" > "$run/visualiser/index.html"
cp "$here/visualiser.js" "$run/visualiser/service.js"

set -f
trusted=
for range in $(printf '%s' "$LIGHTTPD_TRUSTED_PROXIES" | tr ',' ' '); do
  matches "$range" "$ipv4/([1-9]|[12][0-9]|3[0-2])|$ipv6/([1-9]|[1-9][0-9]|1[01][0-9]|12[0-8])" \
    || refuse LIGHTTPD_TRUSTED_PROXIES "$LIGHTTPD_TRUSTED_PROXIES" 'address ranges in CIDR notation, such as 10.0.0.0/24, with commas between'
  # "all" speaks of the peers that the condition lets in; the believed address is then the last of X-Forwarded-For, one hop and no more.
  trusted="$trusted\$HTTP[\"remote-ip\"] == \"$range\" { extforward.forwarder = ( \"all\" => \"trust\" ) }
"
done
if [ -z "$trusted" ]; then trusted='setenv.set-request-header = var.not-forwarded + ( "X-Forwarded-For" => "" )'; fi
printf '%s\n' "$trusted" > "$run/trusted-proxies.conf"

names=DNS:localhost,IP:127.0.0.1
for name in $(printf '%s' "$LIGHTTPD_CERT_NAMES" | tr ',' ' '); do
  if matches "$name" "$ipv4|$ipv6"; then
    names="$names,IP:$name"
  elif matches "$name" '(\*\.)?([0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?\.)*[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?'; then
    names="$names,DNS:$name"
  else
    refuse LIGHTTPD_CERT_NAMES "$LIGHTTPD_CERT_NAMES" 'host names or addresses with commas between'
  fi
done
set +f

# A certificate lives as long as the process: one that ran out in between would end every worker's run.
cat > "$run/certificate.cnf" << EOF
[req]
prompt = no
distinguished_name = subject
x509_extensions = extensions
[subject]
CN = luigi
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
subjectAltName = $names
EOF
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 \
  -config "$run/certificate.cnf" -keyout "$run/key.pem" -out "$run/cert.pem" 2> "$run/openssl.log" \
  || { printf 'lighttpd: openssl made no certificate: %s\n' "$(tr '\n' ' ' < "$run/openssl.log")" >&2; exit 2; }
chmod 644 "$run/cert.pem"

# The visualiser's inline scripts run by what they say, not by where they stand. Blocks with a type are templates: no script, no hash.
LIGHTTPD_SCRIPT_HASHES=
block=0
while :; do
  block=$((block + 1))
  tr -d '\r' < "$index" | awk -v want=$block '
    BEGIN { RS = "\001"; ORS = "" }
    { rest = rest (NR > 1 ? RS : "") $0 }
    END {
      for (n = 1; (at = index(rest, "<script>")) > 0; n++) {
        rest = substr(rest, at + 8)
        end = index(rest, "</script>")
        if (n == want && end > 0) { print substr(rest, 1, end - 1); exit 0 }
      }
      exit 1
    }' > "$run/inline-script" || break
  LIGHTTPD_SCRIPT_HASHES="$LIGHTTPD_SCRIPT_HASHES 'sha256-$(openssl dgst -sha256 -binary "$run/inline-script" | openssl base64)'"
done
rm -f "$run/inline-script"

# One problem document and one page for each status that lighttpd answers itself; errors.txt has the words.
while IFS='|' read -r status code title detail; do
  case $status in '' | \#*) continue ;; esac
  sed -e "s|@STATUS@|$status|g; s|@CODE@|$code|g; s|@TITLE@|$title|g; s|@DETAIL@|$detail|g" \
    "$here/error-problem.json" > "$run/errors/problem-$status.html"
  sed -e "s|@STATUS@|$status|g; s|@CODE@|$code|g; s|@TITLE@|$title|g; s|@DETAIL@|$detail|g" \
    "$here/error-page.html" > "$run/errors/page-$status.html"
  printf '"problem-%s.html" => "application/problem+json",\n' "$status"
done < "$here/errors.txt" > "$run/errors/types"
{ echo 'mimetype.assign += ('; cat "$run/errors/types"; echo ')'; } > "$run/error-types.conf"

case $LIGHTTPD_BIND in *:*) LIGHTTPD_HOST="[$LIGHTTPD_BIND]" ;; *) LIGHTTPD_HOST=$LIGHTTPD_BIND ;; esac
export LIGHTTPD_BIND LIGHTTPD_HOST LIGHTTPD_PEOPLE_PORT LIGHTTPD_WORKER_PORT LIGHTTPD_GATEWAY_PEOPLE_PORT LIGHTTPD_GATEWAY_WORKER_PORT \
  LIGHTTPD_STATIC_DIR LIGHTTPD_RUN_DIR LIGHTTPD_PEOPLE_BODY_KB LIGHTTPD_WORKER_BODY_KB LIGHTTPD_READ_IDLE_SECONDS \
  LIGHTTPD_WRITE_IDLE_SECONDS LIGHTTPD_KEEP_ALIVE_SECONDS LIGHTTPD_GATEWAY_TIMEOUT_SECONDS LIGHTTPD_STOP_SECONDS \
  LIGHTTPD_DESCRIPTORS LIGHTTPD_MAX_CONNECTIONS LIGHTTPD_SCRIPT_HASHES

# The access log comes through a named pipe: lighttpd points its own standard output at /dev/null, and 1.4.79 closes every other
# descriptor in a logger that it starts. This shell holds the pipe open, so that neither end has to wait for the other to come.
rm -f "$run/access-log"
mkfifo "$run/access-log"
exec 3<> "$run/access-log" 4< "$run/access-log"
# lighttpd drops what does not fit into the pipe at once: 1 MB (F_SETPIPE_SZ is 1031) rides out what 64 KB do not. Without perl it stays at that.
perl -e 'fcntl(STDIN, 1031, 1048576)' <&4 2> /dev/null || true
cat <&4 3>&- 4<&- &
writer=$!
exec 4<&-

# lighttpd takes SIGTERM as "drop everything" and SIGINT as "finish what was accepted": this shell stays to turn one into the other.
# If the shell itself is killed, lighttpd goes too and frees its ports.
if command -v setpriv > /dev/null; then
  setpriv --pdeathsig KILL lighttpd -D -f "$here/lighttpd.conf" 3>&- &
else
  lighttpd -D -f "$here/lighttpd.conf" 3>&- &
fi
server=$!
signals=0
trap 'signals=$((signals + 1)); kill -INT "$server" 2> /dev/null || true' TERM INT
# A trapped signal ends `wait` early, so it is asked again until none came between.
before=
while [ "$before" != "$signals" ]; do
  before=$signals status=0
  wait "$server" || status=$?
done
if [ "$signals" -gt 0 ] && [ "$status" -eq 127 ]; then status=0; fi
# The last lines are still on their way: where this shell is the first process of a container, the writer ends with it.
exec 3>&-
wait "$writer" || true
exit "$status"
