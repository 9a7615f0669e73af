// What holds for a resource of an agent, however it is written: its name, its kind of value and its
// bounds, who it may be reserved for. Faults read `what is: what would be right`.
import { type Role, role } from '../../../engine/model/ids.ts';
import { isResourceName } from '../../../engine/model/resources/bundle-fault.ts';
import type { Reservation, Resource } from '../../../engine/model/resources/resource.ts';
import type { Value } from '../../../engine/model/resources/value.ts';

/** Each as it was written, in any order and amounts of zero with them; or all that is wrong. */
export interface ReadResources {
  readonly resources: readonly Resource[];
  readonly faults: readonly string[];
}

const kindOf: ReadonlyMap<string, Value['kind']> = new Map([
  ['cpus', 'scalar'],
  ['mem', 'scalar'],
  ['disk', 'scalar'],
  ['gpus', 'scalar'],
  ['ports', 'ranges'],
]);
const samples: Readonly<Record<Value['kind'], string>> = {
  scalar: 'a number such as 4 or 0.5',
  ranges: 'ranges such as [31000-32000]',
  set: 'a set such as {ssd1, ssd2}',
};

/** Of a role path (schemas/spec/quota.json). */
const rolePattern = /^(\*|[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$/;
const maxRoleChars = 128;

export const nameFault = (name: string): string | undefined =>
  isResourceName(name)
    ? undefined
    : `name ${JSON.stringify(name.slice(0, 80))}: letters, digits, _ . and -, such as cpus`;

/** `value` undefined: what stands there is no value. `text` is what stands there. */
export function valueFault(name: string, value: Value | undefined, text: string) {
  const wanted = kindOf.get(name);
  const sample = wanted === undefined ? Object.values(samples).join(', or ') : samples[wanted];
  if (value === undefined || (wanted !== undefined && value.kind !== wanted))
    return `${name}: ${JSON.stringify(text.slice(0, 80))}: write ${sample}`;
  if (name === 'ports' && value.kind === 'ranges' && value.ranges.flat().some(isNoPort))
    return `ports: ${JSON.stringify(text.slice(0, 80))}: ports lie between 1 and 65535`;
  if (name === 'gpus' && value.kind === 'scalar' && value.milli % 1000 !== 0)
    return `gpus: ${JSON.stringify(text)}: write a whole number, such as 1`;
  return undefined;
}

const isNoPort = (port: number): boolean => port < 1 || port > 65_535;

export const roleFault = (text: string): string | undefined =>
  rolePattern.test(text) && text.length <= maxRoleChars
    ? undefined
    : `role ${JSON.stringify(text.slice(0, 80))}: segments of letters, digits and _ . -, ` +
      'such as shop or eng/ads, or *';

/** `*` is nobody: unreserved. */
export const reservedBy = (owner: string): { readonly reservations?: readonly Reservation[] } =>
  owner === '*' ? {} : { reservations: [{ kind: 'static', role: role(owner) }] };

/** Whose resources are that say nothing of a role. */
export type DefaultRole = Role | '*';

/** An item of a set, in text and in JSON. */
export const isSetItem = (item: string): boolean => /^[^\s{}[\]();:,]{1,256}$/.test(item);
