// What a simulated task's command does, as the text that stands for it in specs and orders:
// `sim ready=500 lives=-1 code=0 sick=-1 ends=200`. A text that isn't one of these can't be run:
// exit code 127 at once, as a shell's word for a command that isn't there.
import type { Order } from '../../../schemas/generated/wire.ts';
import type { Program } from '../script/script.ts';

export const commandOf = ({ readyMs, livesMs, code, sickMs, endsMs }: Program): string =>
  `sim ready=${readyMs} lives=${livesMs} code=${code} sick=${sickMs} ends=${endsMs}`;

const pattern = /^sim ready=(-?\d+) lives=(-?\d+) code=(\d+) sick=(-?\d+) ends=(-?\d+)$/;

const notFound: Program = { readyMs: -1, livesMs: 0, code: 127, sickMs: -1, endsMs: 0 };

export function programOf(command: string): Program {
  const numbers = pattern.exec(command)?.slice(1).map(Number);
  if (!numbers) return notFound;
  const [readyMs = 0, livesMs = 0, code = 0, sickMs = 0, endsMs = 0] = numbers;
  return { readyMs, livesMs, code, sickMs, endsMs };
}

/** Of an order's command: its last word is what the shell is given. */
export const programOfOrder = (order: Order): Program =>
  programOf(order.processes[0].args.at(-1) ?? '');
