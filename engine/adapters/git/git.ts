// One repository, and asking it: a question's answer is the standard output of a git that ended
// well, everything else rejects with a RepoError that may be shown.
import { existsSync } from 'node:fs';
import { RepoError } from '../../ports/repo.ts';
import { failureOf } from './failure.ts';
import { type GitOutput, type GitPlace, runGit } from './git-command.ts';

export interface Question {
  readonly args: readonly string[];
  readonly input?: string;
  /** Bytes of the answer at most. */
  readonly maxBytes?: number;
  /** Defaults to what the repository was given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface GitContext {
  /** What it is about, for messages, without credentials. */
  readonly where: string;
  readonly timeoutMs: number;
  readonly secrets: readonly string[];
}

export class Git {
  readonly place: GitPlace;
  readonly where: string;
  readonly #context: GitContext;

  constructor(place: GitPlace, context: GitContext) {
    this.place = place;
    this.where = context.where;
    this.#context = context;
  }

  /** Never rejects for what git says; with a RepoError when the repository's folder is gone. */
  async run(question: Question): Promise<GitOutput> {
    try {
      return await runGit(this.place, { timeoutMs: this.#context.timeoutMs, ...question });
    } catch (error) {
      if (existsSync(this.place.folder)) throw error;
      const what = `the copy in ${this.place.folder} is gone`;
      throw new RepoError('corrupt', `${this.where}: ${what}: fetched afresh at the next round`);
    }
  }

  async ask(question: Question): Promise<Buffer> {
    const output = await this.run(question);
    if (isWell(output)) return output.stdout;
    throw this.failure(output, question);
  }

  failure(output: GitOutput, question: Question): RepoError {
    const timeoutMs = question.timeoutMs ?? this.#context.timeoutMs;
    return failureOf(output, { ...this.#context, timeoutMs });
  }
}

export function isWell(output: GitOutput): boolean {
  return output.end === 'exited' && output.code === 0;
}
