// Bundles as short texts for tables: `cpus:8; mem(prod):16384; disk@mount/m1:100;
// ports:31000-31002`, with `~` before what is revocable. Amounts in units, not in 1/1000.
import { role } from '../../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../../engine/model/resources/bundle.ts';
import {
  type DiskSource,
  type Resource,
  reservedFor,
} from '../../../engine/model/resources/resource.ts';
import type { Value } from '../../../engine/model/resources/value.ts';

export const bundle = (text: string): Bundle =>
  bundleOf(text.split('; ').filter(Boolean).map(resource));

/** What a framework has reserved for the role. */
export const reservedBundle = (text: string, owner: string): Bundle =>
  bundle(text).map((one) => ({ ...one, reservations: [{ kind: 'dynamic', role: role(owner) }] }));

const pattern = /^(~?)(\w+)(?:\((\S+)\))?(?:@(path|mount)(\/\S+))?:(\S+)$/;

function resource(text: string): Resource {
  const [, tilde, name = '', owner, kind, root = '', amount = ''] = pattern.exec(text) ?? [];
  if (name === '') throw new RangeError(`${text} is no resource`);
  const source = { kind, root } as DiskSource;
  return {
    name,
    value: valueFrom(amount),
    ...(owner ? { reservations: [{ kind: 'static', role: role(owner) }] } : {}),
    ...(kind ? { disk: { source } } : {}),
    ...(tilde ? { revocable: true } : {}),
  };
}

function valueFrom(text: string): Value {
  const [begin = 0, end = 0] = text.split('-').map(Number);
  if (text.includes('-')) return { kind: 'ranges', ranges: [[begin, end]] };
  return { kind: 'scalar', milli: Math.round(begin * 1000) };
}

export const words = (all: Bundle): string =>
  all
    .map((one) => {
      const owner = reservedFor(one);
      const source = one.disk?.source;
      const place = source ? `@${source.kind}${source.root}` : '';
      const head = `${one.revocable ? '~' : ''}${one.name}${owner ? `(${owner})` : ''}${place}`;
      return `${head}:${amountOf(one.value)}`;
    })
    .join('; ');

function amountOf(value: Value): string {
  if (value.kind === 'scalar') return String(value.milli / 1000);
  if (value.kind === 'set') return value.items.join();
  return value.ranges.map((range) => range.join('-')).join();
}
