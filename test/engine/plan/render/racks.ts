// A plan of windows: one whose agents can be emptied, one that can't, one that changes, one that
// goes, one that is over.
import type { SnapshotAgent } from '../../../../engine/plan/snapshot.ts';
import type { PlanDocument } from '../../../../schemas/generated/api.ts';
import { app, job, maintenance } from '../../../support/fault-table.ts';
import { wantedOf } from '../../../support/specs/spec-tree.ts';
import { clusterOf } from '../maintenance/window-world.ts';
import { agent, engineOf, locateIn, plan } from '../plan-world.ts';

const names = ['r1-n1-a0a0a1', 'r1-n2-a0a0a2', 'r2-n1-b0b0b1', 'r2-n2-b0b0b2', 'r3-n1-c0c0c1'];
const agents = names.map(
  (name): SnapshotAgent => agent({ name, cpus: 4, attributes: { rack: name.slice(0, 2) } }),
);

const cpus = (text: string, count: number): string =>
  text.replace('{command: run}', `{command: run, resources: {cpus: ${count}}}`);
const alone = '  placement: [{attribute: hostname, operator: unique}]\n';
const mounts = 'volumes: [{path: data, persistent: 1GiB}]';
const apps = [
  cpus(app('/shop/web', '  instances: 4\n'), 1),
  cpus(app('/shop/search', `  instances: 2\n${alone}`), 2),
  app('/shop/db').replace('{command: run}', `{command: run, ${mounts}}`),
].join('---\n');
const jobs = job('/etl/load', '  schedule: R/2026-01-01T02:00:00Z/PT24H\n');

const rack = (name: string, rest: string): string =>
  maintenance(
    `/racks/${name}`,
    `\n  select: [{attribute: rack, operator: is, value: ${name}}]\n  ${rest}`,
  );

const before = {
  'apps.yaml': apps,
  'jobs.yaml': jobs,
  'racks/r3.yaml': rack('r3', 'start: 2026-02-01T00:00:00Z'),
  'racks/old.yaml': rack('r2', 'start: 2026-01-02T03:00:00Z').replace('/racks/r2', '/racks/now'),
};

const after = {
  'apps.yaml': apps,
  'jobs.yaml': jobs,
  'racks/r1.yaml': rack('r1', 'start: 2026-01-10T22:00:00+01:00\n  duration: 4h\n  jobs: kill'),
  'racks/r2.yaml': maintenance(
    '/racks/r2',
    '{agents: [r2-n1, r2-n2, r2-n3], start: 2026-01-10T21:30:00Z, duration: 1h, drainBefore: 1h}',
  ),
  'racks/r3.yaml': rack('r3', 'start: 2026-02-01T06:00:00Z\n  batch: 2'),
  'racks/past.yaml': maintenance(
    '/racks/past',
    '{agents: [r1-n1], start: 2026-01-01T00:00:00Z, duration: 1d}',
  ),
};

export function racksPlan(): PlanDocument {
  const applied = wantedOf(before);
  const specs = new Map(applied.apps.map(({ spec }) => [spec.name as string, spec]));
  const where = {
    '/shop/db': { 'r1-n1-a0a0a1': 1 },
    '/shop/search': { 'r1-n1-a0a0a1': 1, 'r2-n1-b0b0b1': 1 },
    '/shop/web': { 'r1-n1-a0a0a1': 1, 'r1-n2-a0a0a2': 1, 'r2-n2-b0b0b2': 2 },
  };
  const standing = Object.entries(where).flatMap(([name, on]) => {
    const spec = specs.get(name);
    return spec === undefined ? [] : [[spec, on] as const];
  });
  const snapshot = clusterOf({
    agents,
    apps: standing,
    jobs: applied.jobs.map(({ spec }) => [spec, { 'r1-n2-a0a0a2': 1 }] as const),
    applied: applied.maintenance.map(({ spec }) => spec),
  });
  const against = engineOf({ ...snapshot, cluster: applied.cluster });
  return plan(wantedOf(after), against, { locate: locateIn(after) });
}
