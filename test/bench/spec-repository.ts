// A Git repository of N spec files, as a platform team would have it: groups of a hundred apps.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GitFixture, TemporaryFolder } from '../support/git/fixture.ts';

export class SpecRepository {
  readonly folder = new TemporaryFolder('meridian-bench');
  readonly repo: GitFixture;
  readonly size: number;
  #changes = 0;

  constructor(size: number) {
    this.size = size;
    this.repo = new GitFixture(join(this.folder.path, 'wanted'));
    const files: Record<string, string> = { 'meridian.yaml': clusterText };
    for (let index = 0; index < size; index += 1) files[pathOf(index)] = appText(index, '1');
    for (let group = 0; group * 100 < size; group += 1)
      mkdirSync(join(this.repo.path, `apps/g${group}`), { recursive: true });
    this.repo.commit({ files });
  }

  /** Commits one changed app; the commit's id. */
  changeOne(): string {
    this.#changes += 1;
    const index = (this.#changes * 7919) % this.size;
    return this.repo.commit({ files: { [pathOf(index)]: appText(index, `v${this.#changes}`) } });
  }

  remove(): void {
    this.folder.remove();
  }
}

const pathOf = (index: number): string => `apps/g${Math.floor(index / 100)}/app-${index}.yaml`;

const clusterText = `apiVersion: meridian/v1
kind: Cluster
metadata: {name: bench}
spec: {paths: [apps]}
`;

const appText = (index: number, version: string): string => `apiVersion: meridian/v1
kind: App
metadata:
  name: /g${Math.floor(index / 100)}/app-${index}
  labels: {team: team-${index % 50}}
spec:
  role: team-${index % 50}
  instances: ${1 + (index % 4)}
  task:
    command: exec /opt/app-${index}/bin/server --port $PORT
    resources: {cpus: 0.2, memory: 64MiB}
    ports: [{name: http}]
    env: {MODE: prod, VERSION: "${version}", INDEX: "${index}"}
  health:
    - {kind: http, port: http, path: /health, interval: 10s, timeout: 5s}
  update: {minimumHealth: 1.0, maximumOver: 0.5}
  placement: [{attribute: rack, operator: group-by, value: "3"}]
`;
