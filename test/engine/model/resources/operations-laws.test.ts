// What holds for every operation on everything that may be held.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { role } from '../../../../engine/model/ids.ts';
import type { Scalars } from '../../../../engine/model/resources/amounts.ts';
import {
  addBundles,
  type Bundle,
  bundleOf,
  containsBundle,
  quantitiesOf,
  subtractBundles,
} from '../../../../engine/model/resources/bundle.ts';
import {
  applyOperation,
  applyOperations,
} from '../../../../engine/model/resources/operations/apply-operations.ts';
import type {
  Operation,
  Outcome,
} from '../../../../engine/model/resources/operations/operation.ts';
import { isIndivisible, type Resource } from '../../../../engine/model/resources/resource.ts';
import type { Value } from '../../../../engine/model/resources/value.ts';
import { someBundle, someResource } from '../../../support/resources/random-bundle.ts';

const runs = { numRuns: 1000 };
const roles = ['eng', 'eng/ads', 'eng/ads/x', 'eng/ads/x/y', 'ops', 'ops/a', '*'].map(role);

/** Half of it where it has halves; now and then more than there is. */
function partOf(resource: Resource, drawn: number): Resource {
  const { value } = resource;
  if (drawn % 3 === 0 || (isIndivisible(resource) && drawn % 4 > 0)) return resource;
  return { ...resource, value: half(value) };
}

function half(value: Value): Value {
  switch (value.kind) {
    case 'scalar':
      return { kind: 'scalar', milli: Math.ceil(value.milli / 2) };
    case 'ranges':
      return { kind: 'ranges', ranges: value.ranges.slice(0, 1) };
    case 'set':
      return { kind: 'set', items: value.items.slice(0, 1) };
  }
}

interface Draw {
  readonly kind: Operation['kind'];
  readonly which: readonly number[];
  readonly part: number;
  readonly role: number;
  /** Something that may not be held at all. */
  readonly stranger: Resource | null;
}

const someDraw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.constantFrom('reserve', 'unreserve', 'create', 'destroy'),
  which: fc.uniqueArray(fc.nat({ max: 13 }), { minLength: 1, maxLength: 3 }),
  part: fc.nat({ max: 100 }),
  role: fc.nat({ max: roles.length - 1 }),
  stranger: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, someResource),
});

function operationOf(held: Bundle, draw: Draw): Operation {
  const chosen = draw.which.flatMap((at) => held[at % Math.max(1, held.length)] ?? []);
  const parts = [...new Set(chosen)].map((resource) => partOf(resource, draw.part));
  const resources = draw.stranger === null ? parts : [...parts, draw.stranger];
  const id = draw.part % 4 === 0 ? 'v1' : `new-${draw.part}`;
  switch (draw.kind) {
    case 'reserve':
      return { kind: 'reserve', resources, role: roles[draw.role] ?? role('eng') };
    case 'unreserve':
      return { kind: 'unreserve', resources };
    case 'create': {
      const disk = held.find(({ name, reservations }) => name === 'disk' && reservations);
      const named = draw.stranger ?? disk ?? { name: 'disk', value: { kind: 'scalar', milli: 1 } };
      return { kind: 'create', disk: partOf(named, draw.part), id };
    }
    case 'destroy':
      return { kind: 'destroy', id: draw.part % 2 === 0 ? 'v1' : 'v2' };
  }
}

type Done = Extract<Outcome, { kind: 'done' }>;

/** Runs the law where the operation is done; it has to be often enough. */
function forAllDone(law: (held: Bundle, operation: Operation, done: Done) => void): void {
  const done = new Map<string, number>();
  fc.assert(
    fc.property(someBundle, someDraw, (held, draw) => {
      const operation = operationOf(held, draw);
      const outcome = applyOperation(held, operation);
      if (outcome.kind === 'refused') return;
      done.set(operation.kind, (done.get(operation.kind) ?? 0) + 1);
      law(held, operation, outcome);
    }),
    runs,
  );
  for (const kind of ['reserve', 'unreserve', 'create', 'destroy'])
    expect(done.get(kind) ?? 0, kind).toBeGreaterThan(10);
}

const countOf = (value: Value): number =>
  value.kind === 'scalar'
    ? value.milli
    : value.kind === 'set'
      ? value.items.length
      : value.ranges.reduce((sum, [begin, end]) => sum + end - begin + 1, 0);

/** Of every kind, by name. */
function amountsOf(bundle: Bundle): Scalars {
  const amounts: Record<string, number> = {};
  for (const { name, value } of bundle) amounts[name] = (amounts[name] ?? 0) + countOf(value);
  return amounts;
}

