// What an agent says of its machine: allowance, overrides, attributes, capabilities.
import { describe, expect, test } from 'vitest';
import { capabilitiesOf } from '../../../../agentd/core/capabilities.ts';
import {
  detectedResources,
  type Machine,
  overrideResources,
} from '../../../../agentd/core/machine/allowance.ts';
import { parseAttributes } from '../../../../agentd/core/machine/attributes-text.ts';
import { parseResources } from '../../../../agentd/core/machine/given-resources.ts';
import { role } from '../../../../engine/model/ids.ts';
import { amountsOf, reservedAmounts } from '../../../../engine/model/resources/amounts-of.ts';
import {
  isEverOffered,
  misspelt,
  neverOffered,
} from '../../../../engine/model/resources/resource-warnings.ts';

const unknown: Machine = { cores: undefined, memoryMib: undefined, diskMib: undefined };

describe('the allowance', () => {
  test.each<[string, Partial<Machine>, [cpus: number, memoryMib: number, diskMib: number]]>([
    ['half of little memory', { memoryMib: 1_500 }, [1, 750, 10_240]],
    ['half of all but 2 GiB', { memoryMib: 2_047 }, [1, 1_023, 10_240]],
    ['all but 1 GiB of 2', { memoryMib: 2_048 }, [1, 1_024, 10_240]],
    ['all but 1 GiB of more', { memoryMib: 65_536 }, [1, 64_512, 10_240]],
    ['half of a small disk', { diskMib: 10_239 }, [1, 1_024, 5_119]],
    ['all but 5 GiB of 10', { diskMib: 10_240 }, [1, 1_024, 5_120]],
    ['all but 5 GiB of a larger', { diskMib: 100_000 }, [1, 1_024, 94_880]],
    ['all cores', { cores: 12 }, [12, 1_024, 10_240]],
    ['1 cpu, 1 GiB and 10 GiB when unknown', {}, [1, 1_024, 10_240]],
  ])('%s', (_, machine, [cpus, memoryMib, diskMib]) => {
    const { scalars, ranges } = amountsOf(detectedResources({ ...unknown, ...machine }));
    expect(scalars).toEqual({ cpus: cpus * 1000, mem: memoryMib * 1000, disk: diskMib * 1000 });
    expect(ranges).toEqual({ ports: [[31_000, 32_000]] });
  });

  test('what is detected is the default role’s', () => {
    const detected = detectedResources({ ...unknown, cores: 4 }, role('public'));
    expect(amountsOf(detected).scalars).toEqual({});
    const [reserved] = reservedAmounts(detected);
    expect(reserved).toMatchObject({ role: 'public', amounts: { scalars: { cpus: 4_000 } } });
  });
});

const overridden = (text: string) => {
  const detected = detectedResources({ cores: 2, memoryMib: 4_096, diskMib: 50_000 });
  const given = parseResources(text);
  if (given.kind === 'faults') throw new Error('faults');
  return overrideResources(detected, given.resources);
};

