// Orders for tests: a shell command under settings small enough for tests.
import type { Check, Order, Settings } from '../../../schemas/generated/wire.ts';

export interface OrderWish extends Partial<Omit<Order, 'settings' | 'processes'>> {
  readonly command?: string;
  readonly args?: [string, ...string[]];
  readonly settings?: Partial<Settings>;
}

export const settingsOf = (wish: Partial<Settings> = {}): Settings => ({
  digest: 'settings-1',
  kill: { delayMs: 0, graceMs: 2_000, signal: 'SIGTERM' },
  logsMaxBytes: 1024 * 1024,
  health: [],
  readiness: [],
  ...wish,
});

export const checkOf = (probe: Check['probe'], wish: Partial<Check> = {}): Check => ({
  delayMs: 0,
  graceMs: 0,
  intervalMs: 50,
  timeoutMs: 2_000,
  maxConsecutiveFailures: 3,
  probe,
  ...wish,
});

export function orderOf(taskId: string, wish: OrderWish = {}): Order {
  const { command, args, settings, ...rest } = wish;
  return {
    taskId,
    taskDigest: 'digest-1',
    processes: [{ name: 'main', args: args ?? ['/bin/sh', '-c', command ?? 'exec sleep 1000'] }],
    env: {},
    ports: [],
    resources: { scalars: { cpus: 100, mem: 32_000 }, ranges: {}, sets: {} },
    settings: settingsOf(settings),
    ...rest,
  };
}
