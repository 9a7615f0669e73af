// How badly a reason to wait wants a person's eye: problems first, then what is under way and will
// end by itself.

/** The worst first. A kind that isn't here comes before what is under way. */
const problems: readonly string[] = [
  ...['repository', 'revision', 'undelivered', 'quarantined', 'unhealthy', 'volume', 'quota'],
  ...[
    'unplaceable',
    'gone',
    'unreachable',
    'parent-failed',
    'no-resources',
    'zombies',
    'unkillable',
    'backoff',
    'retry',
  ],
  ...['disconnected', 'avoided', 'offers', 'suppressed'],
  ...['paused', 'suspended'],
];
const underWay: readonly string[] = [
  ...['dependency', 'recovering', 'parent-running', 'concurrency', 'deadline'],
  ...['draining', 'drained', 'stopping', 'starting', 'rolling'],
];

interface Kind {
  readonly kind: string;
}

export const isUnderWay = ({ kind }: Kind): boolean => underWay.includes(kind);

/** By kind, and in their own order within one. */
export const worstFirst = <T extends Kind>(waits: readonly T[]): readonly T[] =>
  [...waits].sort((a, b) => rankOf(a.kind) - rankOf(b.kind));

function rankOf(kind: string): number {
  const late = underWay.indexOf(kind);
  if (late >= 0) return problems.length + 1 + late;
  const early = problems.indexOf(kind);
  return early < 0 ? problems.length : early;
}
