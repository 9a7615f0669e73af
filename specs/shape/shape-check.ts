// A document's shape against its kind's schema, all faults at once, in the words of people.
import { Checker } from '../../engine/lib/check.ts';
import { specSchemas } from '../../schemas/generated/spec.ts';
import type { Finding } from '../document/finding.ts';
import { specAnnotations, specKeywords } from './keywords.ts';
import { findingOf } from './shape-fault.ts';
import { relevantViolations } from './violation-filter.ts';

export const kinds = ['App', 'Job', 'Group', 'Quota', 'Volume', 'Maintenance', 'Cluster'] as const;
export type Kind = (typeof kinds)[number];

const checker = new Checker({
  schemas: Object.values(specSchemas),
  keywords: specKeywords,
  annotations: specAnnotations,
});

const schemaIds: Readonly<Record<Kind, string>> = {
  App: specSchemas.app.$id,
  Job: specSchemas.job.$id,
  Group: specSchemas.group.$id,
  Quota: specSchemas.quota.$id,
  Volume: specSchemas.volume.$id,
  Maintenance: specSchemas.maintenance.$id,
  Cluster: specSchemas.cluster.$id,
};

/** Findings on everything that the schema of the kind says; empty when the value fits it. */
export function shapeFindings(kind: Kind, value: unknown): readonly Finding[] {
  const violations = checker.violations(schemaIds[kind], value);
  if (violations.length === 0) return [];
  return relevantViolations(violations).map(findingOf);
}
