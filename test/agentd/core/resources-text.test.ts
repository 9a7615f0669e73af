// Literals of book-mesos.md M056 to M063, and what is wrong with others.
import { describe, expect, test } from 'vitest';
import { parseResourcesText } from '../../../agentd/core/resources-text.ts';

const resourcesOf = (text: string) => {
  const parsed = parseResourcesText(text);
  if (parsed.kind === 'faults') throw new Error(parsed.faults.join('\n'));
  return parsed.resources;
};

describe('a text of resources', () => {
  test.each([
    ['cpus:24;mem:24576;disk:409600', { cpus: 24_000, mem: 24_576_000, disk: 409_600_000 }, {}, {}],
    ['cpus(*):0.5; mem( * ) : 8192 ;', { cpus: 500, mem: 8_192_000 }, {}, {}],
    ['ports(*):[40000-50000]', {}, { ports: [[40_000, 50_000]] }, {}],
    ['ports:[31000-32000]', {}, { ports: [[31_000, 32_000]] }, {}],
    [
      'ports:[5-6,1-2, 7-9]',
      {},
      {
        ports: [
          [1, 2],
          [5, 9],
        ],
      },
      {},
    ],
    ['ports:[1-4];ports:[3-6]', {}, { ports: [[1, 6]] }, {}],
    ['cpus:1;cpus:0.25', { cpus: 1250 }, {}, {}],
    ['disks:{ssd3, ssd1,ssd2}', {}, {}, { disks: ['ssd1', 'ssd2', 'ssd3'] }],
    ['ephemeral_ports:[32768-57344]', {}, { ephemeral_ports: [[32_768, 57_344]] }, {}],
    ['bandwidth:12.125', { bandwidth: 12_125 }, {}, {}],
    ['', {}, {}, {}],
  ])('%s', (text, scalars, ranges, sets) => {
    expect(resourcesOf(text)).toEqual({ scalars, ranges, sets });
  });

  test.each([
    ['cpu:4', '--resources: cpu: no task asks for that: write cpus'],
    ['memory:4096', '--resources: memory: no task asks for that: write mem'],
    ['cpus(prod):8', '--resources: cpus(prod): not yet: reservations for a role come later'],
    ['cpus:four', '--resources: cpus: "four": write a number such as 4 or 0.5'],
    ['cpus:-1', '--resources: cpus: "-1": write a number'],
    ['cpus:0.0001', '--resources: cpus: "0.0001": write a number'],
    ['cpus:[1-2]', '--resources: cpus: "[1-2]": write a number'],
    ['ports:31000', '--resources: ports: "31000": write ranges such as [31000-32000]'],
    ['ports:[32000-31000]', 'write ranges'],
    ['ports:[0-10]', 'ports lie between 1 and 65535'],
    ['ports:[1-70000]', 'ports lie between 1 and 65535'],
    ['disks:{a b}', 'a set such as {ssd1, ssd2}'],
    ['x:1;x:{a}', '--resources: x: it is given as scalar and as set: choose one'],
    ['cpus', '"cpus" is no resource: write NAME:VALUE'],
  ])('%s is a fault that says what would be right', (text, fault) => {
    const parsed = parseResourcesText(text);
    expect(parsed).toMatchObject({ kind: 'faults', faults: [expect.stringContaining(fault)] });
  });

  test('all faults come at once', () => {
    const literal = 'cpu(*):4; mem(*):8192; ports(*):[40000-50000]; cpu(prod):8; mem(prod):16384';
    const parsed = parseResourcesText(literal);
    expect(parsed.kind === 'faults' && parsed.faults.length).toBe(3);
  });
});
