// A view on a terminal's other screen, drawn over in place. Each line is cleared before it is
// written, never after: at the edge the cursor still stands on the last character. When it ends,
// the cursor is back, and the last view stands where the shell goes on.
import { printable } from '../../plan/render/printable.ts';
import type { Call } from '../call.ts';
import type { Page } from '../show/table.ts';
import { cutRight } from '../show/width.ts';
import { ageText, instantText } from '../show/words.ts';
import type { Lost, Screen, Watched } from './watched.ts';

// xterm's control sequences (DECSET 1049 and 25, CUP, EL, ED).
const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const clearLine = '\u001b[2K';
const clearBelow = '\u001b[J';
/** What stands above the view: the head, and a blank line. */
const headRows = 2;

export class LiveScreen<V> implements Screen<V> {
  readonly #call: Call;
  readonly #watched: Pick<Watched<V>, 'text'>;
  readonly #url: string;
  #frame = '';
  #last = '';

  constructor(call: Call, watched: Pick<Watched<V>, 'text'>, url: string) {
    this.#call = call;
    this.#watched = watched;
    this.#url = url;
  }

  begin(): void {
    this.#call.print(enter);
  }

  show(view: V, lost: Lost | undefined): void {
    const { page } = this.#call;
    // The last row stays empty: a line end there would move all of them up.
    const rows = page.rows - headRows;
    this.#last = this.#watched.text(view, { ...page, rows });
    const lines = [this.#head(lost, page), '', ...this.#last.trimEnd().split('\n')];
    const shown = lines.slice(0, Math.max(1, page.rows - 1));
    const frame = home + shown.map((line) => `${clearLine}${line}\r\n`).join('') + clearBelow;
    if (frame === this.#frame) return;
    this.#frame = frame;
    this.#call.print(frame);
  }

  end(): void {
    this.#call.print(leave + this.#last);
  }

  #head(lost: Lost | undefined, { columns, paint, nowMs }: Page): string {
    const at = `${this.#url}, ${instantText(nowMs)}`;
    if (lost === undefined) return paint('faint', cutRight(`${at}; Ctrl-C ends`, columns));
    const away = `connection lost for ${ageText(lost.sinceMs, nowMs)}, it is tried again`;
    const why = printable(lost.why);
    return paint('delete', cutRight(`${away}; below is what was: ${why}`, columns));
  }
}
