// The commits of a soak, drawn from the dice: what each changes, and what is wanted after it.
import type { Dice } from './dice.ts';
import {
  fileOf,
  firstWanted,
  lastWanted,
  type Places,
  type SoakApp,
  soakYaml,
} from './soak-apps.ts';
import type { SoakOptions } from './soak-options.ts';

export type CommitKind = keyof typeof weights;

const weights = {
  scale: 22,
  environment: 18,
  command: 12,
  bad: 8,
  broken: 10,
  revert: 10,
  delete: 8,
  settings: 12,
};

/** Where commits go. */
export interface Repository {
  commit(files: Readonly<Record<string, string | null>>): string;
  /** Reverts the last commit. */
  revert(): void;
}

interface Head {
  readonly wanted: ReadonlyMap<string, SoakApp>;
  readonly isBroken: boolean;
}

const brokenFile = 'apps/broken.yaml';
const brokenTexts = ['kind: [App', 'apiVersion: meridian/v1\nkind: App\nspec: {instances: -1}\n'];

export class Commits {
  readonly counts: Partial<Record<CommitKind, number>> = {};
  readonly #dice: Dice;
  readonly #options: SoakOptions;
  readonly #places: Places;
  readonly #repository: Repository;
  #number = 1;
  #head: Head;
  #before: Head;

  /** Commits the first state. */
  constructor(
    repository: Repository,
    places: Places,
    { dice, options }: { readonly dice: Dice; readonly options: SoakOptions },
  ) {
    this.#repository = repository;
    this.#places = places;
    this.#dice = dice;
    this.#options = options;
    this.#head = { wanted: new Map(), isBroken: false };
    this.#before = this.#head;
    this.#go({ wanted: firstWanted(options.apps, options.instances), isBroken: false });
    this.#before = this.#head;
  }

  /** One more commit. What an earlier one broke is mended by it. */
  next(): CommitKind {
    this.#number += 1;
    const kind = this.#dice.weighted(weights);
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    if (kind === 'revert' && this.#before !== this.#head) {
      this.#repository.revert();
      [this.#head, this.#before] = [this.#before, this.#head];
    } else {
      this.#go({ wanted: this.#changed(kind), isBroken: kind === 'broken' });
    }
    return kind;
  }

  /** The state that a soak ends with; the commit's id. */
  last(): string {
    const { apps, instances } = this.#options;
    return this.#go({ wanted: lastWanted(apps, instances), isBroken: false });
  }

  #changed(kind: CommitKind): Head['wanted'] {
    const wanted = new Map(this.#head.wanted);
    const missing = firstWanted(this.#options.apps, this.#options.instances);
    for (const [name, app] of missing) {
      if (wanted.has(name)) continue;
      // What was deleted comes back with one of the next commits.
      if (this.#dice.share() < 0.6) wanted.set(name, { ...app, version: `v${this.#number}` });
    }
    const app = this.#dice.pick([...this.#head.wanted.values()]);
    if (kind === 'delete' && this.#head.wanted.size > missing.size - 2) wanted.delete(app.name);
    else wanted.set(app.name, this.#changedApp(app, kind));
    return wanted;
  }

  #changedApp(app: SoakApp, kind: CommitKind): SoakApp {
    const { instances } = this.#options;
    switch (kind) {
      case 'scale': {
        const other = this.#dice.whole(Math.max(0, instances - 3), instances + 2);
        return { ...app, instances: other < app.instances ? other : other + 1 };
      }
      case 'environment':
      case 'revert':
        return { ...app, version: `v${this.#number}` };
      case 'command':
        return { ...app, words: app.words + 1, version: `v${this.#number}` };
      case 'bad':
        return { ...app, version: `bad${this.#number}`, isChecked: true };
      case 'settings':
      case 'delete':
        return { ...app, settings: app.settings + 1 };
      case 'broken':
        return app;
    }
  }

  #go(head: Head): string {
    const files: Record<string, string | null> = {};
    for (const name of this.#head.wanted.keys())
      if (!head.wanted.has(name)) files[fileOf(name)] = null;
    for (const [name, app] of head.wanted) files[fileOf(name)] = soakYaml(app, this.#places);
    if (head.isBroken) files[brokenFile] = this.#dice.pick(brokenTexts);
    else if (this.#head.isBroken) files[brokenFile] = null;
    this.#before = this.#head;
    this.#head = head;
    return this.#repository.commit(files);
  }
}
