import type { Call } from '../call.ts';
import type { CommandSpec } from '../command.ts';
import { runManySeeds } from '../sim/many-seeds.ts';
import { runOneWorld, shrinkWorld } from '../sim/one-world.ts';
import type { WorldChoice } from '../sim/sim-tools.ts';

const highestSeed = 999_999_999;
const mostSteps = 10_000_000;
const mostCores = 1_024;

export const sim: CommandSpec = {
  name: 'sim',
  about: 'Whole clusters with faults, simulated from seeds: exit 1 when one breaks a rule.',
  options: [
    { flags: '--seed N', about: 'one world' },
    { flags: '--seeds A..B', about: 'many, in parallel over all cores' },
    {
      flags: '--script FILE',
      about: 'one world that was written down, by --shrink maybe',
      completes: 'file',
    },
    { flags: '--steps N', about: 'end its faults after so many events (= as the seed says)' },
    { flags: '--trace', about: 'print what happens: virtual seconds, event, where, what' },
    { flags: '--shrink', about: 'make a world that fails small, as a script' },
    {
      flags: '--out FILE',
      about: 'where to write that script (= standard output)',
      completes: 'file',
    },
    { flags: '--cores N', about: 'worlds at a time (= one a core)' },
  ],
  json: 'cli/report.json#/$defs/SimReport',
  examples: [
    'meridian sim --seeds 1..200',
    'meridian sim --seed 17 --trace',
    'meridian sim --seed 17 --shrink --out small.json',
  ],
  async run(call) {
    const steps = call.count('steps', 1, mostSteps);
    const cores = call.count('cores', 1, mostCores);
    const range = seedRange(call);
    refuseIdle(call);
    if (range !== undefined) return runManySeeds(call, { ...range, events: steps, cores });
    const world = worldOf(call, steps);
    return call.flag('shrink') ? shrinkWorld(call, world) : runOneWorld(call, world);
  },
};

interface SeedRange {
  readonly first: number;
  readonly last: number;
}

function seedRange(call: Call): SeedRange | undefined {
  const text = call.text('seeds');
  if (text === undefined) return undefined;
  const [, first, last] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (range.first <= range.last) return range;
  const isTurned = first !== undefined;
  const what = `${JSON.stringify(text.slice(0, 80))} is no range of seeds`;
  const right = isTurned ? `${last}..${first}` : '1..200';
  throw call.wrong('seeds', what, `write the first and the last, such as ${right}`);
}

/** Options that would do nothing are an error: what was meant is something else. */
function refuseIdle(call: Call): void {
  const chosen = ['seed', 'seeds', 'script'].filter((name) => call.text(name) !== undefined);
  const [first = 'seed', second] = chosen;
  if (chosen.length === 0)
    throw call.wrong(
      'seed',
      'no world is chosen',
      'choose with --seed N, --seeds A..B or --script FILE',
    );
  if (second !== undefined)
    throw call.wrong(second, `--${first} is there too`, 'choose one of them');
  if (first === 'seeds')
    for (const option of ['trace', 'shrink'])
      if (call.flag(option))
        throw call.wrong(option, 'it is for one world', 'choose it with --seed N');
  if (first !== 'seeds' && call.text('cores') !== undefined)
    throw call.wrong('cores', 'one world runs on one core', 'leave it out, or use --seeds A..B');
  if (first === 'script' && call.text('steps') !== undefined)
    throw call.wrong('steps', 'a script has its own', 'change "events" in the file');
  if (call.flag('shrink') && call.flag('trace'))
    throw call.wrong('trace', 'shrinking runs many worlds', 'shrink first, then trace the script');
  if (call.text('out') !== undefined && !call.flag('shrink'))
    throw call.wrong('out', 'nothing is written without --shrink', 'add --shrink');
}

function worldOf(call: Call, events: number | undefined): WorldChoice {
  const path = call.text('script');
  if (path !== undefined) return { kind: 'script', path };
  return { kind: 'seed', seed: call.count('seed', 0, highestSeed) ?? 0, events };
}
