// Objects that cost little to build, Volumes and Maintenance: built anew at each load. One that
// comes out with the digest it had keeps its object.
import type { MaintenanceSpec, VolumeSpec } from '../../engine/model/wanted.ts';
import type { Built } from '../build/build-app.ts';
import type { Inherited } from '../build/inherited.ts';
import type { MaintenanceDocument, VolumeDocument } from '../document/spec-document.ts';
import type { NameIndex } from '../names/name-index.ts';
import type { GroupContexts } from './group-contexts.ts';
import { type Part, partOf } from './part.ts';
import { originOf, type PlacedDocument } from './placed-document.ts';

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
    const part = partOf<D, S>(documents, names, (on) => {
      const { body, name = '/' } = on.document;
      if (body === undefined) return undefined;
      const { inherited, documents: above } = contexts.above(name);
      const { spec, findings } = this.#build(body, inherited);
      return {
        placed: { spec: kept(this.#specs.get(spec.name), spec), origin: originOf(on) },
        ...{ findings, above },
      };
    });
    this.#specs = new Map(part.placed.map(({ spec }) => [spec.name, spec]));
    return part;
  }
}

/** The object from before, when nothing about it changed. */
export const kept = <T extends { readonly digest: string }>(before: T | undefined, now: T): T =>
  before?.digest === now.digest ? before : now;
