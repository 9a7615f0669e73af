// What verdicts on agents wait for: a limit to how many are removed at a time, and many agents that
// are cut off together, with a switch between them or with the engine's own network.
import type { Random } from '../../../../lib/random.ts';
import type { FaultPlan, Script } from '../../script.ts';
import { pickWeighted } from '../weighted.ts';

type Settings = Script['settings'];

const limitedChance = 0.65;
const impatientChance = 0.3;
const impatientMs = 15_000;
/** Of worlds with faults of many kinds. */
const cutChance = 0.6;
const manyKinds = 6;
/** That the engine crashes meanwhile. */
const crashChance = 0.4;
/** Agents notice, and are noticed, one after another. */
const spreadMs = 1_500;

/** Few at a time, or nobody would ever wait: a world has three to six machines. */
export function withRemovalLimit(random: Random, settings: Settings): Settings {
  const agentRemovalLimit = {
    agents: random.chance(0.75) ? 1 : 2,
    perMs: random.between(10, 60) * 1_000,
  };
  const limit = random.chance(limitedChance) ? { agentRemovalLimit } : {};
  // What is held to its bound is seldom seen in a world where that is long.
  const agentReregistrationTimeoutMs = random.between(8_000, impatientMs);
  const impatience = random.chance(impatientChance) ? { agentReregistrationTimeoutMs } : {};
  return { ...settings, ...limit, ...impatience };
}

interface CutSetting {
  readonly machines: readonly string[];
  readonly settings: Settings;
  readonly lastMs: number;
}

/**
 * Mostly over before anybody is given up who is held; sometimes longer than that, with an engine
 * that lives long enough to see it.
 */
export function withCommonCut(
  random: Random,
  faults: readonly FaultPlan[],
  { machines, settings, lastMs }: CutSetting,
): readonly FaultPlan[] {
  const isBroken = new Set(faults.map(({ kind }) => kind)).size >= manyKinds;
  if (!isBroken || !random.chance(cutChance)) return faults;
  const { agentTimeoutMs, agentReregistrationTimeoutMs } = settings;
  const isShort = agentReregistrationTimeoutMs <= impatientMs;
  const isLong = random.chance(isShort ? 0.7 : 0.3);
  const heldMs = isLong ? agentReregistrationTimeoutMs : 0;
  const forMs = agentTimeoutMs + heldMs + random.between(4_000, 20_000);
  const spared = pickWeighted(random, [
    [isShort ? 1 : 2, 0],
    [isShort ? 7 : 3, 1],
    [settings.agentRemovalLimit ? 7 : 1, Math.ceil(machines.length / 2)],
  ]);
  const atMs = random.between(3_000, Math.max(3_000, lastMs - forMs));
  const left = [...machines];
  for (let more = spared; more > 0; more -= 1) left.splice(random.between(0, left.length - 1), 1);
  const cuts = left.map((at): FaultPlan => {
    const beginMs = atMs + random.between(0, spreadMs);
    return { kind: 'partition', at, way: 'both', atMs: beginMs, forMs };
  });
  const others = isLong ? faults.filter((one) => sparesEngine(one, atMs + forMs)) : faults;
  // Those that are cut off are recovering then; they aren't back in time, where they are few.
  const crash = engineCrash(atMs + 2 * spreadMs, random.between(200, 2_000));
  const more = spared > 1 && random.chance(crashChance) ? [...cuts, crash] : cuts;
  return [...others, ...more].sort((a, b) => a.atMs - b.atMs);
}

const engineCrash = (atMs: number, backMs: number): FaultPlan => {
  return { kind: 'process-crash', at: 'engine', atMs, backMs };
};

const sparesEngine = (fault: FaultPlan, untilMs: number): boolean =>
  fault.atMs > untilMs ||
  (fault.kind !== 'second-engine' && !('at' in fault && fault.at === 'engine'));
