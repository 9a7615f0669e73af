// A Maintenance's document and the labels that its groups give, to its normalised spec. Groups give
// it nothing else: it runs nothing.
import { digestJson } from '../../engine/lib/digest.ts';
import { parseInstant } from '../../engine/lib/time.ts';
import { digestOf, objectName } from '../../engine/model/ids.ts';
import type { MaintenanceSpec } from '../../engine/model/wanted.ts';
import type { Maintenance } from '../../schemas/generated/spec.ts';
import type { Finding } from '../document/finding.ts';
import { type Built, idleNull } from './build-app.ts';
import { defaultMaintenance } from './defaults.ts';
import { list, some, unless } from './digests.ts';
import { type Inherited, overlay } from './inherited.ts';
import { durationMs } from './quantities.ts';

export function buildMaintenance(
  { metadata, spec }: Maintenance,
  inherited: Inherited,
): Built<MaintenanceSpec> {
  const findings: Finding[] = [];
  const given = overlay(inherited, { labels: metadata.labels }, ['metadata', 'labels'], (path) =>
    findings.push(idleNull(path)),
  );
  const startMs = instantMs(spec.start);
  const { duration, select = [], jobs = defaultMaintenance.jobs } = spec;
  const content = {
    kind: 'Maintenance',
    name: objectName(metadata.name),
    labels: given.labels,
    agents: [...new Set(spec.agents)].sort(),
    select: select.map(({ attribute, operator, value }) => ({ attribute, operator, value })),
    startMs,
    endMs: duration === undefined ? null : startMs + durationMs(duration, 0),
    drainBeforeMs: durationMs(spec.drainBefore, defaultMaintenance.drainBeforeMs),
    batch: spec.batch ?? defaultMaintenance.batch,
    jobs,
  } as const;
  return { spec: { ...content, digest: digestOfMaintenance(content) }, findings };
}

/** The rules of the document have made sure that it is one. */
function instantMs(text: string): number {
  const ms = parseInstant(text);
  if (ms === undefined) throw new Error(`${text} passed its rules and is no instant`);
  return ms;
}

/** By the rules of `digests.ts`. */
function digestOfMaintenance(content: Omit<MaintenanceSpec, 'digest'>) {
  const { kind, name, labels, agents, select, startMs, endMs, drainBeforeMs, batch, jobs } =
    content;
  const sparse = {
    ...{ kind, name, labels: some(labels), agents: list(agents), start: startMs },
    select: list(select.map((rule) => ({ ...rule }))),
    end: endMs ?? undefined,
    drainBefore: unless<number>(drainBeforeMs, defaultMaintenance.drainBeforeMs),
    batch: unless<number>(batch, defaultMaintenance.batch),
    jobs: unless<string>(jobs, defaultMaintenance.jobs),
  };
  return digestOf(digestJson(sparse));
}
