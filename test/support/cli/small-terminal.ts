// A terminal of the kind that programs draw on, as far as ours need one: two screens, the cursor's
// home, clearing, line ends. Whatever else moves it is an error; colours are passed over.

const esc = '\u001b';
const token = new RegExp(`${esc}\\[([?\\d;]*)([A-Za-z])|\\r|\\n|[^${esc}\\r\\n]`, 'gu');

export class SmallTerminal {
  isCursorShown = true;
  isOther = false;
  readonly #rows: number;
  #screen: string[][];
  readonly #main: string[][];
  #row = 0;
  #column = 0;

  constructor(rows: number) {
    this.#rows = rows;
    this.#main = blank(rows);
    this.#screen = this.#main;
  }

  get lines(): readonly string[] {
    return this.#screen.map((line) => line.join('').trimEnd());
  }

  write(text: string): void {
    for (const [one, parameters = '', letter] of text.matchAll(token))
      if (letter === undefined) this.#put(one);
      else this.#control(parameters + letter);
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#down();
    else {
      const line = this.#screen[this.#row] ?? [];
      while (line.length < this.#column) line.push(' ');
      line[this.#column] = character;
      this.#column += 1;
    }
  }

  #down(): void {
    // A terminal set up by a shell makes a line end of each newline.
    this.#column = 0;
    this.#row += 1;
    if (this.#row < this.#rows) return;
    this.#screen.push([]);
    this.#screen.shift();
    this.#row = this.#rows - 1;
  }

  #control(sequence: string): void {
    if (sequence.endsWith('m')) return;
    if (sequence === 'H') [this.#row, this.#column] = [0, 0];
    else if (sequence === '2K') this.#screen[this.#row] = [];
    else if (sequence === 'J') this.#clearBelow();
    else if (sequence === '?25h' || sequence === '?25l') this.isCursorShown = sequence === '?25h';
    else if (sequence === '?1049h' || sequence === '?1049l') this.#turn(sequence === '?1049h');
    else throw new Error(`unknown control sequence ${sequence}`);
  }

  #clearBelow(): void {
    this.#screen[this.#row]?.splice(this.#column);
    for (let row = this.#row + 1; row < this.#rows; row += 1) this.#screen[row] = [];
  }

  #turn(isOther: boolean): void {
    this.isOther = isOther;
    this.#screen = isOther ? blank(this.#rows) : this.#main;
    [this.#row, this.#column] = [0, 0];
  }
}

const blank = (rows: number): string[][] => Array.from({ length: rows }, () => []);
