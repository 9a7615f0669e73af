// Rows read from the store have texts of their own, though most are the same in many rows: an
// agent's id, a version's digests. What a start reads is kept, so equal ones are made one.

import { isSameJson } from '../../lib/json/same-json.ts';
import type { TaskRow } from '../../model/actual.ts';
import type { Scalars } from '../../model/resources/amounts.ts';

export class SharedRows {
  readonly #texts = new Map<string, string>();
  /** Of the tasks of a version, by its digest: most have the same. */
  readonly #scalars = new Map<string, Scalars>();

  task(row: TaskRow): TaskRow {
    return {
      ...row,
      name: this.#text(row.name),
      framework: this.#text(row.framework),
      role: this.#text(row.role),
      agentId: this.#text(row.agentId),
      taskDigest: this.#text(row.taskDigest),
      specDigest: this.#text(row.specDigest),
      resources: { ...row.resources, scalars: this.#scalarsOf(row) },
    };
  }

  #text<Text extends string>(text: Text): Text {
    const known = this.#texts.get(text);
    if (known !== undefined) return known as Text;
    this.#texts.set(text, text);
    return text;
  }

  #scalarsOf({ specDigest, resources: { scalars } }: TaskRow): Scalars {
    const known = this.#scalars.get(specDigest);
    if (known && isSameJson(known, scalars)) return known;
    this.#scalars.set(specDigest, scalars);
    return scalars;
  }
}
