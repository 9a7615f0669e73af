// Refs of the engine's own in its mirror: what they name is kept from garbage collection, and
// survives a mirror that had to be made afresh.
import { RepoError } from '../../ports/repo.ts';
import { type Fetching, fetchInto } from './follow.ts';
import { type Git, isWell } from './git.ts';
import { isObjectId, isRefName } from './ref-name.ts';

const pinFolder = 'refs/meridian/';

interface Pin {
  readonly ref: string;
  readonly id: string;
}

export function pinRef(name: string): string {
  const ref = `${pinFolder}${name}`;
  if (!isRefName(name) || !isRefName(ref)) {
    const shown = JSON.stringify(name.slice(0, 80));
    throw new RepoError('refused', `pin ${shown}: isn't a ref name: use letters, digits, - and /`);
  }
  return ref;
}

/** Sets refs, all or none. */
export async function setRefs(git: Git, pins: readonly Pin[]): Promise<void> {
  if (pins.length === 0) return;
  const lines = pins.map(({ ref, id }) => `update ${ref} ${id}\n`);
  // `start` and `commit` make git answer; simple-git takes 50 ms longer over silence.
  await git.ask({ args: ['update-ref', '--stdin'], input: `start\n${lines.join('')}commit\n` });
}

/**
 * Takes the pins of `old` over: what the new mirror has already, then from the old mirror, then
 * from the remote. A pinned commit that nobody has any more is lost; asking for it says so.
 */
export async function carryPins(fetching: Fetching, old: Git): Promise<void> {
  const pins = await listPins(old);
  const there = await present(fetching.git, pins);
  await setRefs(
    fetching.git,
    pins.filter((pin) => there.has(pin.id)),
  );
  const untilMs = performance.now() + fetching.timeoutMs;
  for (const pin of pins.filter(({ id }) => !there.has(id))) {
    for (const url of [old.place.folder, fetching.url]) {
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0 || fetching.signal.aborted) return;
      const source = { ...fetching, url, timeoutMs: leftMs };
      const isHere = await fetchInto(source, pin.id, pin.ref).then(
        () => true,
        () => false,
      );
      if (isHere) break;
    }
  }
}

async function listPins(git: Git): Promise<readonly Pin[]> {
  const format = '--format=%(objectname) %(refname)';
  const question = { args: ['for-each-ref', format, pinFolder], maxBytes: 33_554_432 };
  const output = await git.run(question);
  if (!isWell(output)) return [];
  const lines = output.stdout.toString('utf8').split('\n');
  return lines
    .map((line) => ({
      id: line.slice(0, line.indexOf(' ')),
      ref: line.slice(line.indexOf(' ') + 1),
    }))
    .filter(({ id }) => isObjectId(id));
}

/** Which of the pinned commits the repository has. */
async function present(git: Git, pins: readonly Pin[]): Promise<ReadonlySet<string>> {
  if (pins.length === 0) return new Set();
  const input = `${[...new Set(pins.map(({ id }) => id))].join('\n')}\n`;
  const args = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
  const answer = await git.ask({ args, input, maxBytes: 33_554_432 });
  const lines = answer.toString('utf8').split('\n');
  return new Set(
    lines.filter((line) => line.endsWith(' commit')).map((line) => line.split(' ')[0] ?? ''),
  );
}
