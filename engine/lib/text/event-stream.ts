// Server-sent events, read: text comes in pieces of any size, events come out whole (WHATWG HTML,
// "Parsing an event stream"). Comments, which keep a connection alive, are passed over.

/** Characters of one event at most; a longer one is refused. */
export const maxEventLength = 1_048_576;

export interface ServerSentEvent {
  /** Empty where the server gave none. */
  readonly id: string;
  /** `message` where the server gave none. */
  readonly event: string;
  readonly data: string;
}

export class EventStreamReader {
  #rest = '';
  #data: string[] = [];
  #length = 0;
  #event = '';
  #id = '';

  /** The events that end in this piece. Throws a RangeError for one past the bound. */
  push(text: string): readonly ServerSentEvent[] {
    const lines = `${this.#rest}${text}`.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > maxEventLength) throw tooLong();
    return lines.flatMap((line) => this.#line(line) ?? []);
  }

  #line(line: string): ServerSentEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#addData(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return undefined;
  }

  #addData(value: string): void {
    this.#length += value.length + 1;
    if (this.#length > maxEventLength) throw tooLong();
    this.#data.push(value);
  }

  #dispatch(): ServerSentEvent | undefined {
    const event = this.#event === '' ? 'message' : this.#event;
    const data = this.#data;
    this.#data = [];
    this.#length = 0;
    this.#event = '';
    return data.length === 0 ? undefined : { id: this.#id, event, data: data.join('\n') };
  }
}

const tooLong = (): RangeError =>
  new RangeError(`event stream: an event of over ${maxEventLength} characters: ask for less`);
