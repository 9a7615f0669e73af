// A Volume's document and what its groups give to its normalised spec.
import { digestJson } from '../../engine/lib/digest.ts';
import { digestOf, objectName, role } from '../../engine/model/ids.ts';
import type { VolumeSpec } from '../../engine/model/wanted.ts';
import type { Volume } from '../../schemas/generated/spec.ts';
import type { Finding } from '../document/finding.ts';
import { type Built, idleNull } from './build-app.ts';
import { defaultVolume } from './defaults.ts';
import { some, unless } from './digests.ts';
import { type Inherited, overlay } from './inherited.ts';
import { sizeMib } from './quantities.ts';

export function buildVolume({ metadata, spec }: Volume, inherited: Inherited): Built<VolumeSpec> {
  const findings: Finding[] = [];
  const own = { role: spec.role, labels: metadata.labels };
  const given = overlay(inherited, own, ['metadata', 'labels'], (path) =>
    findings.push(idleNull(path)),
  );
  const content = {
    kind: 'Volume',
    name: objectName(metadata.name),
    labels: given.labels,
    role: role(given.role ?? defaultVolume.role),
    sizeMib: sizeMib(spec.size, 0),
  } as const;
  return { spec: { ...content, digest: digestOfVolume(content) }, findings };
}

/** By the rules of `digests.ts`. */
function digestOfVolume({ kind, name, labels, role, sizeMib }: Omit<VolumeSpec, 'digest'>) {
  const sparse = {
    ...{ kind, name, labels: some(labels), size: sizeMib },
    role: unless<string>(role, defaultVolume.role),
  };
  return digestOf(digestJson(sparse));
}
