// One world: its trace line by line, or what occurred in it; and the same world made small.
import { Problem } from '../../model/problem.ts';
import type { Call } from '../call.ts';
import { Progress } from '../show/progress.ts';
import { counted } from '../show/words.ts';
import { replayCommand } from './replay.ts';
import type { WorldChoice, WorldOutcome } from './sim-tools.ts';
import { Tally } from './tally.ts';
import { tallyJson } from './tally-json.ts';
import { closingText, countsText, failureText } from './tally-text.ts';

export async function runOneWorld(call: Call, world: WorldChoice): Promise<number> {
  const { simulate } = call.tools;
  const isTraced = call.flag('trace');
  const beforeMs = simulate.cpuMs();
  const trace = (line: string): void => call.print(`${line}\n`);
  const outcome = await simulate.run(world, isTraced ? trace : undefined);
  const tally = new Tally();
  const failure = tally.add(outcome);
  const cpuMs = simulate.cpuMs() - beforeMs;
  if (call.isJson) {
    call.print(tallyJson(call, tally, cpuMs));
  } else {
    if (!isTraced) call.print(countsText(tally, call.page));
    if (failure) call.print(failureText(failure, nextStep(call, world, outcome)));
    call.print(closingText(tally, cpuMs));
  }
  return failure ? 1 : 0;
}

/** Of a world that failed: its trace, and then the same made small. */
function nextStep(call: Call, world: WorldChoice, { seed }: WorldOutcome): string {
  const replay =
    world.kind === 'seed'
      ? replayCommand(call, seed)
      : `${call.tools.program} sim --script ${world.path} --trace`;
  const isSeen = call.flag('trace');
  return isSeen ? replay.replace(/--trace$/, '--shrink --out small.json') : replay;
}

export async function shrinkWorld(call: Call, world: WorldChoice): Promise<number> {
  const { simulate, files } = call.tools;
  const progress = new Progress(call);
  const shrunk = await simulate.shrink(world, ({ runs, mostRuns, sizes }) =>
    progress.say(() => `${runs} of at most ${mostRuns} worlds: ${sizesText(sizes)}`),
  );
  progress.clear();
  if (shrunk.kind === 'sound') {
    const where = 'meridian sim --shrink';
    const hint = 'choose one that fails, such as one that `meridian sim --seeds 1..100` names';
    throw new Problem('bad-request', { where, what: 'this world breaks no rule', hint });
  }
  const out = call.text('out');
  if (out === undefined) {
    call.print(shrunk.text);
    return 0;
  }
  await files.write(out, shrunk.text);
  call.print(`${out}: a smaller world that breaks ${shrunk.invariant}\n`);
  call.print(`  ${call.tools.program} sim --script ${out} --trace\n`);
  return 0;
}

const sizesText = (sizes: Readonly<Record<string, number>>): string =>
  Object.entries(sizes)
    .map(([name, count]) => counted(count, name))
    .join(', ');
