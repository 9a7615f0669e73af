// What a simulated task's command does, as the text that stands for it in specs and orders: `sim
// ready=500 lives=-1 code=0 sick=-1 ends=200`, and behind that ` luck=700 more=4000` where tasks of
// one version end differently. A text that isn't one of these can't be run: exit code 127 at once,
// as a shell's word for a command that isn't there.
import type { Order } from '../../../schemas/generated/wire.ts';
import type { Random } from '../../lib/random.ts';
import type { Program } from '../script/program-plan.ts';

export function commandOf(program: Program): string {
  const { readyMs, livesMs, code, sickMs, endsMs, luckMilli = 0, moreMs = 0 } = program;
  const dice = luckMilli + moreMs === 0 ? '' : ` luck=${luckMilli} more=${moreMs}`;
  return `sim ready=${readyMs} lives=${livesMs} code=${code} sick=${sickMs} ends=${endsMs}${dice}`;
}

const sureForm = String.raw`ready=(-?\d+) lives=(-?\d+) code=(\d+) sick=(-?\d+) ends=(-?\d+)`;
const pattern = new RegExp(String.raw`^sim ${sureForm}(?: luck=(\d+) more=(\d+))?$`);

const notFound: Program = { readyMs: -1, livesMs: 0, code: 127, sickMs: -1, endsMs: 0 };

export function programOf(command: string): Program {
  const match = pattern.exec(command);
  if (!match) return notFound;
  const [readyMs = 0, livesMs = 0, code = 0, sickMs = 0, endsMs = 0] = match.slice(1).map(Number);
  const sure = { readyMs, livesMs, code, sickMs, endsMs };
  if (match[6] === undefined) return sure;
  return { ...sure, luckMilli: Number(match[6]), moreMs: Number(match[7]) };
}

/** How a task that begins now will end by itself. */
export function fateOf(program: Program, random: Random): Pick<Program, 'livesMs' | 'code'> {
  const { livesMs, code, luckMilli, moreMs } = program;
  if (luckMilli === undefined || moreMs === undefined) return { livesMs, code };
  const isLucky = random.chance(luckMilli / 1000);
  return { livesMs: livesMs + random.between(0, moreMs), code: isLucky ? 0 : code };
}

/** Of an order's command: its last word is what the shell is given. */
export const programOfOrder = (order: Order): Program =>
  programOf(order.processes[0].args.at(-1) ?? '');
