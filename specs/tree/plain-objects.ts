// Objects that cost little to build, Volumes and Maintenance: built anew at each load. One that
// comes out with the digest it had keeps its object.
import type { MaintenanceSpec, Placed, VolumeSpec } from '../../engine/model/wanted.ts';
import type { Built } from '../build/build-app.ts';
import type { Inherited } from '../build/inherited.ts';
import type { MaintenanceDocument, VolumeDocument } from '../document/spec-document.ts';
import type { NameIndex } from '../names/name-index.ts';
import { ownedFindings } from './finding-owner.ts';
import type { GroupContexts } from './group-contexts.ts';
import { byCode, originOf, type PlacedDocument, type PlacedFinding } from './placed-document.ts';

export interface Part<T> {
  readonly placed: readonly Placed<T>[];
  readonly findings: readonly PlacedFinding[];
}

type Build<D extends VolumeDocument | MaintenanceDocument, S> = (
  body: NonNullable<D['body']>,
  inherited: Inherited,
) => Built<S>;

export class PlainObjects<
  D extends VolumeDocument | MaintenanceDocument,
  S extends VolumeSpec | MaintenanceSpec,
> {
  readonly #build: Build<D, S>;
  #specs: ReadonlyMap<string, S> = new Map();

  constructor(build: Build<D, S>) {
    this.#build = build;
  }

  build(
    documents: readonly PlacedDocument<D>[],
    contexts: GroupContexts,
    names: NameIndex,
  ): Part<S> {
    const placed: Placed<S>[] = [];
    const findings: PlacedFinding[] = [];
    for (const on of documents) {
      const { body, name = '/' } = on.document;
      if (body === undefined) continue;
      const above = contexts.above(name);
      const built = this.#build(body, above.inherited);
      placed.push({ spec: kept(this.#specs.get(name), built.spec), origin: originOf(on) });
      findings.push(...ownedFindings({ on, findings: built.findings }, above.documents, names));
    }
    this.#specs = new Map(placed.map(({ spec }) => [spec.name, spec]));
    return { placed: placed.sort((a, b) => byCode(a.spec.name, b.spec.name)), findings };
  }
}

/** The object from before, when nothing about it changed. */
export const kept = <T extends { readonly digest: string }>(before: T | undefined, now: T): T =>
  before?.digest === now.digest ? before : now;
