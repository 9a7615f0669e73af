// The supervisor: a POSIX shell script, the same for every task, in the agent's work directory. It
// is called with the task's folder and the command's words; its environment is the command's.
//
//  1. It claims the start by an exclusive create; who loses ends without having run anything.
//  2. It records its pid, start time (field 22 of /proc/PID/stat) and the boot id in `pid`.
//  3. A child records itself in `child` and becomes the command, in a session of its own.
//  4. Its exit status goes to `exit`, with its cpu time (`times` of this shell's children), by
//     rename, after the rest of the group was killed; if the end was asked for (`killing`, written
//     before the signal, or the watchdog's `timeout`), that rest has what is left of the grace to
//     end by itself.
//
// With a `limits` file (TIMEOUT_MS GRACE_MS SIGNAL) a watchdog ends the command in time, also
// while the agent is down; the file may be replaced meanwhile. It counts from when the command has
// recorded itself, by the machine's uptime: its sleep may be killed, the clock may be set. It
// records itself too, so that the agent can take its place. Variables are named
// MERIDIAN_SV_..., which no task's environment may hold. The command is waited for in the
// foreground, because a shell starts background commands with SIGINT and SIGQUIT ignored; and it
// records itself, so that there is no moment at which it runs unrecorded.

export const supervisorScript = `#!/bin/sh
# Meridian's task supervisor, made by agentd. Called as: supervisor FOLDER WORD...
trap : HUP INT QUIT TERM USR1 USR2 ALRM PIPE
umask 022
cd "$1" || exit 4
shift
MERIDIAN_SV_PATH=$PATH
PATH=/usr/bin:/bin:/usr/sbin:/sbin

# Sets MERIDIAN_SV_SELF, _STATE, _GROUP and _START for the process behind a /proc/.../stat file.
look_at() {
  MERIDIAN_SV_LINE=
  { IFS= read -r MERIDIAN_SV_LINE; } 2>/dev/null < "$1" || return 1
  MERIDIAN_SV_SELF=\${MERIDIAN_SV_LINE%% *}
  set -- \${MERIDIAN_SV_LINE##*) }
  MERIDIAN_SV_STATE=$1
  MERIDIAN_SV_GROUP=$3
  MERIDIAN_SV_START=\${20}
}

# From the moment a nap is there $! is its pid; that of an ended one may be someone else's.
nap() {
  MERIDIAN_SV_MS=$((1000 + $1 % 1000))
  sleep "$(($1 / 1000)).\${MERIDIAN_SV_MS#1}" &
  wait "$!"
  MERIDIAN_SV_NAPPED=$!
}

# Sets MERIDIAN_SV_NOW: ms since the boot, in steps of 10.
look_at_uptime() {
  { read -r MERIDIAN_SV_UP MERIDIAN_SV_REST; } 2>/dev/null < /proc/uptime || return 1
  MERIDIAN_SV_NOW=$((\${MERIDIAN_SV_UP%.*} * 1000 + (1\${MERIDIAN_SV_UP#*.} - 100) * 10))
}

# Naps for so many ms, again if a sleep was cut short.
wait_for() {
  look_at_uptime || { nap "$1"; return; }
  MERIDIAN_SV_UNTIL=$((MERIDIAN_SV_NOW + $1))
  while look_at_uptime && [ "$MERIDIAN_SV_NOW" -lt "$MERIDIAN_SV_UNTIL" ]; do
    nap "$((MERIDIAN_SV_UNTIL - MERIDIAN_SV_NOW))"
  done
}

# Signals the command's group if its leader is still the process that was recorded.
signal_group() {
  read -r MERIDIAN_SV_CHILD MERIDIAN_SV_BORN < child || return 1
  look_at "/proc/$MERIDIAN_SV_CHILD/stat" || return 1
  [ "$MERIDIAN_SV_START" = "$MERIDIAN_SV_BORN" ] || return 1
  kill -s "$1" -- "-$MERIDIAN_SV_CHILD" || kill -s "$1" "$MERIDIAN_SV_CHILD"
}

# Whether anything lives in the command's group. While it does, its number can't be given away.
group_lives() {
  kill -s 0 -- "-$1" || return 1
  for MERIDIAN_SV_FILE in /proc/[0-9]*/stat; do
    look_at "$MERIDIAN_SV_FILE" || continue
    [ "$MERIDIAN_SV_GROUP" = "$1" ] || continue
    case $MERIDIAN_SV_STATE in Z | X) ;; *) return 0 ;; esac
  done
  return 1
}

# Whether the command's number is a stranger's. It can't be while anything of its group lives.
is_given_away() {
  look_at "/proc/$1/stat" && [ "$MERIDIAN_SV_START" != "$MERIDIAN_SV_BORN" ]
}

# The command has ended: the rest of its group has its grace, if it was told to end, and is killed.
end_group() {
  MERIDIAN_SV_TICKS=0
  if [ -e timeout ]; then
    read -r MERIDIAN_SV_TIMEOUT MERIDIAN_SV_TICKS MERIDIAN_SV_REST < limits
  elif [ -e killing ]; then
    read -r MERIDIAN_SV_TICKS < killing
  fi
  MERIDIAN_SV_TICKS=$((MERIDIAN_SV_TICKS / 100))
  while [ "$MERIDIAN_SV_TICKS" -gt 0 ] && group_lives "$1"; do
    nap 100
    MERIDIAN_SV_TICKS=$((MERIDIAN_SV_TICKS - 1))
  done
  is_given_away "$1" || kill -s KILL -- "-$1"
}

watchdog() {
  trap '[ "$!" = "$MERIDIAN_SV_NAPPED" ] || kill -s KILL "$!"; exit 0' TERM
  MERIDIAN_SV_TICKS=500
  while [ ! -e child ] && [ "$MERIDIAN_SV_TICKS" -gt 0 ]; do
    nap 20
    MERIDIAN_SV_TICKS=$((MERIDIAN_SV_TICKS - 1))
  done
  wait_for "$1"
  read -r MERIDIAN_SV_TIMEOUT MERIDIAN_SV_GRACE MERIDIAN_SV_SIGNAL < limits || exit 1
  echo timeout > timeout
  signal_group "$MERIDIAN_SV_SIGNAL"
  wait_for "$MERIDIAN_SV_GRACE"
  signal_group KILL
}

# Whether it is there; once it has been waited for, its number may be a stranger's too.
watchdog_lives() {
  [ -n "$MERIDIAN_SV_WATCHDOG" ] && look_at "/proc/$MERIDIAN_SV_WATCHDOG/stat" &&
    [ "$MERIDIAN_SV_START" = "$MERIDIAN_SV_WATCHBORN" ] && [ "$MERIDIAN_SV_STATE" != Z ]
}

run() {
  look_at /proc/self/stat || exit 126
  echo "$MERIDIAN_SV_SELF $MERIDIAN_SV_START" > child.tmp || exit 126
  mv child.tmp child || exit 126
  cd sandbox || exit 126
  unset OLDPWD
  PATH=$MERIDIAN_SV_PATH
  exec /usr/bin/setsid "$@"
}

set -C
echo supervisor > claim || exit 3
set +C

look_at "/proc/$$/stat" || exit 4
read -r MERIDIAN_SV_BOOT < /proc/sys/kernel/random/boot_id || exit 4
echo "$$ $MERIDIAN_SV_START $MERIDIAN_SV_BOOT" > pid.tmp || exit 4
mv pid.tmp pid || exit 4

MERIDIAN_SV_NAPPED=
MERIDIAN_SV_WATCHDOG=
if [ -e limits ]; then
  read -r MERIDIAN_SV_TIMEOUT MERIDIAN_SV_REST < limits || exit 4
  watchdog "$MERIDIAN_SV_TIMEOUT" &
  MERIDIAN_SV_WATCHDOG=$!
  look_at "/proc/$MERIDIAN_SV_WATCHDOG/stat"
  MERIDIAN_SV_WATCHBORN=$MERIDIAN_SV_START
  echo "$MERIDIAN_SV_WATCHDOG $MERIDIAN_SV_WATCHBORN" > watchdog
fi

( run "$@" )
MERIDIAN_SV_CODE=$?

! watchdog_lives || kill "$MERIDIAN_SV_WATCHDOG"
[ ! -e timeout ] || MERIDIAN_SV_CODE="$MERIDIAN_SV_CODE timeout"
# Without "command" a full disk would end this shell here. The second line is the children's.
MERIDIAN_SV_CPU=
command times > times
{ read -r MERIDIAN_SV_REST && read -r MERIDIAN_SV_CPU; } < times
case $MERIDIAN_SV_CPU in
  '' | *[!0-9ms.,' ']*) ;;
  *) MERIDIAN_SV_CODE="$MERIDIAN_SV_CODE cpu $MERIDIAN_SV_CPU" ;;
esac
echo "$MERIDIAN_SV_CODE" > exit.tmp
if read -r MERIDIAN_SV_CHILD MERIDIAN_SV_BORN < child; then
  end_group "$MERIDIAN_SV_CHILD"
fi
# A signal that came before the watchdog had set its trap was lost. If it is stopped, go on.
MERIDIAN_SV_TICKS=1000
while [ "$MERIDIAN_SV_TICKS" -gt 0 ] && watchdog_lives; do
  kill "$MERIDIAN_SV_WATCHDOG"
  nap 5
  MERIDIAN_SV_TICKS=$((MERIDIAN_SV_TICKS - 1))
done
mv exit.tmp exit
`;
