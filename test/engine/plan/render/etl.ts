// One plan of jobs with everything in it: one that is retimed, one that is resumed, one that is
// suspended, one with other parents, one that goes, some that come, and an app that waits for one.
import type { PlanDocument } from '../../../../schemas/generated/api.ts';
import { wantedOf } from '../../../support/specs/spec-tree.ts';
import { asOfMs, engineOf, locateIn, plan, snapshotOf, withJob } from '../plan-world.ts';

const extract = `apiVersion: meridian/v1
kind: Job
metadata:
  name: /etl/extract
spec:
  task:
    command: extract
  cron: "30 2 * * *"
  timeZone: Europe/Berlin
`;
const load = `---
apiVersion: meridian/v1
kind: Job
metadata:
  name: /etl/load
spec:
  task:
    command: load
  after: [/etl/extract]
`;
const audit = `---
apiVersion: meridian/v1
kind: Job
metadata:
  name: /etl/audit
spec:
  task:
    command: audit
  schedule: R/2026-01-01T00:00:00Z/PT6H
  catchUp: all
  suspended: true
`;
const hourly = `apiVersion: meridian/v1
kind: Job
metadata:
  name: /ops/sweep
spec:
  task:
    command: sweep
  schedule: R/2026-01-01T00:30:00Z/PT1H
`;
const legacy = `apiVersion: meridian/v1
kind: Job
metadata:
  name: /legacy/report
spec:
  task:
    command: report
  manual: true
`;
const migrate = `apiVersion: meridian/v1
kind: Job
metadata:
  name: /shop/migrate
spec:
  task:
    command: migrate
    resources: {cpus: 64}
  schedule: R1//PT1M
`;
const yearly = `---
apiVersion: meridian/v1
kind: Job
metadata:
  name: /shop/yearly
spec:
  task:
    command: tidy
  schedule: R1/2025-12-31T00:00:00Z/P1Y
`;
const web = `---
apiVersion: meridian/v1
kind: App
metadata:
  name: /shop/web
spec:
  task:
    command: web
  dependsOn: [/shop/migrate]
`;

const before = {
  'etl/jobs.yaml': extract + load + audit,
  'ops/sweep.yaml': hourly,
  'legacy/report.yaml': legacy,
};

const after = {
  'etl/jobs.yaml': `${extract
    .replace('30 2', '0 3')
    .replace('command: extract', 'command: extract --all')}${load.replace(
    '[/etl/extract]',
    '[/etl/audit, /etl/extract]',
  )}${audit.replace('suspended: true', 'suspended: false')}`,
  'ops/sweep.yaml': `${hourly}  suspended: true\n`,
  'shop/jobs.yaml': migrate + yearly + web,
};

const day = 86_400_000;

export function etlPlan(): PlanDocument {
  const away = { throughMs: asOfMs - 2 * day, suspendedMs: asOfMs - 2 * day };
  const runs = [{ id: '/legacy/report@m7', state: 'running', dueMs: asOfMs - 1000 }] as never;
  const waits = [{ kind: 'parent', text: 'waits for /etl/extract, which failed' }];
  let snapshot = withJob(snapshotOf(wantedOf(before)), '/etl/audit', away);
  snapshot = withJob(snapshot, '/legacy/report', { runs });
  snapshot = withJob(snapshot, '/etl/load', { waits });
  return plan(wantedOf(after), engineOf(snapshot), { locate: locateIn(after) });
}
