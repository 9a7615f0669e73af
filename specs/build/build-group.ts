// A Group's document to what a plan shows of it. What it gives is already in the objects below.
import type { Path } from '../../engine/lib/check.ts';
import { digestJson } from '../../engine/lib/digest.ts';
import { digestOf, objectName } from '../../engine/model/ids.ts';
import type { GroupSpec } from '../../engine/model/wanted.ts';
import type { Group } from '../../schemas/generated/spec.ts';
import type { Finding } from '../document/finding.ts';
import { idleNull, namesOf } from './build-app.ts';
import { type Inherited, overlay } from './inherited.ts';

export interface BuiltGroup {
  readonly spec: GroupSpec;
  /** What the objects below get from it and from those above it. */
  readonly inherited: Inherited;
  readonly findings: readonly Finding[];
}

export function buildGroup(group: Group, above: Inherited): BuiltGroup {
  const findings: Finding[] = [];
  const idle = (path: Path): void => {
    findings.push(idleNull(path));
  };
  const { role, labels, task, update, placement, dependsOn = [] } = group.spec ?? {};
  const given = { role, labels, user: task?.user, env: task?.env, update, placement };
  const inherited = overlay(above, given, ['spec', 'labels'], idle);
  const own = { labels: group.metadata.labels };
  const content = {
    labels: overlay(above, own, ['metadata', 'labels'], idle).labels,
    dependsOn: namesOf(dependsOn, []),
    defaults: writtenFields(group.spec ?? {}),
  };
  const { name } = group.metadata;
  const digest = digestOf(digestJson({ kind: 'Group', name, ...content }));
  return {
    spec: { kind: 'Group', name: objectName(name), ...content, digest },
    inherited,
    findings,
  };
}

type Members = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** The defaults as written, by field path; nulls as `null`. */
function writtenFields(spec: Members): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  const put = (path: string, value: unknown): void => {
    if (isPlain(value)) fields[path] = String(value);
    else if (!Array.isArray(value)) putMembers(path, value as Members);
    else if (value.every(isPlain)) fields[path] = `[${value.join(', ')}]`;
    else for (const [index, item] of value.entries()) put(`${path}[${index}]`, item);
  };
  const putMembers = (path: string, members: Members): void => {
    for (const [key, value] of Object.entries(members))
      put(`${path}${memberText(path, key)}`, value);
  };
  const { dependsOn: _shownApart, ...defaults } = spec;
  putMembers('', defaults);
  return fields;
}

function memberText(path: string, key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) return `[${JSON.stringify(key)}]`;
  return path === '' ? key : `.${key}`;
}
