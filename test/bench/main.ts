// `npm run bench -- NAME...` runs benches and prints one JSON line each, which it also appends to
// results.jsonl beside this file; without a name it runs all of them. Whether a target was met is
// said in the line, not by the exit code: 1 means that a bench could not measure.
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { allocateBenches } from './allocate.ts';
import { type Bench, benchLine, chosenBenches, type Surroundings } from './bench.ts';
import { failoverBenches } from './cluster/failover.ts';
import { memoryBenches } from './cluster/memory.ts';
import { placeBenches } from './cluster/place.ts';
import { readersBenches } from './cluster/readers.ts';
import { scaleOutBenches } from './cluster/scale-out.ts';
import { stateBenches } from './cluster/state.ts';
import { planBenches } from './plan.ts';
import { reserveBenches } from './reserve.ts';
import { startBenches } from './start.ts';
import { syncBenches } from './sync.ts';
import { timetableBenches } from './timetable.ts';
import { whyBenches } from './why.ts';

const benches: readonly Bench[] = [
  ...syncBenches,
  ...planBenches,
  ...startBenches,
  ...timetableBenches,
  ...allocateBenches,
  ...reserveBenches,
  ...placeBenches,
  ...scaleOutBenches,
  ...failoverBenches,
  ...stateBenches,
  ...readersBenches,
  ...memoryBenches,
  ...whyBenches,
];

const here = fileURLToPath(new URL('.', import.meta.url));
const results = `${here}results.jsonl`;

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: here, encoding: 'utf8' }).trim();
}

function surroundings(): Surroundings {
  // The history of results is itself a change; it says nothing about what was measured.
  const changed = git(
    'status',
    '--porcelain',
    '--',
    ':/',
    ':(exclude,top)test/bench/results.jsonl',
  );
  return {
    node: process.version,
    cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    commit: `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '+'}`,
    date: new Date().toISOString(),
  };
}

async function measure(bench: Bench): Promise<boolean> {
  try {
    const line = benchLine(bench.name, await bench.run(), surroundings());
    process.stdout.write(`${line}\n`);
    appendFileSync(results, `${line}\n`);
    return true;
  } catch (error) {
    process.stderr.write(`${bench.name}: ${error instanceof Error ? error.stack : error}\n`);
    return false;
  }
}

const chosen = chosenBenches(benches, process.argv.slice(2));
if (typeof chosen === 'string') {
  process.stderr.write(`${chosen}\n`);
  process.exitCode = 1;
} else for (const bench of chosen) if (!(await measure(bench))) process.exitCode = 1;
