// Maintenance documents that fit their schema and the rules between their fields.
import fc from 'fast-check';
import { anyOfFile } from './spec-values.ts';

type Map_ = Record<string, unknown>;
interface Document {
  readonly kind: 'Maintenance';
  readonly metadata: Map_;
  readonly spec: Map_;
}

const names = ['/m', '/g0/m', '/g1/in/m'];
const starts = ['2026-12-01T02:00:00+01:00', '2026-03-29T01:00Z', '1970-01-01T00:00:00.250Z'];

/** Some of them, each with a name of its own. */
export function maintenanceDocuments(): fc.Arbitrary<readonly Document[]> {
  const any = anyOfFile('maintenance') as fc.Arbitrary<Document>;
  return fc
    .subarray(names)
    .chain((some) =>
      fc.tuple(
        ...some.map((name) => fc.tuple(any, fc.nat(99)).map(([one, pick]) => fix(one, name, pick))),
      ),
    );
}

function fix({ kind, metadata, spec }: Document, name: string, pick: number): Document {
  const rules = ((spec['select'] ?? []) as Map_[]).map((rule) => ({ ...rule, value: 'r[0-9]+' }));
  const isNobody = rules.length + ((spec['agents'] ?? []) as unknown[]).length === 0;
  return {
    kind,
    metadata: { ...metadata, name },
    spec: {
      ...spec,
      ...(rules.length === 0 ? {} : { select: rules }),
      ...(isNobody ? { agents: ['node7'] } : {}),
      start: starts[pick % starts.length],
    },
  };
}
