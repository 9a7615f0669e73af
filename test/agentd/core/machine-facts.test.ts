// What an agent says of its machine: allowance, overrides, attributes, capabilities.
import { describe, expect, test } from 'vitest';
import { detectedResources, overrideResources } from '../../../agentd/core/allowance.ts';
import { parseAttributesText } from '../../../agentd/core/attributes-text.ts';
import { capabilitiesOf } from '../../../agentd/core/capabilities.ts';
import { parseResourcesText } from '../../../agentd/core/resources-text.ts';

describe('the allowance', () => {
  test.each([
    ['half of little memory', { memoryMib: 1_500, diskMib: 100_000 }, 750, 94_880],
    ['all but 1 GiB of more', { memoryMib: 2_048, diskMib: 100_000 }, 1_024, 94_880],
    ['half of a small disk', { memoryMib: 8_192, diskMib: 10_239 }, 7_168, 5_119],
    ['all but 5 GiB of a larger', { memoryMib: 8_192, diskMib: 10_240 }, 7_168, 5_120],
    ['1 GiB and 10 GiB when unknown', { memoryMib: undefined, diskMib: undefined }, 1_024, 10_240],
  ])('%s', (_, size, memoryMib, diskMib) => {
    const { scalars, ranges } = detectedResources({ cores: 4, ...size });
    expect(scalars).toEqual({ cpus: 4_000, mem: memoryMib * 1000, disk: diskMib * 1000 });
    expect(ranges).toEqual({ ports: [[31_000, 32_000]] });
  });

  test('what is given replaces what was detected, name by name and kind by kind', () => {
    const detected = detectedResources({ cores: 2, memoryMib: 4_096, diskMib: 50_000 });
    const given = parseResourcesText('cpus:8;ports:[1-2];gpus:1');
    if (given.kind === 'faults') throw new Error('faults');
    const { scalars, ranges } = overrideResources(detected, given.resources);
    expect(scalars).toEqual({ cpus: 8_000, disk: 44_880_000, gpus: 1_000, mem: 3_072_000 });
    expect(ranges).toEqual({ ports: [[1, 2]] });
  });
});

describe('attributes', () => {
  test.each([
    ['datacenter:pdx1;rack:1-1;os:rhel7', { datacenter: 'pdx1', rack: '1-1', os: 'rhel7' }],
    [' rack:1-1; pythons:python2,python3', { rack: '1-1', pythons: 'python2,python3' }],
    ['url:http://a:1/', { url: 'http://a:1/' }],
    ['', {}],
  ])('%s', (text, attributes) => {
    expect(parseAttributesText(text)).toEqual({ kind: 'attributes', attributes });
  });

  test.each([
    ['rack', 'it has no value'],
    ['rack:', 'it has no value'],
    [':1', 'write NAME:TEXT'],
    ['a b:1', 'write NAME:TEXT'],
    ['rack:1;rack:2', 'it is given twice'],
    ['hostname:x', 'every agent has a hostname of its own'],
    ['__proto__', 'it has no value'],
  ])('%s is a fault', (text, fault) => {
    const faults = [expect.stringContaining(fault)];
    expect(parseAttributesText(text)).toEqual({ kind: 'faults', faults });
  });
});

test('what is only watched says so, and users depend on being root', () => {
  const levels = (isRoot: boolean) =>
    Object.fromEntries(capabilitiesOf({ isRoot }).map(({ name, level }) => [name, level]));
  const watched = ['cpu-limit', 'disk-limit', 'memory-limit', 'process-group'];
  for (const name of watched) expect(levels(true)[name]).toBe('monitoring');
  expect(levels(true).users).toBe('enforced');
  expect(levels(false).users).toBe('missing');
  for (const { note } of capabilitiesOf({ isRoot: false })) expect(note.length).toBeLessThan(513);
});
