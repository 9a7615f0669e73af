// The supervisor's script with a place to stop before or after each of its steps, made by text
// insertion into a copy; the product has no switch for it. A task whose environment holds STOP_AT
// stops (SIGSTOP) at that step, once: `stopped/pid` in its folder says which process has. One with
// DIE_AFTER loses its supervisor then. A step whose line is not in the script exactly once is an
// error.
import { supervisorScript } from '../../../agentd/adapters/processes/supervisor-script.ts';

export const startSteps = [
  'called',
  'claimed',
  'pid-half',
  'recorded',
  'watched',
  'child-called',
  'child-half',
  'child-recorded',
] as const;
export const endSteps = ['command-ended', 'exit-half', 'group-ended', 'exit-renamed'] as const;
/** `running` is no place in the script: the command runs, and nothing has stopped. */
export const supervisorSteps = [...startSteps, 'running', ...endSteps] as const;
/** At these the watchdog stops, while supervisor and command go on. */
type WatchdogStep =
  | 'watchdog-called'
  | 'watchdog-napping'
  | 'watchdog-speaking'
  | 'watchdog-spoken';
export type SupervisorStep = (typeof supervisorSteps)[number] | WatchdogStep;
type Place = Exclude<SupervisorStep, 'running'>;

/** At these it is the supervisor's child that stops, before it becomes the command. */
export const isChildStep = (step: SupervisorStep): boolean => step.startsWith('child-');

const prelude = 'PATH=/usr/bin:/bin:/usr/sbin:/sbin\n';

/** $PPID of a shell called here is the (sub)shell that calls it, which $$ is not. */
const stopAt = `stop_at() {
  [ "$STOP_AT" = "$1" ] || return 0
  mkdir stopped || return 0
  /bin/sh -c 'echo $PPID > stopped/pid.tmp; mv stopped/pid.tmp stopped/pid; kill -STOP $PPID'
}
`;

/** The supervisor is killed DIE_AFTER seconds after its start, from outside the task. */
const dieAfter = `[ -z "$DIE_AFTER" ] || env -i /usr/bin/setsid /bin/sh -c '
  sleep "$1"; ! grep -qaF "$3" "/proc/$2/cmdline" || kill -KILL "$2"' sh "$DIE_AFTER" $$ "$PWD" &
`;

const places: Readonly<Record<Place, readonly ['before' | 'after', line: string]>> = {
  called: ['before', '\nset -C\n'],
  claimed: ['after', '\nset +C\n'],
  'pid-half': ['before', '\nmv pid.tmp pid || exit 4\n'],
  recorded: ['after', '\nmv pid.tmp pid || exit 4\n'],
  watched: ['before', '\n( run "$@" )\n'],
  'child-called': ['after', '\nrun() {\n'],
  'child-half': ['before', '\n  mv child.tmp child || exit 126\n'],
  'child-recorded': ['after', '\n  mv child.tmp child || exit 126\n'],
  'command-ended': ['after', '\nMERIDIAN_SV_CODE=$?\n'],
  'exit-half': ['after', '\necho "$MERIDIAN_SV_CODE" > exit.tmp\n'],
  'group-ended': ['before', '\nmv exit.tmp exit\n'],
  'exit-renamed': ['after', '\nmv exit.tmp exit\n'],
  'watchdog-called': ['after', '\nwatchdog() {\n'],
  'watchdog-speaking': ['before', '\n  echo timeout > timeout\n'],
  'watchdog-spoken': ['after', '\n  echo timeout > timeout\n'],
  'watchdog-napping': ['before', '\n  wait "$!"\n'],
};

function insert(script: string, what: string, place: readonly [string, string]): string {
  const [side, line] = place;
  const parts = script.split(line);
  if (parts.length !== 2)
    throw new Error(`the supervisor has ${parts.length - 1} lines ${JSON.stringify(line)}, not 1`);
  return parts.join(side === 'before' ? `\n${what}${line}` : `${line}${what}\n`);
}

export function steppedScript(script = supervisorScript): string {
  const steps = Object.entries(places);
  const stepped = steps.reduce(
    (text, [step, place]) => insert(text, `stop_at ${step}`, place),
    script,
  );
  return insert(stepped, stopAt + dieAfter, ['after', prelude]);
}
