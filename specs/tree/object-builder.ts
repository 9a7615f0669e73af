// Apps, or Jobs, from load to load. One whose document, groups and cluster settings are what they
// were isn't built again; one that comes out with the digest it had keeps its object, so that
// whoever compares by identity sees what really changed.
import type { AppSpec, JobSpec, Placed } from '../../engine/model/wanted.ts';
import type { Built, ClusterSettings, Surroundings } from '../build/build-app.ts';
import type { Finding } from '../document/finding.ts';
import type { AppDocument, JobDocument } from '../document/spec-document.ts';
import type { GroupContext } from './group-contexts.ts';
import { inheritedTemplateFindings } from './inherited-templates.ts';
import { originOf, type PlacedDocument } from './placed-document.ts';

export interface BuiltObject<S> {
  readonly context: GroupContext;
  readonly settings: ClusterSettings;
  readonly placed: Placed<S>;
  readonly findings: readonly Finding[];
}

/** Undefined when the document is faulty. */
type Build<D, S> = (document: D, around: Surroundings) => Built<S> | undefined;

export class ObjectBuilder<D extends AppDocument | JobDocument, S extends AppSpec | JobSpec> {
  readonly #build: Build<D, S>;
  readonly #built = new WeakMap<PlacedDocument<D>, BuiltObject<S>>();
  readonly #specs = new Map<string, S>();

  constructor(build: Build<D, S>) {
    this.#build = build;
  }

  /** Undefined when the document is faulty. */
  build(
    on: PlacedDocument<D>,
    context: GroupContext,
    settings: ClusterSettings,
  ): BuiltObject<S> | undefined {
    const last = this.#built.get(on);
    if (last?.context === context && last.settings === settings) return last;
    const built = this.#buildAnew(on, context, settings);
    if (built === undefined) return undefined;
    this.#built.set(on, built);
    this.#specs.set(built.placed.spec.name, built.placed.spec);
    return built;
  }

  /** Forgets objects that are no more, once they are many. */
  prune(objects: readonly Placed<S>[]): void {
    if (this.#specs.size <= objects.length * 2 + 100) return;
    this.#specs.clear();
    for (const { spec } of objects) this.#specs.set(spec.name, spec);
  }

  #buildAnew(
    on: PlacedDocument<D>,
    context: GroupContext,
    settings: ClusterSettings,
  ): BuiltObject<S> | undefined {
    const { inherited, dependsOn } = context;
    const built = this.#build(on.document, { inherited, dependsOn, settings });
    if (built === undefined) return undefined;
    const { spec, findings } = built;
    const before = this.#specs.get(spec.name);
    const kept = before?.digest === spec.digest ? before : spec;
    return {
      context,
      settings,
      placed: { spec: kept, origin: originOf(on) },
      findings: [...findings, ...inheritedTemplateFindings(on.document, inherited)],
    };
  }
}
