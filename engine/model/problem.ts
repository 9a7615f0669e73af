// Things that go wrong: one class, one table. The code gives the HTTP status, the exit code and
// what the caller should do about it (house.md 15).

export type Remedy = 'fix-spec' | 'fix-call' | 'retry' | 'wait';

const table = {
  'not-found': { status: 404, exit: 1, remedy: 'fix-call' },
  'bad-request': { status: 400, exit: 1, remedy: 'fix-call' },
  unauthorized: { status: 401, exit: 1, remedy: 'fix-call' },
  forbidden: { status: 403, exit: 1, remedy: 'fix-call' },
  conflict: { status: 409, exit: 1, remedy: 'wait' },
  'too-large': { status: 413, exit: 1, remedy: 'fix-call' },
  'faulty-revision': { status: 422, exit: 1, remedy: 'fix-spec' },
  busy: { status: 503, exit: 1, remedy: 'retry' },
  unreachable: { status: 503, exit: 1, remedy: 'retry' },
  timeout: { status: 504, exit: 1, remedy: 'wait' },
  internal: { status: 500, exit: 1, remedy: 'retry' },
} as const satisfies Record<string, { status: number; exit: number; remedy: Remedy }>;

export type ProblemCode = keyof typeof table;
export const problemCodes = Object.keys(table) as readonly ProblemCode[];

/** `where: what is: what would be right`, with a code. Never holds a secret. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly where: string;
  readonly what: string;
  readonly hint: string;

  constructor(code: ProblemCode, text: { where: string; what: string; hint: string }) {
    super(`${text.where}: ${text.what}: ${text.hint}`);
    this.name = 'Problem';
    this.code = code;
    this.where = text.where;
    this.what = text.what;
    this.hint = text.hint;
  }

  get status(): number {
    return table[this.code].status;
  }
  get exitCode(): number {
    return table[this.code].exit;
  }
  get remedy(): Remedy {
    return table[this.code].remedy;
  }
}
