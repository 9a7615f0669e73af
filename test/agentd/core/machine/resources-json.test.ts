// Mesos' JSON for --resources, and what is wrong with other JSON.
import { describe, expect, test } from 'vitest';
import { parseResources } from '../../../../agentd/core/machine/given-resources.ts';
import { role } from '../../../../engine/model/ids.ts';

const readJson = (value: unknown, defaultRole = '*') => {
  const given = parseResources(JSON.stringify(value), role(defaultRole));
  return given.kind === 'faults' ? given.faults : given.resources;
};

const cpus = { name: 'cpus', type: 'SCALAR', scalar: { value: 8.5 } };
const disk = (type: string, root?: unknown) => ({
  ...{ name: 'disk', type: 'SCALAR', scalar: { value: 2048 } },
  disk: { source: { type, [type.toLowerCase()]: { root } } },
});
const ofRole = (owner: string) => ({ reservations: [{ kind: 'static', role: owner }] });
const milli = (amount: number) => ({ kind: 'scalar', milli: amount });

describe('JSON resources', () => {
  test.each([
    ['a scalar', cpus, { name: 'cpus', value: milli(8_500) }],
    ['a role', { ...cpus, role: 'prod' }, { name: 'cpus', value: milli(8_500), ...ofRole('prod') }],
    ['nobody’s role', { ...cpus, role: '*' }, { name: 'cpus', value: milli(8_500) }],
    [
      'ranges',
      {
        name: 'ports',
        type: 'RANGES',
        ranges: {
          range: [
            { begin: 5, end: 9 },
            { begin: 1, end: 4 },
          ],
        },
      },
      { name: 'ports', value: { kind: 'ranges', ranges: [[1, 9]] } },
    ],
    [
      'a set',
      { name: 'disks', type: 'SET', set: { item: ['b', 'a'] } },
      { name: 'disks', value: { kind: 'set', items: ['a', 'b'] } },
    ],
    [
      'a path on a disk',
      disk('PATH', '/mnt/data/'),
      {
        name: 'disk',
        value: milli(2_048_000),
        disk: { source: { kind: 'path', root: '/mnt/data' } },
      },
    ],
    [
      'a file system of its own',
      { ...disk('MOUNT', '/mnt/ssd'), role: 'eng' },
      {
        ...{ name: 'disk', value: milli(2_048_000), ...ofRole('eng') },
        disk: { source: { kind: 'mount', root: '/mnt/ssd' } },
      },
    ],
    [
      'reservations on top of one another',
      { ...cpus, reservations: [{ type: 'STATIC', role: 'eng' }, { role: 'eng/ads' }] },
      {
        ...{ name: 'cpus', value: milli(8_500) },
        reservations: [
          { kind: 'static', role: 'eng' },
          { kind: 'static', role: 'eng/ads' },
        ],
      },
    ],
    [
      'revocable',
      { ...cpus, revocable: {} },
      { name: 'cpus', value: milli(8_500), revocable: true },
    ],
  ])('%s', (_, given, resource) => {
    expect(readJson([given])).toEqual([resource]);
  });

  test('what names no role is the default role’s', () => {
    const plain = { name: 'cpus', value: milli(8_500) };
    const empty = { ...cpus, reservations: [] };
    const read = readJson([cpus, { ...cpus, role: '*' }, empty], 'prod');
    expect(read).toEqual([{ ...plain, ...ofRole('prod') }, plain, { ...plain, ...ofRole('prod') }]);
  });

  test.each([
    ['no object', 4, ['[0]: 4: write an object']],
    ['no name', { ...cpus, name: undefined }, ['[0].name: missing: write the name']],
    ['a field that isn’t known', { ...cpus, shared: {} }, ['[0].shared: not known: leave it out']],
    ['no type', { ...cpus, type: 'BLOB' }, ['[0].type: "BLOB": write SCALAR, RANGES or SET']],
    ['no value', { name: 'cpus', type: 'SCALAR' }, ['[0].scalar: missing: write an object']],
    [
      'two values',
      { ...cpus, set: { item: [] } },
      ['[0].set: given for a resource of type "SCALAR": leave it out'],
    ],
    [
      'four decimals',
      { ...cpus, scalar: { value: 0.0001 } },
      ['[0].scalar: {"value":0.0001}: write {"value": 4}'],
    ],
    [
      'the wrong type for its name',
      { name: 'ports', type: 'SCALAR', scalar: { value: 1 } },
      ['[0].scalar: ports: "{\\"value\\":1}": write ranges'],
    ],
    [
      'a range upside down',
      { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 2, end: 1 }] } },
      ['[0].ranges: {"range":[{"begin":2,"end":1}]}: write {"range"'],
    ],
    ['a role that is none', { ...cpus, role: 'a//b' }, ['[0].role: role "a//b": segments']],
    [
      'two ways to name a role',
      { ...cpus, role: 'a', reservations: [{ role: 'a' }] },
      ['[0].role: given beside reservations'],
    ],
    [
      'a dynamic reservation',
      { ...cpus, reservations: [{ type: 'DYNAMIC', role: 'a' }] },
      ['[0].reservations[0].type: "DYNAMIC": write STATIC; only the engine reserves dynamically'],
    ],
    [
      'a refinement for a stranger',
      { ...cpus, reservations: [{ role: 'a' }, { role: 'ab' }] },
      ['[0].reservations[1].role: ab: write a role below a'],
    ],
    [
      'cpus on a disk',
      { ...cpus, disk: {} },
      ['[0].disk: given for cpus: only disk lies on a disk'],
    ],
    ['a raw disk', disk('RAW'), ['[0].disk.source.type: "RAW": write PATH or MOUNT']],
    [
      'a path that isn’t absolute',
      disk('PATH', 'mnt'),
      ['[0].disk.source.path.root: "mnt": write'],
    ],
    [
      'a path that climbs',
      disk('PATH', '/a/../b'),
      ['[0].disk.source.path.root: "/a/../b": write'],
    ],
    [
      'a volume',
      { ...disk('PATH', '/a'), disk: { persistence: { id: 'x' } } },
      ['[0].disk: it holds a volume: only the engine makes those'],
    ],
    ['revocable by a word', { ...cpus, revocable: 'yes' }, ['[0].revocable: "yes": write {}']],
  ])('%s is a fault that says where and what would be right', (_, given, faults) => {
    expect(readJson([given])).toEqual(
      faults.map((fault) => expect.stringContaining(`--resources${fault}`)),
    );
  });

  test('a mount given twice, whoever for, would be two', () => {
    const faults = readJson([disk('MOUNT', '/a'), { ...disk('MOUNT', '/a/'), role: 'x' }]);
    expect(faults).toEqual(['--resources: /a: this MOUNT is given twice: give it once, whole']);
    expect(readJson([disk('PATH', '/a'), { ...disk('PATH', '/a'), role: 'x' }])).toHaveLength(2);
  });

  test('all faults of all resources come at once', () => {
    const faults = readJson([{ ...cpus, role: '+', disk: 1 }, cpus, { ...cpus, type: 1, x: 1 }]);
    expect(faults).toHaveLength(5);
  });

  test.each([
    ['[{]', /^--resources: no JSON \(.+\): mend it$/],
    ['{"name": "cpus"}', /^--resources: no array: write \[\{"name": "cpus", ...\}, ...\]$/],
  ])('%s is no JSON of resources', (text, fault) => {
    const given = parseResources(text);
    expect(given).toEqual({ kind: 'faults', faults: [expect.stringMatching(fault)] });
  });
});
