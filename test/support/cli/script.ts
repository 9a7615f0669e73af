// Recorded scripts: a line `$ meridian ...`, a line `----`, and the recorded answer up to the next
// `$`: standard output as it is, standard error with `! ` before each line, `[exit N]` unless it
// is 0. Lines before the first `$` are the script's own words. MERIDIAN_RECORD=1 records.
import { readFileSync, writeFileSync } from 'node:fs';
import { type Run, run, type World } from './fake-tools.ts';

interface Step {
  /** `COLUMNS=80 TERMINAL=1 meridian status`. */
  readonly line: string;
  readonly answer: string;
}

interface Script {
  readonly words: string;
  readonly steps: readonly Step[];
}

function parseScript(text: string): Script {
  const [words = '', ...blocks] = text.split(/^\$ /m);
  const steps = blocks.map((block) => {
    const cut = block.indexOf('\n----\n');
    if (cut === -1) throw new Error(`no ---- after: $ ${block}`);
    return { line: block.slice(0, cut), answer: block.slice(cut + 6) };
  });
  return { words, steps };
}

/** Words between blanks; within quotes blanks count. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );

async function answerTo(line: string, world: World): Promise<string> {
  const words = wordsOf(line);
  const at = words.indexOf('meridian');
  const settings = Object.fromEntries(words.slice(0, at).map((word) => word.split('=')));
  const {
    COLUMNS: columns,
    ROWS: rows,
    TERMINAL: terminal,
    ...env
  } = settings as Record<string, string>;
  const ran = await run(words.slice(at + 1), {
    ...world,
    ...(columns === undefined ? {} : { columns: Number(columns) }),
    ...(rows === undefined ? {} : { rows: Number(rows) }),
    ...(terminal === undefined ? {} : { isTerminal: true }),
    env: { MERIDIAN_URL: 'http://engine.example.com:5050', ...env },
  });
  const place = world.root ?? '/nonexistent';
  return transcript(ran).replaceAll(place, 'ROOT');
}

function transcript({ code, stdout, stderr }: Run): string {
  const said = stderr.replace(/^/gm, '! ').replace(/! $/, '');
  const visible = (stdout + said).replaceAll('\u001b', '<ESC>');
  return `${visible}${code === 0 ? '' : `[exit ${code}]\n`}\n`;
}

/** What the script says, and what came of it now. */
export async function replay(
  file: string,
  world: World,
): Promise<{ readonly recorded: string; readonly now: string }> {
  const recorded = readFileSync(file, 'utf8');
  const { words, steps } = parseScript(recorded);
  let now = words;
  for (const { line } of steps) now += `$ ${line}\n----\n${await answerTo(line, world)}`;
  if (process.env.MERIDIAN_RECORD === '1') writeFileSync(file, now);
  return { recorded: process.env.MERIDIAN_RECORD === '1' ? now : recorded, now };
}
