// What of a task outlives SIGKILL: processes that sleep where no signal reaches them (a file
// system that doesn't answer, a frozen cgroup) or that nobody may kill. Named with where they
// hang, so that somebody can look there.

export interface LeftProcess {
  readonly pid: number;
  readonly name: string;
  /** As the kernel has it: `D` sleeps where no signal wakes it. */
  readonly state: string;
  /** The kernel's function that it sleeps in, where that can be read. */
  readonly waitsIn?: string;
}

export interface Left {
  readonly count: number;
  /** Some of them. */
  readonly shown: readonly LeftProcess[];
}

const placeOf = ({ pid, name, state, waitsIn }: LeftProcess): string => {
  const where = waitsIn === undefined ? '' : `, in ${waitsIn}`;
  return `pid ${pid} (${name}) is in state ${state}${where}`;
};

export function leftText({ count, shown }: Left): string {
  const what = count === 1 ? 'a process of it outlives' : `${count} processes of it outlive`;
  if (shown.length === 0) return `${what} SIGKILL`;
  const more = count > shown.length ? [`${count - shown.length} more`] : [];
  return `${what} SIGKILL: ${[...shown.map(placeOf), ...more].join('; ')}`;
}