it('an operation keeps the quantities', () => {
  forAllDone((held, _, { before, after, bundle }) => {
    expect(amountsOf(after)).toEqual(amountsOf(before));
    expect(amountsOf(bundle)).toEqual(amountsOf(held));
    expect(quantitiesOf(bundle)).toEqual(quantitiesOf(held));
  });
});

it('an operation changes nothing but what it converts', () => {
  forAllDone((held, _, { before, after, bundle }) => {
    expect(containsBundle(held, before)).toBe(true);
    expect(containsBundle(bundle, after)).toBe(true);
    expect(subtractBundles(bundle, after)).toEqual(subtractBundles(held, before));
    expect(addBundles(subtractBundles(held, before), after)).toEqual(bundle);
  });
});

it('what is held stays in the form of a bundle', () => {
  forAllDone((_, __, { before, after, bundle }) => {
    for (const one of [before, after, bundle]) expect(bundleOf([...one].reverse())).toEqual(one);
  });
});

/** What undoes the operation. */
function inverseOf(operation: Operation, { before, after }: Done): Operation {
  const [was] = before;
  const [is] = after;
  switch (operation.kind) {
    case 'reserve':
      return { kind: 'unreserve', resources: after };
    case 'unreserve': {
      const last = was?.reservations?.at(-1);
      return {
        kind: 'reserve',
        resources: after,
        role: last?.role ?? role('eng'),
        ...(last?.owner === undefined ? {} : { owner: last.owner }),
      };
    }
    case 'create':
      return { kind: 'destroy', id: operation.id };
    case 'destroy':
      return { kind: 'create', id: operation.id, disk: is ?? { name: '', value: half(zero) } };
  }
}

const zero: Value = { kind: 'scalar', milli: 0 };

it('an operation and its inverse leave what was held', () => {
  forAllDone((held, operation, done) => {
    const stacks = new Set(done.before.map(({ reservations }) => JSON.stringify(reservations)));
    // Resources that were reserved differently aren't reserved again in one operation.
    if (operation.kind === 'unreserve' && stacks.size > 1) return;
    const back = applyOperation(done.bundle, inverseOf(operation, done));
    expect(back).toMatchObject({ kind: 'done' });
    if (back.kind === 'done') expect(back.bundle).toEqual(held);
  });
});

it('a batch is its operations one after the other, or nothing', () => {
  let [done, refused] = [0, 0];
  fc.assert(
    fc.property(someBundle, fc.array(someDraw, { maxLength: 4 }), (held, draws) => {
      const operations: Operation[] = [];
      let last: Bundle = held;
      let stopped: number | undefined;
      for (const draw of draws) {
        const operation = operationOf(last, draw);
        operations.push(operation);
        const outcome = applyOperation(last, operation);
        if (outcome.kind === 'refused') stopped ??= operations.length - 1;
        else if (stopped === undefined) last = outcome.bundle;
      }
      const outcome = applyOperations(held, operations);
      if (stopped === undefined) {
        done += operations.length > 1 ? 1 : 0;
        expect(outcome).toMatchObject({ kind: 'done', bundle: last });
      } else {
        refused += 1;
        expect(outcome).toMatchObject({ kind: 'refused', index: stopped });
      }
    }),
    runs,
  );
  expect(Math.min(done, refused)).toBeGreaterThan(3);
});

const hostileNumber = fc.constantFrom(
  Number.NaN,
  0,
  -1,
  0.5,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_VALUE,
  2 ** 60,
  -0,
);
const hostileValue: fc.Arbitrary<Value> = fc.oneof(
  hostileNumber.map((milli): Value => ({ kind: 'scalar', milli })),
  fc
    .tuple(hostileNumber, hostileNumber)
    .map(([a, b]): Value => ({ kind: 'ranges', ranges: [[a, b]] })),
  fc.constant<Value>({ kind: 'set', items: ['b', 'a'] }),
);

it('an amount that is none is refused, whatever it is said of', () => {
  fc.assert(
    fc.property(someBundle, fc.nat(), hostileValue, someDraw, (held, which, value, draw) => {
      fc.pre(held.length > 0);
      const like = held[which % held.length];
      if (like === undefined || draw.kind === 'destroy') return;
      const bad = { ...like, value };
      const role = roles[draw.role] ?? like.name;
      const operation = (
        draw.kind === 'create'
          ? { kind: 'create', disk: bad, id: 'new' }
          : { kind: draw.kind, resources: [bad], role }
      ) as Operation;
      const isRange = value.kind === 'ranges' && value.ranges.every(([a, b]) => a === 0 && b === 0);
      const outcome = applyOperation(held, operation);
      if (!isRange) expect(outcome.kind).toBe('refused');
    }),
    runs,
  );
});
