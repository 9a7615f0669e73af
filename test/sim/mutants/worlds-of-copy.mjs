// Runs worlds of a copy of the product, one after the other: one JSON line each. Arguments: the
// copy's folder, the rules that count (by commas; `any`), then worlds: seeds, and files of kept
// scripts. Ends with standard input.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [copy = '', rules = '', ...worlds] = process.argv.slice(2);
const { runScript, runSeed } = await import(
  pathToFileURL(join(copy, '.build/engine/sim/run-world.js')).href
);
const counts = (rule) => rules === 'any' || rules.split(',').includes(rule);

process.stdin.resume().on('end', () => process.exit(0));

/** To the first rule that it breaks; where that isn't one that counts, to its end. */
async function outcomeOf(name) {
  const world = brokenIn(await run(name));
  if (world.broken.length === 0 || world.broken.some(counts)) return world;
  return brokenIn(await run(name, { stopsAtFirst: false }));
}

function run(name, options) {
  if (!name.endsWith('.json')) return runSeed(Number(name), options);
  return runScript(JSON.parse(readFileSync(name, 'utf8')).script, options);
}

/** A planted text with a name that isn't there breaks no rule: it is no program. */
const ruleOf = ({ invariant, text }) => (text.includes('ReferenceError') ? 'none' : invariant);

function brokenIn({ violations, crash }) {
  const broken = [...new Set(violations.map(ruleOf))];
  const text = violations[0]?.text ?? crash?.split('\n')[0] ?? '';
  return { broken: crash === undefined ? broken : [...broken, 'crash'], text };
}

for (const name of worlds) {
  const line = { name, ...(await outcomeOf(name)) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
process.exit(0);
