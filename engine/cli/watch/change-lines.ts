// A view that changes, told where nothing can be drawn over (a pipe, a file, a dumb terminal): a
// line for each thing that is another than before, first of all for each thing there is. As JSON
// the whole view, one a line, whenever anything but its clock is another.

import { printable } from '../../plan/render/printable.ts';
import type { Call } from '../call.ts';
import { cutRight } from '../show/width.ts';
import { ageText, instantText } from '../show/words.ts';
import type { Fact, Lost, Screen, Watched } from './watched.ts';

export class ChangeLines<V> implements Screen<V> {
  readonly #call: Call;
  readonly #watched: Pick<Watched<V>, 'facts' | 'still'>;
  readonly #url: string;
  #facts: ReadonlyMap<string, Fact> = new Map();
  #still = '';
  #lost: Lost | undefined;

  constructor(call: Call, watched: Pick<Watched<V>, 'facts' | 'still'>, url: string) {
    this.#call = call;
    this.#watched = watched;
    this.#url = url;
  }

  begin(): void {}

  end(): void {}

  show(view: V, lost: Lost | undefined): void {
    this.#sayConnection(lost);
    if (lost !== undefined) return;
    if (this.#call.isJson) this.#sayWhole(view);
    else this.#sayChanges(view);
  }

  #sayConnection(lost: Lost | undefined): void {
    const before = this.#lost;
    this.#lost = lost;
    const { io, nowMs } = this.#call.tools;
    const engine = `engine at ${this.#url}`;
    if (before === undefined && lost !== undefined)
      io.stderr(`${engine}: connection lost (${printable(lost.why)}): it is tried again\n`);
    if (before !== undefined && lost === undefined)
      io.stderr(`${engine}: it is back after ${ageText(before.sinceMs, nowMs())}\n`);
  }

  #sayWhole(view: V): void {
    const still = this.#watched.still(view);
    if (still === this.#still) return;
    this.#still = still;
    this.#call.print(`${JSON.stringify(view)}\n`);
  }

  #sayChanges(view: V): void {
    const facts = this.#watched.facts(view);
    for (const [name, fact] of facts)
      if (this.#facts.get(name)?.state !== fact.state) this.#say(fact.subject, fact.text);
    for (const [name, { subject, over }] of this.#facts)
      if (!facts.has(name) && over !== undefined) this.#say(subject, over);
    this.#facts = facts;
  }

  #say(subject: string, text: string): void {
    const { columns, nowMs } = this.#call.page;
    const line = `${instantText(nowMs)}  ${printable(subject)}  ${printable(text)}`;
    this.#call.print(`${cutRight(line, columns)}\n`);
  }
}
