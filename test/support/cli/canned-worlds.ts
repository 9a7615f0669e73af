// A simulator of canned outcomes: seed 7 breaks a rule, seed 13 is a bug, the others are sound.
import type { SimTools, WorldChoice, WorldOutcome } from '../../../engine/cli/sim/sim-tools.ts';

const counts: readonly (readonly [string, number])[] = [
  ['event disk', 700],
  ['event network', 900],
  ['fault crash-at store commit after', 2],
  ['fault crash-at store commit before', 1],
  ['fault cut silent', 3],
  ['fault second-engine', 0],
  ['state agent registered', 4],
  ['state task running', 40],
  ['tense launched-once same id said twice', 5],
];

export function cannedOutcome(seed: number): WorldOutcome {
  const sound = { seed, events: 2_000, violations: [], counts: new Map(counts) };
  const text = '/shop/web#0.3 was started twice: on a1, then on a2';
  if (seed === 7)
    return {
      ...sound,
      events: 1_234,
      violations: [{ invariant: 'launched-once', text, atMs: 65_432, events: 1_233 }],
    };
  if (seed === 13)
    return { ...sound, crash: 'Error: bug: offer O4 is not under way\n    at place (place.ts:9)' };
  return sound;
}

const seedOf = (world: WorldChoice): number => (world.kind === 'seed' ? world.seed : 7);

export function cannedWorlds(): SimTools {
  let cpuMs = 0;
  return {
    run: async (world, trace) => {
      trace?.('    0.000      1 engine   epoch 1');
      return cannedOutcome(seedOf(world));
    },
    shrink: async (world) =>
      seedOf(world) === 7
        ? { kind: 'shrunk', text: '{ "formatVersion": 1 }\n', invariant: 'launched-once' }
        : { kind: 'sound' },
    runMany: async ({ first, last, onWorld }) => {
      for (let seed = first; seed <= last; seed += 1) onWorld(cannedOutcome(seed));
    },
    cpuMs: () => {
      cpuMs += 1_000;
      return cpuMs;
    },
  };
}
