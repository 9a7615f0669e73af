// Which Quotas stand against a revision, by what it changes, what agents have and what is used.
import { describe, expect, it, test } from 'vitest';
import { digestOf, type Role, role } from '../../../../engine/model/ids.ts';
import type { Scalars } from '../../../../engine/model/resources/amounts.ts';
import type { QuotaSpec } from '../../../../engine/model/wanted.ts';
import { allowedRoles } from '../../../../engine/plan/quota/allowed-roles.ts';
import {
  agentCapacity,
  knownCapacity,
  type QuotaChange,
  quotaBlock,
} from '../../../../engine/plan/quota/quota-check.ts';

const cpus = (count: number): Scalars => ({ cpus: count * 1000 });

const quota = (path: string, more: Partial<QuotaSpec>): QuotaSpec => ({
  ...{ kind: 'Quota', name: path, role: role(path), weightMilli: 1000 },
  ...{ digest: digestOf(JSON.stringify([path, more])), ...more },
});
const guaranteed = (path: string, count: number) => quota(path, { guarantee: cpus(count) });
const limited = (path: string, count: number) => quota(path, { limit: cpus(count) });

const usedBy = (use: Readonly<Record<string, number>>) => () =>
  new Map<Role, Scalars>(Object.entries(use).map(([path, count]) => [role(path), cpus(count)]));

const blockOf = (change: Partial<QuotaChange>) =>
  quotaBlock({ applied: [], wanted: [], capacity: cpus(10), use: usedBy({}), ...change });

describe('guarantees', () => {
  test.each<readonly [string, boolean, Partial<QuotaChange>]>([
    ['as much as there is', false, { wanted: [guaranteed('a', 10)] }],
    ['more than there is', true, { wanted: [guaranteed('a', 10.001)] }],
    ['several that come to more', true, { wanted: [guaranteed('a', 6), guaranteed('b', 6)] }],
    [
      'children within their parent’s, which counts alone',
      false,
      { wanted: [guaranteed('a', 9), guaranteed('a/x', 5), guaranteed('a/y', 4)] },
    ],
    [
      'children that come to more than their parent’s',
      true,
      { wanted: [guaranteed('a', 9), guaranteed('a/x', 7), guaranteed('a/y', 7)] },
    ],
    ['a resource that no agent has', true, { wanted: [quota('a', { guarantee: { gpus: 1 } })] }],
    ['before any agent is known', false, { wanted: [guaranteed('a', 99)], capacity: undefined }],
  ])('%s', (_, isBlocked, change) => {
    expect(blockOf(change) !== undefined).toBe(isBlocked);
  });

  test.each<readonly [string, boolean, Partial<QuotaChange>]>([
    ['nothing', false, { applied: [guaranteed('a', 20)], wanted: [guaranteed('a', 20)] }],
    ['a weight alone', false, { wanted: [quota('a', { guarantee: cpus(20), weightMilli: 7 })] }],
    ['one to less', false, { wanted: [guaranteed('a', 15)] }],
    ['one to more', true, { wanted: [guaranteed('a', 21)] }],
    ['whose it is', false, { wanted: [guaranteed('b', 20)] }],
    ['one to a child', false, { wanted: [guaranteed('a', 20), guaranteed('a/x', 20)] }],
    ['another resource', false, { wanted: [quota('a', { guarantee: { cpus: 20_000, mem: 1 } })] }],
    ['the last away', false, { wanted: [] }],
  ])('over what is left of a cluster that lost machines: a commit changes %s', (...row) => {
    const [, isBlocked, change] = row;
    const capacity = { cpus: 10_000, mem: 1 };
    const block = blockOf({ applied: [guaranteed('a', 20)], capacity, ...change });
    expect(block !== undefined).toBe(isBlocked);
  });

  it('of a first revision are taken: its agents are still joining', () => {
    const { applied: _, ...first } = { applied: [], wanted: [guaranteed('a', 99)] };
    expect(quotaBlock({ ...first, capacity: cpus(1), use: usedBy({}) })).toBeUndefined();
  });

  it('are told with all figures and the way out', () => {
    const mem = (mib: number) => ({ mem: mib * 1000 });
    const wanted = [quota('a', { guarantee: mem(4096) }), quota('b', { guarantee: mem(7168) })];
    expect(blockOf({ applied: wanted.slice(0, 1), wanted, capacity: mem(10_000) })).toEqual({
      roles: ['b'],
      text:
        'the guarantees of memory come to 11GiB (b 7GiB, a 4GiB), and all known agents have ' +
        '10000MiB: lower guarantees or add agents, or commit with the trailer ' +
        '"Meridian-Allow-Quota: b" if that is meant',
    });
  });
});

