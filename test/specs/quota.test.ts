// What a Quota comes to: amounts by the cluster's names, and nothing where nothing is said.
import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../engine/model/fields.ts';
import { quota } from '../support/fault-table.ts';
import { wantedOf } from '../support/specs/spec-tree.ts';

const specOf = (text: string) => {
  const spec = wantedOf({ 'q.yaml': quota(text) }).quotas[0]?.spec;
  if (spec === undefined) throw new Error('no Quota');
  return spec;
};

describe('a Quota', () => {
  test('has its amounts in 1/1000 by the names that agents use', () => {
    const spec = specOf(
      '{role: a, guarantee: {memory: 20GiB, cpus: 2.5, tapes: 0.125}, limit: {disk: 3, cpus: 40}}',
    );
    expect(spec.guarantee).toEqual({ cpus: 2500, mem: 20_480_000, tapes: 125 });
    expect(spec.limit).toEqual({ cpus: 40_000, disk: 3000 });
  });

  test('shows them in the words of the spec language, in a fixed order', () => {
    const fields = fieldsOf(
      specOf('{role: a, limit: {tapes: 3, disk: 2048, memory: 1536, gpus: 1, cpus: 0}}'),
    );
    expect([...fields].filter(([path]) => path.startsWith('limit'))).toEqual([
      ['limit.cpus', '0'],
      ['limit.memory', '1536MiB'],
      ['limit.disk', '2GiB'],
      ['limit.gpus', '1'],
      ['limit.tapes', '3'],
    ]);
  });

  test('that is guaranteed nothing has no guarantee, and the digest that it always had', () => {
    const plain = specOf('{role: a, weight: 2}');
    expect(plain).not.toHaveProperty('guarantee');
    expect(specOf('{role: a, weight: 2, guarantee: {cpus: 0}, limit: {}}')).toEqual(plain);
    expect(plain.digest).toBe('865da3adf989b8343e6dddc02de0ee0132d4db6b6fff8489a691130da9c731bd');
  });

  test('may be limited to nothing', () => {
    expect(specOf('{role: a, limit: {cpus: 0}}').limit).toEqual({ cpus: 0 });
  });

  test('is the same whichever way an amount is written', () => {
    const [one, other] = ['{memory: 2GiB, cpus: 1}', '{cpus: 1.0, memory: 2048}'].map(
      (limit) => specOf(`{role: a, limit: ${limit}}`).digest,
    );
    expect(one).toBe(other);
  });
});

describe('a tree of roles', () => {
  test('may have guarantees that are met below: the larger of its own and its children’s', () => {
    const texts = {
      'a.yaml': quota('{role: eng, guarantee: {cpus: 4}, limit: {cpus: 4}}'),
      'b.yaml': quota('{role: eng/ads, guarantee: {cpus: 2}}'),
      'c.yaml': quota('{role: eng/web, guarantee: {cpus: 2}, limit: {cpus: 100}}'),
    };
    expect(wantedOf(texts).quotas).toHaveLength(3);
  });
});
