// Literals of book-mesos.md M056 to M063, and what is wrong with others.
import { describe, expect, test } from 'vitest';
import { parseResources } from '../../../../agentd/core/machine/given-resources.ts';
import { role } from '../../../../engine/model/ids.ts';
import { bundleOf } from '../../../../engine/model/resources/bundle.ts';
import type { Resource } from '../../../../engine/model/resources/resource.ts';

const bundleIn = (text: string, defaultRole = '*') => {
  const given = parseResources(text, role(defaultRole));
  if (given.kind === 'faults') throw new Error(given.faults.join('\n'));
  return bundleOf(given.resources);
};

const forRole = (owner?: string) =>
  owner === undefined ? {} : { reservations: [{ kind: 'static' as const, role: role(owner) }] };
const scalar = (name: string, amount: number, owner?: string): Resource => ({
  ...{ name, value: { kind: 'scalar', milli: amount * 1000 }, ...forRole(owner) },
});
const ranges = (name: string, list: [number, number][], owner?: string): Resource => ({
  ...{ name, value: { kind: 'ranges', ranges: list }, ...forRole(owner) },
});

describe('a text of resources', () => {
  test.each<[string, Resource[]]>([
    [
      'cpus:24;mem:24576;disk:409600',
      [scalar('cpus', 24), scalar('disk', 409_600), scalar('mem', 24_576)],
    ],
    ['cpus(*):0.5; mem( * ) : 8192 ;', [scalar('cpus', 0.5), scalar('mem', 8192)]],
    ['ports(*):[40000-50000]', [ranges('ports', [[40_000, 50_000]])]],
    [
      'ports:[5-6,1-2, 7-9]',
      [
        ranges('ports', [
          [1, 2],
          [5, 9],
        ]),
      ],
    ],
    ['ports:[1-4];ports:[3-6]', [ranges('ports', [[1, 6]])]],
    ['cpus:1;cpus:0.25', [scalar('cpus', 1.25)]],
    [
      'disks:{ssd3, ssd1,ssd2}',
      [{ name: 'disks', value: { kind: 'set', items: ['ssd1', 'ssd2', 'ssd3'] } }],
    ],
    ['ephemeral_ports:[32768-57344]', [ranges('ephemeral_ports', [[32_768, 57_344]])]],
    ['bandwidth:12.125', [scalar('bandwidth', 12.125)]],
    [
      'cpus(*):4; mem(*):8192; ports(*):[40000-50000]; cpus(prod):8; mem(prod):16384',
      [
        scalar('cpus', 4),
        scalar('cpus', 8, 'prod'),
        scalar('mem', 8192),
        scalar('mem', 16_384, 'prod'),
        ranges('ports', [[40_000, 50_000]]),
      ],
    ],
    [
      'ports(eng/ads):[1-2];cpus( eng/ads ):1;cpus(eng/ads):1',
      [scalar('cpus', 2, 'eng/ads'), ranges('ports', [[1, 2]], 'eng/ads')],
    ],
    ['cpu:4', [scalar('cpu', 4)]],
    ['cpus:0', []],
    ['', []],
  ])('%s', (text, bundle) => {
    expect(bundleIn(text)).toEqual(bundle);
  });

  test('what names no role is the default role’s, and what names * is nobody’s', () => {
    expect(bundleIn('cpus:4;cpus(*):1;cpus(dev):2', 'prod')).toEqual([
      scalar('cpus', 1),
      scalar('cpus', 2, 'dev'),
      scalar('cpus', 4, 'prod'),
    ]);
  });

  test.each([
    ['cpus:four', '--resources: cpus: "four": write a number such as 4 or 0.5'],
    ['cpus:-1', '--resources: cpus: "-1": write a number'],
    ['cpus:0.0001', '--resources: cpus: "0.0001": write a number'],
    ['cpus:[1-2]', '--resources: cpus: "[1-2]": write a number'],
    ['cpus(a b):1', '--resources: cpus: role "a b": segments of letters'],
    ['cpus():1', '--resources: cpus: role "": segments of letters'],
    ['cpus(/a):1', '--resources: cpus: role "/a": segments of letters'],
    ['cpus(-a):1', '--resources: cpus: role "-a": segments of letters'],
    ['gpus:0.5', '--resources: gpus: "0.5": write a whole number'],
    ['ports:31000', '--resources: ports: "31000": write ranges such as [31000-32000]'],
    ['ports:[32000-31000]', 'write ranges'],
    ['ports:[0-10]', 'ports lie between 1 and 65535'],
    ['ports:[1-70000]', 'ports lie between 1 and 65535'],
    ['disks:{a b}', 'a set such as {ssd1, ssd2}'],
    ['x:1;x:{a}', '--resources: x: it is given as scalar and as set: choose one'],
    ['x:1;x(prod):[1-2]', '--resources: x: it is given as scalar and as ranges: choose one'],
    ['cpus', '"cpus" is no resource: write NAME:VALUE'],
    ['1x:1', '--resources: name "1x": letters, digits'],
    ['constructor:1', '--resources: name "constructor": letters, digits'],
  ])('%s is a fault that says what would be right', (text, fault) => {
    const given = parseResources(text);
    expect(given).toEqual({ kind: 'faults', faults: [expect.stringContaining(fault)] });
  });

  test('all faults come at once', () => {
    const given = parseResources('cpus(+):four; 2:1; mem:8192; ports:[0-1]');
    expect(given.kind === 'faults' && given.faults).toEqual([
      expect.stringContaining('cpus: role "+"'),
      expect.stringContaining('cpus: "four"'),
      expect.stringContaining('name "2"'),
      expect.stringContaining('ports: "[0-1]"'),
    ]);
  });
});
