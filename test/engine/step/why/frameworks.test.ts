// What frameworks of others wait for: why agents aren't offered to them.
import { describe, expect, it } from 'vitest';
import { whyView } from '../../../../engine/http/views/why/why-view.ts';
import type { FrameworkInfo } from '../../../../engine/model/scheduler-api/framework-info.ts';
import { placed, wantedOf } from '../../../support/app-spec.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import type { ScriptedFramework } from '../../../support/frameworks/scripted-framework.ts';
import { quota } from '../../../support/why/why-world.ts';

interface Row {
  readonly name: string;
  readonly agents?: readonly string[];
  readonly info?: Partial<FrameworkInfo>;
  /** Before it subscribes. */
  readonly before?: (scene: FrameworkScene) => void;
  readonly stage?: (scene: FrameworkScene, framework: ScriptedFramework) => void;
  readonly says: string;
  readonly remedy: string;
  readonly next?: readonly [what: string, inMs: number];
  readonly mend: (scene: FrameworkScene, framework: ScriptedFramework) => void;
}

const why = ({ world }: FrameworkScene) => whyView(world.core, 'batch', world);

const refuse = (framework: ScriptedFramework, refuseMs: number): void => {
  const offerIds = framework.offers.map(({ id }) => id);
  framework.call({ kind: 'decline', offerIds, refuseMs });
};

function commit(scene: FrameworkScene, cpus: number, of: 'limit' | 'guarantee', role: string) {
  const id = `${cpus}`.padEnd(40, 'q');
  const seen = { id, subject: 'quota', author: 'a', timeMs: scene.world.nowMs, allowDelete: 100 };
  const wanted = { ...wantedOf(), quotas: [placed(quota(role, { [of]: { cpus: cpus * 1000 } }))] };
  const commit = { ...seen, allowQuota: ['dev', 'ads'] };
  scene.act(() =>
    scene.world.post({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } }),
  );
}

const again = (framework: ScriptedFramework, more: Partial<FrameworkInfo>): void =>
  framework.call({ kind: 'update-framework', info: { ...framework.info, ...more } });

