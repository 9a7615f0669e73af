// One reason why something isn't as wanted: what is, and what would change it (house.md 16).

export interface Wait {
  readonly kind:
    | 'paused'
    | 'quarantined'
    | 'dependency'
    | 'backoff'
    | 'unplaceable'
    | 'quota'
    | 'volume'
    | 'disconnected'
    | 'recovering'
    | 'unreachable'
    | 'gone'
    | 'avoided'
    | 'zombies'
    | 'no-resources'
    | 'unhealthy'
    | 'starting'
    | 'rolling'
    | 'stopping'
    | 'parent-failed'
    | 'parent-running'
    | 'deadline'
    | 'suspended'
    | 'concurrency'
    | 'retry'
    | 'repository'
    | 'revision';
  /** What is. */
  readonly what: string;
  /** What would change it; empty where only time does. */
  readonly remedy: string;
}

/** `what is: what would change it` */
export const waitText = (wait: Wait): string =>
  wait.remedy === '' ? wait.what : `${wait.what}: ${wait.remedy}`;
