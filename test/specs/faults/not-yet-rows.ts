// What the language has and this version doesn't carry out: each use is a fault that names it.
import { app, appWithTask, cluster, type FaultRow, job } from '../../support/fault-table.ts';

const task = (field: string): string => appWithTask(`    command: x\n    ${field}\n`);
const inApp = (field: string): string => `${app('/a')}  ${field}\n`;
const inCluster = (field: string) => ({
  'a.yaml': app('/a'),
  'meridian.yaml': cluster(`{${field}}`),
});

const fields: readonly (readonly [string, FaultRow['files']])[] = [
  ['container', task('§container: {image: nginx}')],
  ['hostPath', task('volumes: [{path: d, §hostPath: /d}]')],
  ['mode', task('volumes: [{path: d, persistent: 1GiB, mode: §ro}]')],
  ['gpus', task('resources: {gpus: §1}')],
  ['tape', task('resources: {§tape: 2}')],
  ['fetch', task('§fetch: [{uri: "http://x"}]')],
  ['TOKEN', task('env: {§TOKEN: {secret: t}}')],
  ['container', task('ports: [{§container: 80}]')],
  ['order', task('§order: [[a]]')],
  ['maxConcurrency', task('§maxConcurrency: 2')],
  ['finalizationWait', task('§finalizationWait: 5s')],
  ['maxFailures', task('§maxFailures: 2')],
  ['priority', inApp('priority: §5')],
  ['tier', inApp('tier: §preemptible')],
  ['processes', appWithTask('    §processes: [{name: a, command: b}]\n')],
  ['overlays', inCluster('§overlays: {}')],
  ['windows', inCluster('sync: {§windows: []}')],
  ['prune', inCluster('sync: {prune: §false}')],
  ['selfHeal', inCluster('sync: {selfHeal: §false}')],
  ['verify', inCluster('§verify: {}')],
  ['notifications', inCluster('§notifications: []')],
  ['priority', job('/j', '  manual: true\n  priority: §-1\n')],
  ['tier', job('/j', '  manual: true\n  tier: §preemptible\n')],
  ['container', job('/j', '  manual: true\n').replace('{command: run', '{§container: {image: x}')],
];

export const notYetRows: readonly FaultRow[] = fields.map(([field, files]) => ({
  code: 'not-yet',
  what: field,
  files,
  message: `${field}`,
}));