describe('what is given', () => {
  test('replaces what was detected, name by name and kind by kind', () => {
    const { scalars, ranges } = amountsOf(overridden('cpus:8;ports:[1-2];gpus:1'));
    expect(scalars).toEqual({ cpus: 8_000, disk: 44_880_000, gpus: 1_000, mem: 3_072_000 });
    expect(ranges).toEqual({ ports: [[1, 2]] });
  });

  test('for a role alone leaves nothing of it to anybody else', () => {
    const bundle = overridden('cpus(prod):8');
    expect(amountsOf(bundle).scalars).toEqual({ disk: 44_880_000, mem: 3_072_000 });
    expect(isEverOffered(bundle)).toBe(true);
  });

  test.each([
    ['cpu:4', 'never offered: it has no cpus', "start it with --resources 'cpus:4'", ['cpus']],
    ['memory:64', 'never offered: it has no mem', "start it with --resources 'mem:64'", ['mem']],
    ['cpus:0', 'never offered: it has no cpus', "start it with --resources 'cpus:...'", []],
    [
      'cpu:0.5;ram:64',
      'never offered: it has no cpus and no mem',
      "start it with --resources 'cpus:0.5;mem:64'",
      ['cpus', 'mem'],
    ],
  ])('%s is no word for what is detected, and said', (text, what, remedy, rights) => {
    const bundle = overridden(text);
    expect(isEverOffered(bundle)).toBe(false);
    expect(neverOffered(bundle)).toEqual({ what, remedy });
    const remedies = misspelt(bundle).map((warning) => warning.remedy);
    expect(remedies).toEqual(rights.map((right) => `write ${right} in --resources`));
  });

  test('beside the right name a wrong one is only said', () => {
    const bundle = overridden('cpus:4;cpu:8');
    expect(neverOffered(bundle)).toBeUndefined();
    expect(misspelt(bundle)).toEqual([
      { what: 'no task asks for cpu', remedy: 'write cpus in --resources' },
    ]);
  });
});

describe('attributes', () => {
  test.each([
    ['datacenter:pdx1;rack:1-1;os:rhel7', { datacenter: 'pdx1', rack: '1-1', os: 'rhel7' }],
    [' rack:1-1; pythons:python2,python3', { rack: '1-1', pythons: 'python2,python3' }],
    ['url:http://a:1/', { url: 'http://a:1/' }],
    ['cores:8;version:1.10', { cores: '8', version: '1.10' }],
    ['ports:[4-5, 1-3];disks:{b, a}', { ports: '[1-5]', disks: '{a,b}' }],
    ['', {}],
  ])('%s', (text, attributes) => {
    expect(parseAttributes(text)).toEqual({ kind: 'attributes', attributes });
  });

  test.each([
    ['rack', 'it has no value'],
    ['rack:', 'it has no value'],
    [':1', 'write NAME:TEXT'],
    ['a b:1', 'write NAME:TEXT'],
    ['rack:1;rack:2', 'it is given twice'],
    ['hostname:x', 'every agent has a hostname of its own'],
    ['ports:[5-1]', 'write ranges such as [1-5]'],
    ['disks:{a', 'a set such as {ssd, hdd}'],
    ['__proto__', 'it has no value'],
  ])('%s is a fault', (text, fault) => {
    const faults = [expect.stringContaining(fault)];
    expect(parseAttributes(text)).toEqual({ kind: 'faults', faults });
  });

  test('region and zone are attributes that have options of their own', () => {
    const place = { region: 'eu', zone: 'eu-1' };
    const attributes = { rack: '1', region: 'eu', zone: 'eu-1' };
    expect(parseAttributes('rack:1', place)).toEqual({ kind: 'attributes', attributes });
    expect(parseAttributes('rack:1;zone:eu-1', place)).toMatchObject({ kind: 'attributes' });
  });

  test.each([
    ['zone:a', { zone: 'b' }, '--zone: b, but --attributes says zone:a: leave one of them out'],
    ['', { region: 'a b' }, '--region: "a b": letters, digits and _ . -'],
    ['', { zone: '' }, '--zone: "": letters, digits and _ . -'],
  ])('%s beside %j is a fault', (text, place, fault) => {
    expect(parseAttributes(text, place)).toEqual({ kind: 'faults', faults: [fault] });
  });
});

test('what is only watched says so, and users depend on being root', () => {
  const levels = (isRoot: boolean) =>
    Object.fromEntries(capabilitiesOf({ isRoot }).map(({ name, level }) => [name, level]));
  const watched = ['cpu-limit', 'disk-limit', 'memory-limit', 'process-group', 'volumes'];
  for (const name of watched) expect(levels(true)[name]).toBe('monitoring');
  expect(levels(true).users).toBe('enforced');
  expect(levels(false).users).toBe('missing');
  for (const { note } of capabilitiesOf({ isRoot: false })) expect(note.length).toBeLessThan(513);
});
