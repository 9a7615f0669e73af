// What every task of a soak runs: it writes its own record, one file a task id, one line a thing
// that happens to it, each appended at once, so that a second start by the same id shows. The trap
// is set before the start is written: a task that was signalled has told of both or of neither.
// Time is the machine's uptime, because a shell reads that without starting a process.
//
//   start TASK PID UPTIME VERSION      term ...      ignored ...      own ... CODE

export const taskScript = `said="$RECORDS/\${MERIDIAN_TASK##*/}"
say() {
  read -r up rest < /proc/uptime
  echo "$1 $MERIDIAN_TASK $$ $up $VERSION $2" >> "$said"
}
linger() {
  sleep "$1" &
  wait "$!"
}
case $1 in
  stubborn) trap 'say ignored' TERM ;;
  *) trap 'say term; exit 7' TERM ;;
esac
say start
case $1 in
  steady) linger 100000 ;;
  stubborn) while :; do linger 100000; done ;;
  fleeting) linger "$((5 + $$ % 25))" ;;
esac
say own "$2"
exit "$2"
`;

/** What the trap exits with: no task of a soak ends with it by itself. */
export const termExitCode = 7;

/** steady: until it is told to end. stubborn: until it is killed. fleeting: 5 to 29 s. */
export type Conduct = 'steady' | 'stubborn' | 'fleeting';
