// One machine shared out among the agents that `meridian up` starts on it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectedResources } from '../../../agentd/core/machine/allowance.ts';
import { parseResources } from '../../../agentd/core/machine/given-resources.ts';
import {
  addBundles,
  type Bundle,
  bundleOf,
  containsBundle,
  quantitiesOf,
  subtractBundles,
} from '../../../engine/model/resources/bundle.ts';
import { localShares } from '../../../engine/place/local-shares.ts';

function bundlesOf(texts: readonly string[]): readonly Bundle[] {
  return texts.map((text) => {
    const given = parseResources(text);
    if (given.kind === 'faults') throw new Error(given.faults.join('\n'));
    return bundleOf(given.resources);
  });
}

test('one agent gets all of it', () => {
  const machine = detectedResources({ cores: 3, memoryMib: 8_001, diskMib: 70_000 });
  expect(bundlesOf(localShares(machine, 1))).toEqual([machine]);
});

test('several get equal parts, no port twice, and together no more than there is', () => {
  const size = fc.record({
    ...{ cores: fc.integer({ min: 1, max: 64 }), memoryMib: fc.integer({ min: 64, max: 1e6 }) },
    diskMib: fc.integer({ min: 64, max: 1e7 }),
  });
  fc.assert(
    fc.property(size, fc.integer({ min: 1, max: 20 }), (machine, agents) => {
      const whole = detectedResources(machine);
      const shares = bundlesOf(localShares(whole, agents));
      expect(shares).toHaveLength(agents);
      let left = whole;
      for (const share of shares) {
        expect(quantitiesOf(share)).toEqual(quantitiesOf(shares[0] ?? []));
        expect(containsBundle(left, share)).toBe(true);
        left = subtractBundles(left, share);
      }
      expect(shares.reduce(addBundles, left)).toEqual(whole);
    }),
  );
});
