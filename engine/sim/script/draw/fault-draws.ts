// One fault of each kind, drawn.
import type { Random } from '../../../lib/random.ts';
import {
  agentActs,
  engineActs,
  failingAgentActs,
  failingEngineActs,
  slowAgentActs,
  slowEngineActs,
} from '../acts.ts';
import { repositoryFailures } from '../fault-names.ts';
import type { FaultPlan } from '../script.ts';
import { pickWeighted } from './weighted.ts';

export interface FaultSetting {
  readonly machines: readonly string[];
  readonly agentTimeoutMs: number;
}

type FaultDraw = (random: Random, setting: FaultSetting, atMs: number) => FaultPlan;

const ways = ['to-engine', 'to-agent'] as const;

const machineOf = (random: Random, { machines }: FaultSetting): string =>
  random.pickAny(machines) ?? 'a1';

/** The engine in `engineChance` of the cases. */
const hostOf = (random: Random, setting: FaultSetting, engineChance = 0.3): string =>
  random.chance(engineChance) ? 'engine' : machineOf(random, setting);

/** Mostly back soon; sometimes away for longer than anybody waits. */
function drawAwayMs(random: Random, { agentTimeoutMs }: FaultSetting): number {
  return pickWeighted(random, [
    [5, random.between(200, 3_000)],
    [3, random.between(1_000, agentTimeoutMs)],
    [2, agentTimeoutMs + random.between(0, 25_000)],
  ]);
}

const drawEngineAct = (random: Random): string =>
  random.chance(0.4)
    ? 'store commit'
    : random.pick([...engineActs, 'speak launch', 'speak launch', 'speak kill']);

const drawAgentAct = (random: Random): string =>
  random.chance(0.4)
    ? random.pick([
        'journal order',
        'journal marks',
        'process start',
        'process claim',
        'send report',
      ])
    : random.pick(agentActs);

export const faultDraws: Readonly<Record<FaultPlan['kind'], FaultDraw>> = {
  'process-crash': (random, setting, atMs) => ({
    kind: 'process-crash',
    atMs,
    at: hostOf(random, setting),
    backMs: drawAwayMs(random, setting),
  }),
  'crash-at': (random, setting, atMs) => {
    const at = hostOf(random, setting, 0.45);
    return {
      kind: 'crash-at',
      atMs,
      at,
      act: at === 'engine' ? drawEngineAct(random) : drawAgentAct(random),
      when: random.pick(['before', 'after']),
      backMs: drawAwayMs(random, setting),
    };
  },
  'machine-crash': (random, setting, atMs) => ({
    kind: 'machine-crash',
    atMs,
    at: machineOf(random, setting),
    disk: random.chance(0.35) ? 'lost' : 'kept',
    backMs: 1_000 + drawAwayMs(random, setting),
  }),
  pause: (random, setting, atMs) => {
    const at = hostOf(random, setting, 0.25);
    const scope = at !== 'engine' && random.chance(0.4) ? 'machine' : 'process';
    return { kind: 'pause', atMs, at, scope, forMs: drawAwayMs(random, setting) };
  },
  'clock-jump': (random, setting, atMs) => ({
    kind: 'clock-jump',
    atMs,
    at: hostOf(random, setting, 0.5),
    byMs: random.pick([-1, 1]) * random.pick([900, 30_000, 3_600_000, 86_400_000]),
  }),
  cut: (random, setting, atMs) => ({
    kind: 'cut',
    atMs,
    at: machineOf(random, setting),
    silent: random.chance(0.4),
  }),
  partition: (random, setting, atMs) => ({
    kind: 'partition',
    atMs,
    at: machineOf(random, setting),
    way: random.pick(['both', 'both', ...ways]),
    forMs: drawAwayMs(random, setting),
  }),
  replay: (random, setting, atMs) => ({
    kind: 'replay',
    atMs,
    at: machineOf(random, setting),
    way: random.pick(ways),
    count: random.between(1, 40),
  }),
  double: (random, setting, atMs) => ({
    kind: 'double',
    atMs,
    at: machineOf(random, setting),
    way: random.pick(ways),
    count: random.between(1, 6),
  }),
  'slow-network': (random, setting, atMs) => ({
    kind: 'slow-network',
    atMs,
    at: machineOf(random, setting),
    byMs: random.pick([50, 300, 1_000, Math.floor(setting.agentTimeoutMs / 2)]),
    forMs: random.between(1_000, 20_000),
  }),
  'fail-at': (random, setting, atMs) => {
    const at = hostOf(random, setting, 0.25);
    const act = at === 'engine' ? random.pick(failingEngineActs) : random.pick(failingAgentActs);
    return { kind: 'fail-at', atMs, at, act };
  },
  'slow-at': (random, setting, atMs) => {
    const at = hostOf(random, setting, 0.4);
    const act = random.pickAny(at === 'engine' ? slowEngineActs : slowAgentActs) ?? 'probe';
    return { kind: 'slow-at', atMs, at, act, byMs: random.pick([100, 1_000, 5_000, 20_000]) };
  },
  'full-disk': (random, setting, atMs) => ({
    kind: 'full-disk',
    atMs,
    at: hostOf(random, setting, 0.2),
    forMs: random.between(500, 15_000),
  }),
  'second-engine': (_random, _setting, atMs) => ({ kind: 'second-engine', atMs }),
  repository: (random, _setting, atMs) => ({
    kind: 'repository',
    atMs,
    failure: random.pick(repositoryFailures),
    forMs: random.between(1_000, 25_000),
  }),
  'slow-repository': (random, _setting, atMs) => ({
    kind: 'slow-repository',
    atMs,
    byMs: random.pick([200, 1_000, 5_000]),
    forMs: random.between(2_000, 20_000),
  }),
  'volumes-lost': (random, setting, atMs) => ({
    kind: 'volumes-lost',
    atMs,
    at: machineOf(random, setting),
    backMs: drawAwayMs(random, setting),
  }),
  'stranger-kills': (random, setting, atMs) => ({
    kind: 'stranger-kills',
    atMs,
    at: machineOf(random, setting),
    what: random.pick(['command', 'supervisor']),
  }),
  'port-taken': (random, setting, atMs) => ({
    kind: 'port-taken',
    atMs,
    at: machineOf(random, setting),
    forMs: random.between(2_000, 30_000),
  }),
};
