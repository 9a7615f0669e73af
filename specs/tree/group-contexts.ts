// What the groups of a name give to it, worked out once a group and kept from load to load as long
// as nothing about the group or those above it changes: by that, an App knows it needn't be built.
import type { GroupSpec } from '../../engine/model/wanted.ts';
import { buildGroup } from '../build/build-group.ts';
import { type Inherited, nothingInherited } from '../build/inherited.ts';
import type { Finding } from '../document/finding.ts';
import type { GroupDocument } from '../document/spec-document.ts';
import { type PlacedDocument, parentOf } from './placed-document.ts';

export interface GroupContext {
  readonly inherited: Inherited;
  /** Of all groups above, by name. */
  readonly dependsOn: readonly string[];
  /** Nearest first. */
  readonly documents: readonly GroupDocument[];
}

export interface GroupEntry extends GroupContext {
  readonly above: GroupContext;
  readonly document: GroupDocument;
  readonly spec: GroupSpec;
  readonly findings: readonly Finding[];
}

const top: GroupContext = { inherited: nothingInherited, dependsOn: [], documents: [] };

export class GroupContexts {
  readonly #groups: ReadonlyMap<string, PlacedDocument<GroupDocument>>;
  readonly #before: GroupContexts | undefined;
  readonly #known = new Map<string, GroupContext>();
  readonly #entries = new Map<string, GroupEntry>();

  constructor(
    groups: ReadonlyMap<string, PlacedDocument<GroupDocument>>,
    before: GroupContexts | undefined,
  ) {
    this.#groups = groups;
    // Only one load back, or each would hold on to all before it.
    if (before !== undefined) this.#before = before.#withoutBefore();
  }

  #withoutBefore(): GroupContexts {
    const alone = new GroupContexts(this.#groups, undefined);
    for (const [path, entry] of this.#entries) alone.#entries.set(path, entry);
    return alone;
  }

  /** What an object of that name gets from above. */
  above(name: string): GroupContext {
    const path = parentOf(name);
    return path === '' ? top : this.#at(path);
  }

  /** The group of that name, built; undefined when its document is faulty. */
  entry(name: string): GroupEntry | undefined {
    this.#at(name);
    return this.#entries.get(name);
  }

  #at(path: string): GroupContext {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const above = this.above(path);
    const document = this.#groups.get(path)?.document;
    const entry = document === undefined ? undefined : this.#entryOf(path, document, above);
    if (entry !== undefined) this.#entries.set(path, entry);
    const context = entry ?? above;
    this.#known.set(path, context);
    return context;
  }

  #entryOf(path: string, document: GroupDocument, above: GroupContext): GroupEntry | undefined {
    const before = this.#before === undefined ? undefined : this.#before.#entries.get(path);
    if (before?.document === document && before.above === above) return before;
    if (document.body === undefined) return undefined;
    const { spec, inherited, findings } = buildGroup(document.body, above.inherited);
    return {
      inherited,
      dependsOn: [...above.dependsOn, ...document.dependsOn],
      documents: [document, ...above.documents],
      above,
      document,
      spec,
      findings,
    };
  }
}