const rows: readonly Row[] = [
  {
    name: 'no agent',
    agents: [],
    says: 'batch.1: in role dev nothing is offered to it: there is no agent',
    remedy: 'start an agent with `meridian-agentd`',
    mend: (scene) => scene.agent('a1'),
  },
  {
    name: 'filters of what it refused',
    stage: (_, framework) => refuse(framework, 60_000),
    says:
      'batch.1: in role dev none of 1 agent is offered to it: filter rules out 1 (it ' +
      'refused that for another 59s)',
    remedy: 'its scheduler sends REVIVE, or refuses for a shorter time',
    next: ['what it refused is offered again', 59_000],
    mend: (_, framework) => framework.call({ kind: 'revive' }),
  },
  {
    name: 'gpus that it has no use for',
    agents: ['cpus:8; mem:16000; gpus:2'],
    says:
      'batch.1: in role dev none of 1 agent is offered to it: gpus rules out 1 (it has ' +
      'gpus, which are for others)',
    remedy: 'subscribe with the capability gpu-resources, or add an agent without gpus',
    mend: (_, framework) => again(framework, { capabilities: ['gpu-resources'] }),
  },
  {
    name: 'a custom resource of which it takes one at least',
    info: { roles: [{ role: 'dev', minAllocatable: [{ licence: 1000 }] }] },
    says:
      'batch.1: in role dev none of 1 agent is offered to it: too little rules out 1 (less ' +
      'is free there than licence 1)',
    remedy: 'add an agent with licence 1 free, or subscribe with less as `minAllocatable`',
    mend: (scene) => scene.agent('a2', 'cpus:8; mem:16000; licence:2'),
  },
  {
    name: 'its own offer constraints',
    info: {
      roles: [
        {
          role: 'dev',
          constraints: [
            [{ subject: { pseudo: 'hostname' }, test: { kind: 'text-equals', value: 'a2' } }],
          ],
        },
      ],
    },
    says:
      'batch.1: in role dev none of 1 agent is offered to it: constraint rules out 1 (its ' +
      'offer constraints exclude it)',
    remedy: 'subscribe with other offer constraints, or add an agent that meets them',
    mend: (scene) => scene.agent('a2'),
  },
  {
    name: 'the role: all is reserved for another one',
    agents: ['cpus(ads):8; mem(ads):16000'],
    says:
      'batch.1: in role dev none of 1 agent is offered to it: reservations rules out 1 ' +
      '(what is free is reserved for role ads)',
    remedy: 'subscribe in role ads, or add an agent for role dev',
    mend: (_, framework) => again(framework, { roles: [{ role: 'ads' }] }),
  },
  {
    name: 'the limit of its role',
    before: (scene) => commit(scene, 0, 'limit', 'dev'),
    info: { roles: [{ role: 'dev', minAllocatable: [{ cpus: 1000 }] }] },
    says:
      'batch.1: in role dev none of 1 agent is offered to it: limit of role dev rules out ' +
      '1 (nothing is left of it)',
    remedy: 'raise the limit in the Quota of role dev, or let something of it end',
    mend: (scene) => commit(scene, 4, 'limit', 'dev'),
  },
  {
    name: 'the guarantee of another role',
    before: (scene) => commit(scene, 8, 'guarantee', 'ads'),
    info: { roles: [{ role: 'dev', minAllocatable: [{ cpus: 1000 }] }] },
    says:
      'batch.1: in role dev none of 1 agent is offered to it: guarantee of role ads rules ' +
      'out 1 (what is free is kept for it)',
    remedy: 'lower the guarantee in the Quota of role ads, or add agents',
    mend: (scene) => scene.agent('a2'),
  },
  {
    name: 'all is in use by others',
    before: (scene) => void scene.framework('other', 'dev'),
    says:
      'batch.1: in role dev none of 1 agent is offered to it: in use rules out 1 (nothing ' +
      'is free there)',
    remedy: 'free something on a1-000000, or add an agent',
    mend: (scene) => scene.agent('a2'),
  },
  {
    name: 'an agent that is away',
    before: (scene) => scene.act(() => scene.world.disconnect('a1')),
    says:
      'batch.1: in role dev none of 1 agent is offered to it: disconnected rules out 1 ' +
      '(disconnected 1s ago, waited for another 74s)',
    remedy: 'on a1-000000: start meridian-agentd on a1; or add an agent',
    mend: (scene) => scene.connect('a1'),
  },
  {
    name: 'that it wants no offers',
    stage: (_, framework) => {
      framework.call({ kind: 'suppress' });
      refuse(framework, 0);
    },
    says: 'batch.1: in role dev it wants no offers: it has sent SUPPRESS',
    remedy: 'its scheduler sends REVIVE',
    mend: (_, framework) => framework.call({ kind: 'revive' }),
  },
  {
    name: 'that its scheduler is away',
    stage: (scene, framework) => {
      scene.close(framework);
      scene.advance(60_000);
    },
    says: 'batch.1: its scheduler disconnected 61s ago; 0 tasks run on',
    remedy: 'start its scheduler again: it subscribes with the id batch.1',
    next: ['its tasks are killed', 604_739_000],
    mend: (scene, framework) => {
      const twin = scene.twin(framework);
      twin.subscribe(framework.id);
    },
  },
];

describe('what a framework waits for', () => {
  it.each(rows)('$name', (row) => {
    const scene = new FrameworkScene();
    for (const [at, text] of (row.agents ?? ['cpus:8; mem:16000']).entries())
      scene.agent(`a${at + 1}`, text);
    row.before?.(scene);
    const framework = scene.framework('batch', 'dev', row.info);
    row.stage?.(scene, framework);
    scene.advance(1000);
    const { sentence, remedy, waits } = why(scene);
    expect({ sentence, remedy }).toEqual({ sentence: row.says, remedy: row.remedy });
    const next = waits[0]?.next;
    expect(next && [next.what, next.atMs - scene.world.nowMs]).toEqual(row.next);
    row.mend(scene, framework);
    scene.advance(2000);
    expect(why(scene).waits).toEqual([]);
  });
});
