// What a commit may change about one app.
import type { Random } from '../../../lib/random.ts';
import type { AppPlan } from '../script.ts';
import { type AppSetting, drawInstances } from './draw-app.ts';
import {
  drawBackoff,
  drawHealth,
  drawKill,
  drawPlacement,
  drawReadiness,
  drawUnreachable,
  drawUpdate,
} from './draw-policies.ts';
import { anyProgram, failingProgram, soundProgram } from './draw-program.ts';
import { pickWeighted, type Weighted } from './weighted.ts';

export interface ChangeSetting extends AppSetting {
  /** Counts an app's versions over the whole world. */
  readonly nextVersion: (name: string) => number;
}

export type Change = (random: Random, app: AppPlan, setting: ChangeSetting) => AppPlan;

/** The same apart from a value of its environment. */
const newVersion: Change = (_random, app, { nextVersion }) => ({
  ...app,
  version: nextVersion(app.name),
});

export const soundVersion: Change = (random, app, setting) => ({
  ...newVersion(random, app, setting),
  program: soundProgram(random),
});

const anyVersion: Change = (random, app, setting) => ({
  ...newVersion(random, app, setting),
  program: anyProgram(random),
});

export const failingVersion: Change = (random, app, setting) => ({
  ...newVersion(random, app, setting),
  program: failingProgram(random),
});

const otherScale: Change = (random, app) => {
  const instances = drawInstances(random);
  return { ...app, instances: instances === app.instances ? (instances + 1) % 5 : instances };
};

/** How it is checked, or ended: nothing is restarted for it. */
const otherSettings: Change = (random, app) => {
  const { health, readiness, ...rest } = app;
  if (random.chance(0.4)) return { ...app, ...drawKill(random) };
  const kept = random.chance(0.5) ? { readiness } : { health };
  const drawn = 'health' in kept ? drawReadiness : drawHealth;
  return { ...rest, ...withoutUndefined(kept), ...drawn(random, app.ports.length) };
};

const withoutUndefined = (
  kept: { health?: AppPlan['health'] } | { readiness?: AppPlan['readiness'] },
) => Object.fromEntries(Object.entries(kept).filter(([, check]) => check !== undefined));

/** What binds new placements and moves nothing. */
const otherPlace: Change = (random, app, { machines, roles }) =>
  random.chance(0.4)
    ? { ...app, role: random.pick(roles) }
    : { ...app, placement: drawPlacement(random, machines) };

const otherPolicy: Change = (random, app) => ({
  ...app,
  ...(random.chance(0.6) ? { update: drawUpdate(random) } : {}),
  ...(random.chance(0.3) ? { backoff: drawBackoff(random) } : {}),
  ...(random.chance(0.3) ? drawUnreachable(random) : {}),
});

const otherSize: Change = (random, app, setting) => ({
  ...newVersion(random, app, setting),
  cpusMilli: random.between(1, 8) * 50,
});

const changes: readonly [Weighted<Change>, ...Weighted<Change>[]] = [
  [30, newVersion],
  [12, anyVersion],
  [6, otherSize],
  [22, otherScale],
  [14, otherSettings],
  [8, otherPlace],
  [8, otherPolicy],
];

export const anyChange: Change = (random, app, setting) =>
  pickWeighted(random, changes)(random, app, setting);
