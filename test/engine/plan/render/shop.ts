// One plan with everything in it: two apps that change, one that goes, one that comes and doesn't
// fit, a quota, a group, the cluster, and an app that waits.
import type { PlanDocument } from '../../../../schemas/generated/api.ts';
import { wantedOf } from '../../../support/specs/spec-tree.ts';
import { agent, engineOf, locateIn, plan, snapshotOf, withApp } from '../plan-world.ts';

const cluster = `apiVersion: meridian/v1
kind: Cluster
metadata:
  name: prod
spec:
  sync:
    interval: 10s
`;
const quota = `apiVersion: meridian/v1
kind: Quota
spec:
  role: shop
  weight: 1
  guarantee: {cpus: 1, memory: 1GiB}
`;
const group = `apiVersion: meridian/v1
kind: Group
metadata:
  name: /shop
spec:
  task:
    env: {REGION: eu}
`;
const web = `apiVersion: meridian/v1
kind: App
metadata:
  name: /shop/web
spec:
  role: shop
  instances: 3
  task:
    command: node server.js --mode prod
    resources:
      cpus: 0.5
      memory: 128MiB
    kill:
      grace: 3s
  health:
    - kind: command
      command: curl -fs localhost
      interval: 30s
  update:
    maximumOver: 0.2
`;
const db = `---
apiVersion: meridian/v1
kind: App
metadata:
  name: /shop/db
spec:
  role: shop
  task:
    command: db
`;
const importer = `apiVersion: meridian/v1
kind: App
metadata:
  name: /legacy/importer
spec:
  task:
    command: import
`;
const report = `apiVersion: meridian/v1
kind: App
metadata:
  name: /shop/report
spec:
  role: shop
  instances: 2
  task:
    command: report
    resources: {cpus: 64}
  placement:
    - {attribute: rack, operator: is, value: r1}
`;

const before = {
  'meridian.yaml': cluster,
  'quota.yaml': quota,
  'shop/group.yaml': group,
  'shop/apps.yaml': web + db,
  'legacy/importer.yaml': importer,
};

const longer = `node server.js --mode prod --listen 0.0.0.0 --workers 4 ${'--verbose '.repeat(9)}`;

const after = {
  'meridian.yaml': cluster.replace('10s', '30s'),
  'quota.yaml': quota
    .replace('weight: 1', 'weight: 2')
    .replace('1GiB}', '1536MiB}\n  limit: {memory: 4GiB}'),
  'shop/group.yaml': group.replace('eu', 'us'),
  'shop/apps.yaml': `${web
    .replace('node server.js --mode prod', longer)
    .replace('128MiB', '256MiB')
    .replace('grace: 3s', 'grace: 5s')
    .replace('interval: 30s', 'interval: 5s')
    .replace('instances: 3', 'instances: 4')}${db}`,
  'shop/report.yaml': report,
};

export function shopPlan(): PlanDocument {
  const agents = [agent({ name: 'one' }), agent({ name: 'two', presence: 'recovering' })];
  const waits = [{ kind: 'backoff', text: 'the next start is at 03:05:00, after 3 failures' }];
  const snapshot = withApp(snapshotOf(wantedOf(before), agents), '/shop/db', () => ({ waits }));
  return plan(wantedOf(after), engineOf(snapshot), { locate: locateIn(after) });
}
