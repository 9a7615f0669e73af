// The simulator, given threads and files. In a thread of its own this file is the worker: each
// message is a seed, each answer what came of its world.
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { runOnCores } from './adapters/cores.ts';
import type {
  ManyWorlds,
  ShrinkStep,
  Shrunk,
  WorldChoice,
  WorldOutcome,
} from './cli/sim/sim-tools.ts';
import { Problem } from './model/problem.ts';
import { type Outcome, type RunOptions, runScript, runSeed } from './sim/run-world.ts';
import type { Script } from './sim/script/script.ts';
import { worldScript } from './sim/script/world-script.ts';
import { parts } from './sim/shrink/cuts.ts';
import { parseScenario, scenarioText } from './sim/shrink/scenario.ts';
import { shrink } from './sim/shrink/shrink.ts';

/** One world may take so long; it takes about a second. */
const mostWorldMs = 120_000;
/** Worlds run to make one small. */
const mostRuns = 1_000;

interface WorkerData {
  readonly program: 'sim';
  readonly events: number | undefined;
}

export async function runWorld(
  world: WorldChoice,
  trace?: (line: string) => void,
): Promise<WorldOutcome> {
  const options: RunOptions = { ...(trace === undefined ? {} : { trace }) };
  if (world.kind === 'script') return runScript(await scriptAt(world.path), options);
  const { seed, events } = world;
  return runSeed(seed, { ...options, ...(events === undefined ? {} : { events }) });
}

export async function runManyWorlds(worlds: ManyWorlds): Promise<void> {
  const { first, last, events, cores = availableParallelism() } = worlds;
  const data: WorkerData = { program: 'sim', events };
  await runOnCores<number, Outcome>({
    program: new URL(import.meta.url),
    data,
    threads: Math.min(cores, last - first + 1),
    inputs: seedsOf(first, last),
    mostMs: mostWorldMs,
    onOutput: worlds.onWorld,
    onLoss: (seed, why) =>
      worlds.onWorld({ seed, events: 0, violations: [], counts: new Map(), crash: why }),
    stopped: worlds.stopped,
  });
}

function* seedsOf(first: number, last: number): Generator<number, void> {
  for (let seed = first; seed <= last; seed += 1) yield seed;
}

export async function shrinkWorld(
  world: WorldChoice,
  onStep: (step: ShrinkStep) => void,
): Promise<Shrunk> {
  const script = world.kind === 'script' ? await scriptAt(world.path) : drawn(world);
  const whole = await runScript(script);
  const broken = brokenBy(whole);
  if (broken === undefined) return { kind: 'sound' };
  const breaksSame = async (candidate: Script): Promise<boolean> =>
    brokenBy(await runScript(candidate))?.invariant === broken.invariant;
  const small = await shrink(script, breaksSame, {
    mostRuns,
    onProgress: (progress) => onStep({ ...progress, sizes: sizesOf(progress.script) }),
  });
  const why = `${broken.invariant}: ${broken.text}`;
  const text = scenarioText({ formatVersion: 1, why, script: small });
  return { kind: 'shrunk', text, invariant: broken.invariant };
}

const drawn = ({ seed, events }: Extract<WorldChoice, { kind: 'seed' }>): Script => {
  const script = worldScript(seed);
  return events === undefined ? script : { ...script, events };
};

/** What a smaller world has to break too. */
function brokenBy({ violations, crash }: Outcome): { invariant: string; text: string } | undefined {
  const [first] = violations;
  if (first !== undefined) return first;
  if (crash === undefined) return undefined;
  const [text = ''] = crash.split('\n');
  return { invariant: `a bug (${text.split(':')[0]})`, text };
}

const sizesOf = (script: Script): ShrinkStep['sizes'] => ({
  ...Object.fromEntries(parts.map((part) => [part.name, part.count(script)])),
  event: script.events,
});

async function scriptAt(path: string): Promise<Script> {
  const refuse = (what: string, hint: string): Problem =>
    new Problem('bad-request', { where: path, what, hint });
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refuse(
      `can't be read (${error.code})`,
      'name a script that `--shrink --out` has written',
    );
  });
  const parsed = parseScenario(text);
  if (!parsed.ok) throw refuse(parsed.what, parsed.hint);
  return parsed.scenario.script;
}

function serve(port: NonNullable<typeof parentPort>, { events }: WorkerData): void {
  const options = { stopsAtFirst: true, ...(events === undefined ? {} : { events }) };
  port.on('message', (seed: number) => {
    void runSeed(seed, options).then((outcome) => port.postMessage(outcome));
  });
}

const isWorker = (data: unknown): data is WorkerData =>
  !isMainThread && typeof data === 'object' && data !== null && 'program' in data;

if (parentPort && isWorker(workerData) && workerData.program === 'sim')
  serve(parentPort, workerData);
