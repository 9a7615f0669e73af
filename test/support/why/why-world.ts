// Worlds in which something waits: agents by what they are started with, commits with quotas and
// volumes, and what is said of it.
import { parseAttributes } from '../../../agentd/core/machine/attributes-text.ts';
import { parseResources } from '../../../agentd/core/machine/given-resources.ts';
import { whyView } from '../../../engine/http/views/why/why-view.ts';
import { agentId, digestOf, objectName, role } from '../../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../../engine/model/resources/bundle.ts';
import type {
  AppSpec,
  JobSpec,
  MaintenanceSpec,
  PlacementConstraint,
  QuotaSpec,
  VolumeSpec,
} from '../../../engine/model/wanted.ts';
import type { SeenCommit } from '../../../engine/step/events.ts';
import type { WhyView } from '../../../schemas/generated/api.ts';
import { appSpec, placed, wantedOf } from '../app-spec.ts';
import { CoreWorld } from '../core-world.ts';

/** As `--resources` has them. */
function resources(text: string): Bundle {
  const given = parseResources(text);
  if (given.kind !== 'resources') throw new Error(`${text}: ${JSON.stringify(given)}`);
  return bundleOf(given.resources);
}

/** As `--attributes` has them. */
function attributes(text: string): Readonly<Record<string, string>> {
  const given = parseAttributes(text, {});
  if (given.kind !== 'attributes') throw new Error(`${text}: ${JSON.stringify(given)}`);
  return given.attributes;
}

/** An agent of 4 cpus, and room enough of all else. */
export const usual = 'cpus:4; mem:4096; disk:4096; ports:[31000-31009]';

export interface Sizes {
  readonly cpus?: number;
  readonly memoryMib?: number;
  readonly diskMib?: number;
  readonly of?: number;
  readonly role?: string;
  readonly ports?: readonly number[];
  readonly placement?: readonly PlacementConstraint[];
}

type Draft = Parameters<NonNullable<Parameters<typeof appSpec>[0]>>[0];

/** An app of one instance of 1 cpu without ports, unless it is said otherwise. */
export const app = (name: string, sizes: Sizes = {}, more: Partial<Draft> = {}): AppSpec =>
  appSpec(({ task }) => ({
    name: objectName(name),
    instances: sizes.of ?? 1,
    role: role(sizes.role ?? '*'),
    placement: [...(sizes.placement ?? [])],
    ...more,
    task: {
      ...task,
      cpusMilli: (sizes.cpus ?? 1) * 1000,
      memoryMib: sizes.memoryMib ?? 32,
      diskMib: sizes.diskMib ?? 0,
      ports: (sizes.ports ?? []).map((host, at) => port(`p${at}`, host)),
      ...more.task,
    },
  }));

const port = (name: string, host: number) => ({
  ...{ name, host, service: 0, protocol: 'tcp' as const, labels: {} },
});

type Terms = Pick<QuotaSpec, 'guarantee' | 'limit'>;

export const quota = (of: string, terms: Terms): QuotaSpec => ({
  ...{ kind: 'Quota', name: of, role: role(of), weightMilli: 1000 },
  ...{ digest: digestOf(JSON.stringify([of, terms])), ...terms },
});

export interface Tree {
  readonly objects?: readonly (AppSpec | JobSpec | MaintenanceSpec)[];
  readonly quotas?: readonly QuotaSpec[];
  readonly volumes?: readonly VolumeSpec[];
}

export class WhyWorld extends CoreWorld {
  #revisions = 0;

  /** An agent as it is started. */
  start(name: string, given = usual, attributesText = ''): void {
    const known = this.agents.get(name);
    if (known === undefined) this.addAgent(name, 0, attributes(attributesText));
    else Object.assign(known, { attributes: attributes(attributesText) });
    this.disconnect(name);
    this.connect(name, 0, resources(given));
  }

  /** All that Git wants from now on. */
  push(tree: Tree, more: Partial<SeenCommit> = {}): void {
    this.#revisions += 1;
    const id = `${this.#revisions}`.padStart(8, '0').padEnd(40, '0');
    const seen = { id, subject: `commit ${this.#revisions}`, author: 'ann', timeMs: this.nowMs };
    const { objects = [], quotas = [], volumes = [] } = tree;
    const wanted = {
      ...wantedOf(...objects),
      quotas: quotas.map(placed),
      volumes: volumes.map(placed),
    };
    const { allowDelete = 1000, ...trailers } = more;
    // Below 0: without that trailer.
    const deletes = allowDelete < 0 ? {} : { allowDelete };
    const commit = { ...seen, ...deletes, ...trailers };
    this.post({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } });
  }

  /** Its agent says of a task that nobody knows that it runs, and doesn't end it. */
  haunt(name: string, taskId: string): void {
    const agent = this.agent(name);
    // What isn't among the agents obeys no order.
    this.agents.delete(name);
    this.#say(agent.connection, taskId, 'running');
    this.agents.set(name, agent);
  }

  /** It has ended there. */
  exorcise(name: string, taskId: string): void {
    this.#say(this.agent(name).connection, taskId, 'killed');
  }

  #say(connection = 0, taskId: string, state: 'running' | 'killed'): void {
    const envelope = { clusterId: 'test', epoch: 1, connection, sequence: 1 };
    const seen = { health: 'unknown', ready: false, settingsDigest: '' } as const;
    const status = { state, seq: state === 'running' ? 1 : 2, ...seen };
    const task = { taskId, taskDigest: 'd'.repeat(64), status };
    this.post({ kind: 'reported', connection, message: { kind: 'report', envelope, task } });
  }

  why(name: string): WhyView {
    return whyView(this.core, name, this);
  }

  /** On which agent it runs, by the name that it was started by. */
  where(taskId: string): string {
    const found = [...this.agents].find(([, { tasks }]) => tasks.has(taskId));
    if (!found) throw new Error(`${taskId} runs nowhere`);
    return found[0];
  }

  idOf(name: string): ReturnType<typeof agentId> {
    return agentId(this.agent(name).id);
  }
}
