// One call of a command: its arguments and options as typed values, and where its answer goes.
import type { EngineClient } from '../client.ts';
import { parseDuration } from '../lib/duration.ts';
import { Problem } from '../model/problem.ts';
import type { Paint } from '../plan/render/render-text.ts';
import { openEngine } from './engine-address.ts';
import { columnsOf } from './show/columns.ts';
import { paintFor } from './show/paint.ts';
import type { Page } from './show/table.ts';
import type { Tools } from './tools.ts';

/** What a call has to know of its command. */
export interface CalledCommand {
  readonly name: string;
  /** Formats of --output, the default first. */
  readonly outputs?: readonly string[];
}

export interface CallParts {
  readonly command: CalledCommand;
  readonly args: readonly (string | undefined)[];
  /** By option, as typed: `as-of`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly tools: Tools;
}

export class Call {
  readonly tools: Tools;
  readonly args: readonly string[];
  readonly #options: CallParts['options'];
  readonly #command: CalledCommand;

  constructor({ command, args, options, tools }: CallParts) {
    this.tools = tools;
    this.args = args.filter((arg) => arg !== undefined);
    this.#options = options;
    this.#command = command;
  }

  /** As errors name it: `meridian plan`. */
  get command(): string {
    return `meridian ${this.#command.name}`;
  }

  /** The first argument, or ''. */
  get name(): string {
    return this.args[0] ?? '';
  }

  get output(): string {
    return this.text('output') ?? this.#command.outputs?.[0] ?? 'text';
  }

  get isJson(): boolean {
    return this.output === 'json';
  }

  get page(): Page {
    const { io, nowMs } = this.tools;
    return { columns: columnsOf(io), rows: io.rows, paint: this.paint, nowMs: nowMs() };
  }

  get paint(): Paint {
    return paintFor(this.tools.io);
  }

  flag(option: string): boolean {
    return this.#options[option] === true;
  }

  text(option: string): string | undefined {
    const value = this.#options[option];
    return typeof value === 'string' ? value : undefined;
  }

  /** Of an option that may be given more than once. */
  texts(option: string): readonly string[] {
    const values = this.#options[option];
    return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
  }

  /** Throws a Problem when it isn't a whole number within the bounds. */
  count(option: string, least: number, most: number): number | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const what = /^-?\d+$/.test(text) ? 'is out of range' : 'is no whole number';
    throw this.wrong(option, `${quoted(text)} ${what}`, `write one from ${least} to ${most}`);
  }

  durationMs(option: string): number | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    const value = parseDuration(text);
    if (value !== undefined && value > 0) return value;
    throw this.wrong(option, `${quoted(text)} is no duration`, 'write one such as 30s, 10m or 2h');
  }

  /** An instant as ISO 8601 in UTC. */
  instant(option: string): string | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text);
    const ms = isIso ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(ms)) return new Date(ms).toISOString();
    throw this.wrong(
      option,
      `${quoted(text)} is no time`,
      'write one such as 2026-01-31T08:00:00Z',
    );
  }

  /** Of the call as a whole. */
  fault(what: string, hint: string): Problem {
    return new Problem('bad-request', { where: this.command, what, hint });
  }

  wrong(option: string, what: string, hint: string): Problem {
    const where = `meridian ${this.#command.name} --${option}`;
    return new Problem('bad-request', { where, what, hint });
  }

  /** `timeoutMs`: of one answer, where the client's own isn't right. */
  client(more: { readonly timeoutMs?: number } = {}): Promise<EngineClient> {
    const url = this.text('engine');
    const tokenFile = this.text('token-file');
    return openEngine(this.tools, { url, tokenFile, ...more });
  }

  print(text: string): void {
    this.tools.io.stdout(text);
  }

  /** JSON when that was asked for, else the text. */
  answer(value: unknown, text: () => string): number {
    this.print(this.isJson ? `${JSON.stringify(value, undefined, 2)}\n` : text());
    return 0;
  }

  /** Said on standard error when that is a terminal. */
  progress(text: string): void {
    if (this.tools.io.isErrorTerminal) this.tools.io.stderr(`${text}\n`);
  }
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80));
