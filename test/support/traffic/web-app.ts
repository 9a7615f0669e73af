// An app that answers requests with its own task's id, each after a moment, so that some are always
// under way. It ends at once when it is told to: what keeps requests whole is `kill.delay` alone.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';

export interface WebApp {
  readonly name: string;
  readonly instances: number;
  readonly version?: string;
  readonly placement?: string;
  readonly cpus?: number;
  /** = 2s: what the proxy and the requests under way have. */
  readonly killDelay?: string;
  readonly update?: string;
}

/** Several are under way at each instance, and all are done long before `kill.delay` is over. */
const answerMs = 300;

const program = `import { createServer } from 'node:http';
const server = createServer((request, response) => {
  const answer = () => response.end(process.env.MERIDIAN_TASK);
  if (request.url === '/ping') answer();
  else setTimeout(answer, ${answerMs});
});
server.keepAliveTimeout = 0;
server.listen(Number(process.env.PORT), '0.0.0.0');
`;

export function webAppYaml(cluster: Cluster, app: WebApp): string {
  const file = join(cluster.marks, 'web.mjs');
  writeFileSync(file, program);
  const note = `echo "$MERIDIAN_TASK $$" >> ${cluster.marks}/starts`;
  const command = `${note}; exec ${process.execPath} ${file}`;
  return `apiVersion: meridian/v1
kind: App
metadata: {name: ${app.name}}
spec:
  instances: ${app.instances}
  task:
    command: ${JSON.stringify(command)}
    env: {VERSION: ${JSON.stringify(app.version ?? '1')}}
    resources: {cpus: ${app.cpus ?? 0.1}, memory: 64MiB}
    ports: [{name: http}]
    kill: {delay: ${app.killDelay ?? '2s'}, grace: 3s}
  health: [{kind: http, port: http, path: /ping, grace: 10s, interval: 300ms, timeout: 5s}]
  readiness: [{kind: http, port: http, path: /ping, interval: 300ms, timeout: 5s}]
  update: ${app.update ?? '{minimumHealth: 1.0, maximumOver: 0.34, deadline: 60s}'}
  placement: ${app.placement ?? '[]'}
  backoff: {initial: 200ms, factor: 1.15, max: 2s}
`;
}
