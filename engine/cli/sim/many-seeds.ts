// Many worlds: each failure is told as it comes, with the command that runs it alone; at the end
// what occurred how often, and the closing line.
import type { Call } from '../call.ts';
import { leftText, Progress } from '../show/progress.ts';
import { replayCommand } from './replay.ts';
import type { WorldOutcome } from './sim-tools.ts';
import { Tally } from './tally.ts';
import { tallyJson } from './tally-json.ts';
import { closingText, countsText, failureText, perSecond } from './tally-text.ts';

export interface ManySeeds {
  readonly first: number;
  readonly last: number;
  readonly events: number | undefined;
  readonly cores: number | undefined;
}

/** Failures told as they come; the closing line counts the others. */
const toldFailures = 20;
/** As a shell has it for what Ctrl-C ended. */
const interruptedCode = 130;

export async function runManySeeds(call: Call, wish: ManySeeds): Promise<number> {
  const { tools } = call;
  const run = new Run(call, wish);
  let isStopped = false;
  const stopped = tools.interrupted().then(() => {
    isStopped = true;
  });
  const onWorld = (outcome: WorldOutcome): void => run.take(outcome);
  await tools.simulate.runMany({ ...wish, onWorld, stopped });
  return run.conclude(isStopped);
}

class Run {
  readonly #call: Call;
  readonly #wish: ManySeeds;
  readonly #tally = new Tally();
  readonly #progress: Progress;
  readonly #beganMs: number;
  readonly #cpuBeforeMs: number;

  constructor(call: Call, wish: ManySeeds) {
    this.#call = call;
    this.#wish = wish;
    this.#progress = new Progress(call);
    this.#beganMs = call.tools.nowMs();
    this.#cpuBeforeMs = call.tools.simulate.cpuMs();
  }

  take(outcome: WorldOutcome): void {
    const failure = this.#tally.add(outcome);
    if (failure && this.#tally.failed <= toldFailures && !this.#call.isJson) {
      this.#progress.clear();
      this.#call.print(failureText(failure, replayCommand(this.#call, failure.seed)));
    }
    this.#progress.say(() => this.#progressLine());
  }

  conclude(isStopped: boolean): number {
    this.#progress.clear();
    const tally = this.#tally;
    const code = tally.isSound ? 0 : 1;
    if (this.#call.isJson) {
      this.#call.print(tallyJson(this.#call, tally, this.#cpuMs));
    } else {
      if (tally.failed > 0) this.#call.print('\n');
      this.#call.print(countsText(tally, this.#call.page));
      if (isStopped) this.#call.print(`stopped after ${tally.worlds} of ${this.#all} worlds\n`);
      this.#call.print(closingText(tally, this.#cpuMs));
    }
    return isStopped ? interruptedCode : code;
  }

  get #all(): number {
    return this.#wish.last - this.#wish.first + 1;
  }

  get #cpuMs(): number {
    return this.#call.tools.simulate.cpuMs() - this.#cpuBeforeMs;
  }

  #progressLine(): string {
    const { worlds, events, failed } = this.#tally;
    const passedMs = this.#call.tools.nowMs() - this.#beganMs;
    const leftMs = (passedMs / worlds) * (this.#all - worlds);
    const rate = perSecond(events, this.#cpuMs);
    const done = `${worlds}/${this.#all} worlds, ${rate} events/s of CPU, ${failed} failed`;
    return `${done}, ${leftText(leftMs)} left`;
  }
}