describe('limits', () => {
  test.each<readonly [string, boolean, Partial<QuotaChange>]>([
    ['new, at what is used', false, { wanted: [limited('a', 8)] }],
    ['new, below it', true, { wanted: [limited('a', 7.999)] }],
    ['lower', true, { applied: [limited('a', 7)], wanted: [limited('a', 6)] }],
    ['the same', false, { applied: [limited('a', 6)], wanted: [limited('a', 6)] }],
    ['higher', false, { applied: [limited('a', 5)], wanted: [limited('a', 6)] }],
    ['of a role that uses nothing', false, { wanted: [limited('b', 0)] }],
    ['away', false, { applied: [limited('a', 6)], wanted: [] }],
  ])('%s', (_, isBlocked, change) => {
    expect(blockOf({ use: usedBy({ a: 8 }), ...change }) !== undefined).toBe(isBlocked);
  });

  it('are told with all figures and the way out', () => {
    const use = () => new Map([[role('a'), { cpus: 32_000, mem: 512_000, disk: 1000 }]]);
    const wanted = [quota('a', { limit: { cpus: 20_000, mem: 256_000, disk: 1000 } })];
    expect(blockOf({ wanted, use })?.text).toBe(
      'the limit of role a, cpus 20, memory 256MiB, is below what it uses, cpus 32, memory ' +
        '512MiB: raise limits or scale down, or commit with the trailer ' +
        '"Meridian-Allow-Quota: a" if that is meant',
    );
  });

  it('do not cost a look at what runs where none falls', () => {
    const use = () => {
      throw new Error('it was looked at');
    };
    expect(blockOf({ wanted: [guaranteed('a', 1)], use })).toBeUndefined();
  });
});

describe('the trailer', () => {
  const wanted = [guaranteed('a', 11), limited('b', 1), limited('c', 1)];
  const use = usedBy({ b: 2, c: 2 });

  it('lets those roles through that it names, and tells of the others', () => {
    expect(blockOf({ wanted, use })?.roles).toEqual(['a', 'b', 'c']);
    expect(blockOf({ wanted, use, allowed: ['a', 'c'] })?.roles).toEqual(['b']);
    expect(blockOf({ wanted, use, allowed: ['a', 'b', 'c'] })).toBeUndefined();
  });

  it('names roles with commas or one a line, whatever its case', () => {
    const trailer = (key: string, value: string) => ({ key, value });
    const trailers = [
      trailer('Meridian-Allow-Quota', 'shop, eng/ads,'),
      trailer('meridian-allow-quota', ' shop '),
      trailer('Meridian-Allow-Delete', '3'),
    ];
    expect(allowedRoles(trailers)).toEqual({ allowQuota: ['eng/ads', 'shop'] });
    expect(allowedRoles([trailer('Signed-off-by', 'shop')])).toEqual({});
  });
});

describe('what agents have', () => {
  it('is that of all that may come back, those that are gone apart', () => {
    const agent = (presence: 'registered' | 'unreachable' | 'recovering' | 'gone') => ({
      ...{ presence, scalars: cpus(1) },
    });
    const agents = [agent('registered'), agent('unreachable'), agent('recovering'), agent('gone')];
    expect(knownCapacity(agents)).toEqual(cpus(3));
    expect(knownCapacity([agent('gone')])).toBeUndefined();
  });

  it('counts what is reserved, and not what may be taken back', () => {
    const scalar = { kind: 'scalar', milli: 1000 } as const;
    const reservations = [{ role: role('shop'), kind: 'static' as const }];
    expect(
      agentCapacity([
        { name: 'cpus', value: scalar },
        { name: 'cpus', value: scalar, reservations },
        { name: 'cpus', value: scalar, revocable: true },
      ]),
    ).toEqual(cpus(2));
  });
});
