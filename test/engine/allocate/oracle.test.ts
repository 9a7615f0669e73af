import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingKinds } from '../../support/allocate/bindings.ts';
import { drawSteps, liveThrough } from '../../support/allocate/clusters.ts';

const isSoak = process.env.MERIDIAN_SOAK === '1';

describe('the allocator makes the rounds that its slow twin makes, offer by offer', () => {
  it('in clusters that live 200 steps, where each rule binds in a tenth of them', () => {
    const count = isSoak ? 10_000 : 100;
    const bound = new Map(bindingKinds.map((kind) => [kind, 0]));
    for (let seed = 0; seed < count; seed += 1) {
      const binds = liveOrTell(seed);
      for (const kind of bindingKinds)
        if (binds.of(kind) > 0) bound.set(kind, (bound.get(kind) ?? 0) + 1);
    }
    const tooRare = [...bound].filter(([, worlds]) => worlds < count / 10);
    expect(tooRare).toEqual([]);
  }, 10_000_000);

  it('in clusters that live any few steps', () => {
    const steps = fc.array(fc.nat(2 ** 31 - 1), { maxLength: 60 });
    fc.assert(
      fc.property(fc.nat(), steps, (seed, list) => {
        liveThrough(seed, list);
      }),
      { numRuns: isSoak ? 5_000 : 50 },
    );
  }, 1_000_000);
});

function liveOrTell(seed: number) {
  try {
    return liveThrough(seed, drawSteps(seed, 200));
  } catch (cause) {
    throw new Error(`cluster ${seed}: ${String(cause)}`, { cause });
  }
}
