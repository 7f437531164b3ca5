#!/bin/sh
# Runs a container in the foreground so that it ends when this process does, also by kill -9: `podman run` alone would leave it running.
# Usage: run-container.sh FOLDER NAME PODMAN-ARGUMENTS-BEFORE-THE-VERB -- ARGUMENTS-OF-RUN
set -eu
folder=$1 name=$2-$$
shift 2
# A new name for each start: the container before may still be on its way out.
start="$folder/$name"
rm -f "$start.pid" "$start.cid"

# A session of its own: what kills this process group must not kill the one that cleans up after it.
setsid sh -c '
  start=$1
  tail --pid="$2" --sleep-interval=0.05 -f /dev/null
  # Killed while the container was being made: it may come up a moment later.
  tries=0
  while [ ! -s "$start.pid" ] && [ "$tries" -lt 20 ]; do sleep 0.05; tries=$((tries + 1)); done
  if [ -s "$start.pid" ] && [ -s "$start.cid" ]; then
    pid=$(cat "$start.pid")
    # The number may be another program'"'"'s by now.
    grep -qs "$(cat "$start.cid")" "/proc/$pid/cgroup" && kill -KILL "$pid"
  fi
  rm -f "$start.pid" "$start.cid"
' guard "$start" "$$" </dev/null >/dev/null 2>&1 &

before=
while [ "$1" != -- ]; do before="$before '$1'"; shift; done
shift
eval "set -- $before run --name '$name' --pidfile '$start.pid' --cidfile '$start.cid' \"\$@\""
exec podman "$@"
