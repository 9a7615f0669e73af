// Normalised Maintenance for tests.
import { digestJson, type Json } from '../../engine/lib/digest.ts';
import { digestOf, objectName } from '../../engine/model/ids.ts';
import type { MaintenanceSpec } from '../../engine/model/wanted.ts';

type Draft = Omit<MaintenanceSpec, 'digest'>;

const plain: Draft = {
  kind: 'Maintenance',
  name: objectName('/window'),
  labels: {},
  agents: [],
  select: [],
  startMs: 0,
  endMs: null,
  drainBeforeMs: 900_000,
  batch: 1,
  jobs: 'wait',
};

export function maintenanceSpec(change: Partial<Draft>): MaintenanceSpec {
  const draft: Draft = { ...plain, ...change };
  return { ...draft, digest: digestOf(digestJson(draft as unknown as Json)) };
}
