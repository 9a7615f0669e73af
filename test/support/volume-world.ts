// Worlds with persistent volumes: apps whose instances have one of their own each, and Volumes.
import { digestOf, objectName, role } from '../../engine/model/ids.ts';
import type { AppSpec, JobSpec, VolumeMount, VolumeSpec } from '../../engine/model/wanted.ts';
import { appSpec, placed, wantedOf } from './app-spec.ts';
import { CoreWorld } from './core-world.ts';

export const ownMount: VolumeMount = {
  ...{ path: 'data', source: { kind: 'persistent', sizeMib: 1000 } },
};

export const mountOf = (name: string): VolumeMount => ({
  ...{ path: 'data', source: { kind: 'volume', name: objectName(name) } },
});

export const volumeSpec = (name: string, sizeMib = 500): VolumeSpec => ({
  ...{ kind: 'Volume', name: objectName(name), labels: {}, role: role('shop'), sizeMib },
  digest: digestOf(`${name} ${sizeMib}`),
});

type Draft = Parameters<NonNullable<Parameters<typeof appSpec>[0]>>[0];

/** An app of one instance with these volumes. */
export const volumeApp = (
  name: string,
  volumes: readonly VolumeMount[] = [ownMount],
  more: Partial<Draft> = {},
): AppSpec =>
  appSpec(({ task, update }) => ({
    ...{ name: objectName(name), role: role('shop'), instances: 1 },
    update: { ...update, maximumOverMilli: 0 },
    unreachable: { inactiveAfterMs: null, expungeAfterMs: null },
    task: volumes.length === 0 ? task : { ...task, volumes },
    ...more,
  }));

export class VolumeWorld extends CoreWorld {
  #revisions = 0;

  /** With agents `a1` on. */
  static of(agents: number): VolumeWorld {
    const world = new VolumeWorld();
    for (let at = 1; at <= agents; at += 1) world.addAgent(`a${at}`);
    return world;
  }

  commitWith(volumes: readonly VolumeSpec[], ...objects: readonly (AppSpec | JobSpec)[]): void {
    this.#revisions += 1;
    const id = `v${this.#revisions}`.padEnd(40, '0');
    const seen = { id, subject: 's', author: 'a', timeMs: this.nowMs, allowDelete: 1000 };
    const wanted = { ...wantedOf(...objects), volumes: volumes.map(placed) };
    this.post({ kind: 'revision', revision: { kind: 'wanted', commit: seen, wanted } });
  }

  /** The agent starts again, without this volume. */
  lose(name: string, id: string): void {
    this.disconnect(name);
    this.agent(name).volumes.delete(id);
    this.connect(name);
  }

  end(name: string, taskId: string, exitCode = 1): void {
    this.report(name, taskId, { state: 'failed', exitCode, startedMs: this.nowMs });
  }
}
