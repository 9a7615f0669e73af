// Colours: only on a terminal that has them, and not with NO_COLOR (https://no-color.org).
import type { Paint, Style } from '../../plan/render/render-text.ts';
import type { Io } from '../tools.ts';

const codes: Readonly<Record<Style, string>> = {
  create: '32',
  delete: '31',
  change: '33',
  strong: '1',
  faint: '2',
  warn: '33;1',
};

const plain: Paint = (_, text) => text;
const coloured: Paint = (style, text) =>
  text === '' ? '' : `\u001b[${codes[style]}m${text}\u001b[0m`;

export function paintFor({ isTerminal, env }: Io): Paint {
  const isRefused = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  return isTerminal && !isRefused ? coloured : plain;
}

const bad: readonly string[] = [
  ...['failed', 'lost', 'error', 'unhealthy', 'faulty', 'blocked', 'gone'],
  ...['unreachable', 'expired', 'missing'],
];
const good: readonly string[] = ['healthy', 'registered', 'succeeded', 'applied', 'in-use'];
const passing: readonly string[] = [
  ...['rolling', 'paused', 'degraded', 'waiting', 'disconnected', 'recovering', 'stopping'],
  ...['killing', 'retrying', 'suspended', 'going', 'leaving', 'stray', 'draining'],
];

/** The colour of a state word; undefined for what is as it should be or under way. */
export function styleOfState(state: string): Style | undefined {
  if (good.includes(state)) return 'create';
  if (bad.includes(state)) return 'delete';
  return passing.includes(state) ? 'change' : undefined;
}
