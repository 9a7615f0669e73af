// Runs worlds of a copy of the product, one after the other: one JSON line each. Arguments: the
// copy's folder, the rules that count (by commas; `any`), then seeds. Ends with standard input.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [copy = '', rules = '', ...seeds] = process.argv.slice(2);
const { runSeed } = await import(pathToFileURL(join(copy, '.build/engine/sim/run-world.js')).href);
const counts = (rule) => rules === 'any' || rules.split(',').includes(rule);

process.stdin.resume().on('end', () => process.exit(0));

/** To the first rule that it breaks; where that isn't one that counts, to its end. */
async function worldOf(seed) {
  const world = brokenIn(await runSeed(seed));
  if (world.broken.length === 0 || world.broken.some(counts)) return world;
  return brokenIn(await runSeed(seed, { stopsAtFirst: false }));
}

/** A planted text with a name that isn't there breaks no rule: it is no program. */
const ruleOf = ({ invariant, text }) => (text.includes('ReferenceError') ? 'none' : invariant);

function brokenIn({ violations, crash }) {
  const broken = [...new Set(violations.map(ruleOf))];
  const text = violations[0]?.text ?? crash?.split('\n')[0] ?? '';
  return { broken: crash === undefined ? broken : [...broken, 'crash'], text };
}

for (const seed of seeds.map(Number)) {
  const line = { seed, ...(await worldOf(seed)) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
process.exit(0);
