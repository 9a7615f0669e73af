// Rules over the volumes of one App or Job: each has one source; each stands at a path of its own
// that isn't one of the agent's files; and since a volume is one task's at a time and stays where
// it is, no field may ask for a second holder, or for one elsewhere.
import type { Path } from '../../engine/lib/check.ts';
import type { App, Task } from '../../schemas/generated/spec.ts';
import type { Finding } from '../document/finding.ts';
import type { Scope } from '../document/scope.ts';

type Mount = NonNullable<Task['volumes']>[number];

interface Mounted {
  readonly mount: Mount;
  readonly at: Path;
  /** `task.volumes[0]`. */
  readonly text: string;
}

const field: Path = ['spec', 'task', 'volumes'];

export const hasVolumes = (scope: Scope): boolean => scope.length(...field) > 0;

export function volumeRules(kind: 'App' | 'Job', scope: Scope): readonly Finding[] {
  if (!hasVolumes(scope)) return [];
  const mounts = mountsIn(scope);
  return [
    ...mounts.flatMap((one) => sourceRules(kind, one)),
    ...pathRules(mounts),
    ...sameVolume(mounts),
    ...revocable(scope),
    ...(kind === 'App' ? [...manyInstances(scope, mounts), ...elsewhere(scope)] : []),
  ];
}

function mountsIn(scope: Scope): readonly Mounted[] {
  return Array.from({ length: scope.length(...field) }, (_, index) => index).flatMap((index) => {
    const at = [...field, index];
    const mount = scope.at<Mount>(...at);
    return mount === undefined ? [] : [{ mount, at, text: `task.volumes[${index}]` }];
  });
}

const sources = ['persistent', 'volume', 'hostPath'] as const;

function sourceRules(kind: 'App' | 'Job', { mount, at, text }: Mounted): readonly Finding[] {
  const used = sources.filter((source) => mount[source] !== undefined);
  const named = 'volume: the name of a Volume';
  const own = "persistent: the size of one of each instance's own, or ";
  if (used.length === 0) {
    const [message, hint] = [`${text} has no source`, kind === 'App' ? `${own}${named}` : named];
    return [{ path: at, at: 'key', code: 'missing-field', message, hint }];
  }
  const [first] = used;
  const second = used.slice(1).map((source): Finding => {
    const message = `${text} has both ${first} and ${source}`;
    const hint = 'exactly one of persistent and volume';
    return { path: [...at, source], at: 'key', code: 'exclusive-fields', message, hint };
  });
  return kind === 'Job' && mount.persistent !== undefined ? [...second, ofJob(at)] : second;
}

const ofJob = (at: Path): Finding => ({
  path: [...at, 'persistent'],
  at: 'key',
  code: 'bad-volume',
  message: 'a Job has no volumes of its own: it would lose them with each run',
  hint: 'use kind: Volume, and name it here by volume',
});

/** What the agent keeps in every sandbox. */
const agentFile = /^std(out|err)(\.1(\.tmp)?)?$/;

function pathRules(mounts: readonly Mounted[]): readonly Finding[] {
  return mounts.flatMap(({ mount: { path }, at }, index): Finding[] => {
    const bad = { path: [...at, 'path'], at: 'value', code: 'bad-path' } as const;
    const [top = ''] = path.split('/');
    if (agentFile.test(top)) {
      const message = `${top} is a file of the agent's in every sandbox`;
      return [{ ...bad, message, hint: 'another path' }];
    }
    const others = mounts.slice(0, index);
    const other = others.find((one) => isWithin(path, one.mount.path));
    if (other === undefined) return [];
    const message = `path ${path} is ${nesting(path, other.mount.path)}, of ${other.text}`;
    return [{ ...bad, message, hint: 'each path once, and none below another' }];
  });
}

const isWithin = (a: string, b: string): boolean =>
  a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

function nesting(path: string, other: string): string {
  if (path === other) return 'that';
  return path.startsWith(`${other}/`) ? `below ${other}` : `above ${other}`;
}

function sameVolume(mounts: readonly Mounted[]): readonly Finding[] {
  return mounts.flatMap(({ mount: { volume }, at }, index): Finding[] => {
    const first = mounts.slice(0, index).find((one) => one.mount.volume === volume);
    if (volume === undefined || first === undefined) return [];
    const message = `the Volume ${volume} is ${first.text} already`;
    const hint = 'each Volume once';
    return [{ path: [...at, 'volume'], at: 'value', code: 'shared-volume', message, hint }];
  });
}

function manyInstances(scope: Scope, mounts: readonly Mounted[]): readonly Finding[] {
  const instances = scope.at<number>('spec', 'instances') ?? 1;
  const named = mounts.find(({ mount }) => mount.volume !== undefined);
  if (instances <= 1 || named === undefined) return [];
  const its = `${named.text} is the Volume ${named.mount.volume}`;
  return [
    {
      path: ['spec', 'instances'],
      at: 'value',
      code: 'shared-volume',
      message: `instances is ${instances}, and ${its}: one task's at a time`,
      hint: '1, or persistent: SIZE there, which gives each instance a volume of its own',
    },
  ];
}

type Unreachable = NonNullable<App['spec']['unreachable']>;

/** Another instance in its place would begin without the data, and then there were two of them. */
function elsewhere(scope: Scope): readonly Finding[] {
  const unreachable = scope.at<Unreachable>('spec', 'unreachable') ?? {};
  return (['inactiveAfter', 'expungeAfter'] as const).flatMap((name): Finding[] => {
    const after = unreachable[name];
    if (after === undefined || after === 'never') return [];
    const why = 'another instance would start without their data, which would be split';
    const message = `${name} is ${after}, and the App has volumes: ${why}`;
    const hint = 'never, which is the default here: it waits for the agent of its volumes';
    const path = ['spec', 'unreachable', name];
    return [{ path, at: 'value', code: 'out-of-range', message, hint }];
  });
}

function revocable(scope: Scope): readonly Finding[] {
  if (scope.at<string>('spec', 'tier') !== 'revocable') return [];
  const message = 'tier is revocable, and the task has volumes';
  const hint = 'what an agent may take back at any time keeps no data: leave tier out';
  return [{ path: ['spec', 'tier'], at: 'value', code: 'exclusive-fields', message, hint }];
}
