// Resources as Mesos' JSON has them: an array of Resource messages (mesos.proto), for what the text
// can't say: reservations on top of one another, disks of their own (PATH and MOUNT), revocable
// ones. What the engine alone makes (dynamic reservations, volumes) is a fault, and so is what
// isn't known: left out in silence, it would be taken to hold.
import { role } from '../../../engine/model/ids.ts';
import {
  type Disk,
  isWithin,
  type Reservation,
  type Resource,
} from '../../../engine/model/resources/resource.ts';
import { type Fields, fieldsOf, isFields, type Say, sayUnknown, shown } from './json-fields.ts';
import {
  type DefaultRole,
  nameFault,
  type ReadResources,
  reservedBy,
  roleFault,
  valueFault,
} from './resource-rules.ts';
import { valueIn } from './value-json.ts';

export function readResourcesJson(text: string, defaultRole: DefaultRole): ReadResources {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    return { resources: [], faults: [`no JSON (${(error as Error).message}): mend it`] };
  }
  if (!Array.isArray(list))
    return { resources: [], faults: ['no array: write [{"name": "cpus", ...}, ...]'] };
  const faults: string[] = [];
  const resources = list.flatMap((item: unknown, index) => {
    const say: Say = (field, fault) => {
      const at = field === '' ? `[${index}]` : `[${index}].${field}`;
      faults.push(`${at}: ${fault}`);
    };
    const resource = readItem(item, defaultRole, say);
    return resource === undefined ? [] : [resource];
  });
  return { resources, faults };
}

const known = ['name', 'type', 'role', 'reservations', 'disk', 'revocable'];
const valueFields = ['scalar', 'ranges', 'set'];

function readItem(item: unknown, defaultRole: DefaultRole, say: Say): Resource | undefined {
  const fields = fieldsOf(item, '', say);
  if (fields === undefined) return undefined;
  sayUnknown(fields, [...known, ...valueFields], say);
  const { name } = fields;
  if (typeof name !== 'string') {
    say('name', `${shown(name)}: write the name of a resource, such as "cpus"`);
    return undefined;
  }
  const nameless = nameFault(name);
  if (nameless !== undefined) say('name', nameless);
  const value = valueIn(fields, say);
  const fault =
    value === undefined ? undefined : valueFault(name, value, shown(fields[value.kind]));
  if (fault !== undefined) say(value?.kind ?? '', fault);
  const owner = ownerIn(fields, defaultRole, say);
  const disk = diskIn(fields, name, say);
  if (fields.revocable !== undefined && !isPresence(fields.revocable))
    say('revocable', `${shown(fields.revocable)}: write {}, or leave it out`);
  const revocable = fields.revocable === undefined ? {} : { revocable: true as const };
  if (value === undefined) return undefined;
  return { name, value, ...owner, ...(disk === undefined ? {} : { disk }), ...revocable };
}

/** Mesos has an empty message for yes. */
const isPresence = (value: unknown): boolean =>
  value === true || (isFields(value) && Object.keys(value).length === 0);

function ownerIn(
  fields: Fields,
  defaultRole: DefaultRole,
  say: Say,
): Pick<Resource, 'reservations'> {
  const { role: owner, reservations } = fields;
  if (reservations !== undefined && owner !== undefined)
    say('role', 'given beside reservations: leave one of them out');
  if (reservations !== undefined) return stackIn(reservations, defaultRole, say);
  if (owner === undefined) return reservedBy(defaultRole);
  const fault = typeof owner === 'string' ? roleFault(owner) : `${shown(owner)}: write a role`;
  if (fault !== undefined) say('role', fault);
  return reservedBy(String(owner));
}

function stackIn(list: unknown, defaultRole: DefaultRole, say: Say): ReturnType<typeof ownerIn> {
  if (!Array.isArray(list)) {
    say('reservations', `${shown(list)}: write [{"type": "STATIC", "role": "prod"}]`);
    return {};
  }
  if (list.length === 0) return reservedBy(defaultRole);
  const stack = list.flatMap((item: unknown, index) => reservationIn(item, index, say));
  for (const [index, { role: inner }] of stack.entries()) {
    const outer = stack[index - 1]?.role;
    if (outer !== undefined && (inner === outer || !isWithin(inner, outer)))
      say(`reservations[${index}].role`, `${inner}: write a role below ${outer}`);
  }
  return { reservations: stack };
}

function reservationIn(item: unknown, index: number, say: Say): readonly Reservation[] {
  const at = `reservations[${index}]`;
  const fields = fieldsOf(item, at, say);
  if (fields === undefined) return [];
  const within: Say = (field, fault) => say(`${at}.${field}`, fault);
  sayUnknown(fields, ['type', 'role'], within);
  const { type = 'STATIC', role: owner } = fields;
  if (type !== 'STATIC')
    within('type', `${shown(type)}: write STATIC; only the engine reserves dynamically`);
  const fault =
    typeof owner === 'string' && owner !== '*'
      ? roleFault(owner)
      : `${shown(owner)}: write a role, such as "prod"`;
  if (fault !== undefined) within('role', fault);
  return fault === undefined ? [{ kind: 'static', role: role(String(owner)) }] : [];
}

function diskIn(fields: Fields, name: string, say: Say): Disk | undefined {
  if (fields.disk === undefined) return undefined;
  if (name !== 'disk') say('disk', `given for ${name}: only disk lies on a disk`);
  const disk = fieldsOf(fields.disk, 'disk', say);
  if (disk === undefined) return undefined;
  const within: Say = (field, fault) => say(`disk.${field}`, fault);
  if (disk.persistence !== undefined || disk.volume !== undefined)
    say('disk', 'it holds a volume: only the engine makes those; leave it out');
  sayUnknown(disk, ['source', 'persistence', 'volume'], within);
  return disk.source === undefined ? undefined : sourceIn(disk.source, within);
}

function sourceIn(given: unknown, say: Say): Disk | undefined {
  const source = fieldsOf(given, 'source', say);
  if (source === undefined) return undefined;
  const { type } = source;
  if (type !== 'PATH' && type !== 'MOUNT') {
    say('source.type', `${shown(type)}: write PATH or MOUNT`);
    return undefined;
  }
  const kind = type === 'PATH' ? 'path' : 'mount';
  sayUnknown(source, ['type', kind], (field, fault) => say(`source.${field}`, fault));
  const root = isFields(source[kind]) ? source[kind].root : undefined;
  if (typeof root === 'string' && isPath(root)) return { source: { kind, root: trimmed(root) } };
  say(
    `source.${kind}.root`,
    `${shown(root)}: write the absolute path of a folder, no . or .. in it`,
  );
  return undefined;
}

const isPath = (text: string): boolean =>
  text.length <= 1024 && /^(\/[^/\0]+)+\/?$/.test(text) && !/\/\.{1,2}(\/|$)/.test(text);
const trimmed = (path: string): string => path.replace(/\/$/, '');
