// Apps from load to load. An App whose document, groups and cluster settings are what they were
// isn't built again; one that comes out with the digest it had keeps its object, so that whoever
// compares by identity sees what really changed.
import type { AppSpec, Placed } from '../../engine/model/wanted.ts';
import { buildApp, type ClusterSettings } from '../build/build-app.ts';
import type { Finding } from '../document/finding.ts';
import type { AppDocument } from '../document/spec-document.ts';
import type { GroupContext } from './group-contexts.ts';
import { inheritedTemplateFindings } from './inherited-templates.ts';
import { originOf, type PlacedDocument } from './placed-document.ts';

export interface BuiltApp {
  readonly context: GroupContext;
  readonly settings: ClusterSettings;
  readonly placed: Placed<AppSpec>;
  readonly findings: readonly Finding[];
}

export type PlacedApp = PlacedDocument<AppDocument>;

export class AppBuilder {
  readonly #built = new WeakMap<PlacedApp, BuiltApp>();
  readonly #specs = new Map<string, AppSpec>();

  /** Undefined when the document is faulty. */
  build(on: PlacedApp, context: GroupContext, settings: ClusterSettings): BuiltApp | undefined {
    const last = this.#built.get(on);
    if (last?.context === context && last.settings === settings) return last;
    const built = this.#buildAnew(on, context, settings);
    if (built === undefined) return undefined;
    this.#built.set(on, built);
    this.#specs.set(built.placed.spec.name, built.placed.spec);
    return built;
  }

  /** Forgets Apps that are no more, once they are many. */
  prune(apps: readonly Placed<AppSpec>[]): void {
    if (this.#specs.size <= apps.length * 2 + 100) return;
    this.#specs.clear();
    for (const { spec } of apps) this.#specs.set(spec.name, spec);
  }

  #buildAnew(
    on: PlacedApp,
    context: GroupContext,
    settings: ClusterSettings,
  ): BuiltApp | undefined {
    const { body } = on.document;
    if (body === undefined) return undefined;
    const { inherited, dependsOn } = context;
    const { spec, findings } = buildApp(body, { inherited, dependsOn, settings });
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
