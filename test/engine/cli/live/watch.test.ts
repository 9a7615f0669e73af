// `status --watch`: drawn over in place on a terminal, a line a change elsewhere, on and on over
// lost connections, and a terminal left as it was found.
import { describe, expect, test } from 'vitest';
import type { EngineClient } from '../../../../engine/client.ts';
import { Problem } from '../../../../engine/model/problem.ts';
import type { StatusView } from '../../../../schemas/generated/api.ts';
import { status } from '../../../support/cli/canned-engine.ts';
import { type Run, run, type World } from '../../../support/cli/fake-tools.ts';
import { SmallTerminal } from '../../../support/cli/small-terminal.ts';

const away = new Problem('unreachable', {
  where: 'engine at http://e',
  what: "can't be reached (ECONNREFUSED)",
  hint: 'start it',
});

/** Answers one look after the other; Ctrl-C comes with the last one. */
function looks(...answers: readonly (StatusView | Error)[]) {
  const stop = { now: (): void => undefined };
  const interrupted = new Promise<void>((resolve) => {
    stop.now = resolve;
  });
  let at = 0;
  const client: Partial<EngineClient> = {
    status: async () => {
      const answer = answers[at] ?? status;
      at += 1;
      if (at > answers.length) stop.now();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    followEvents: async function* () {
      await interrupted;
      yield* [];
    },
  };
  return { client, interrupted: () => interrupted };
}

const calm: StatusView = { ...status, waits: [], apps: { healthy: 3 } };

const watch = (world: World, ...argv: readonly string[]): Promise<Run> =>
  run(['status', '--watch', ...argv], world);

/** What a terminal shows after each write of the program. */
async function screens(
  world: World,
  hear?: (text: string) => void,
): Promise<readonly SmallTerminal[]> {
  const seen: SmallTerminal[] = [];
  let written = '';
  const onStdout = (text: string): void => {
    written += text;
    hear?.(text);
    const terminal = new SmallTerminal(30);
    terminal.write(written);
    seen.push(terminal);
  };
  const terminal = { isTerminal: true, columns: 80, rows: 30, onStdout };
  expect(await watch({ ...world, ...terminal })).toMatchObject({ code: 0, stderr: '' });
  return seen;
}

describe('on a terminal', () => {
  test('draws each look over the one before, and leaves nothing of it', async () => {
    const frames: string[] = [];
    const [begun, first, second] = await screens(looks(status, calm), (text) => frames.push(text));
    const clean = new SmallTerminal(30);
    clean.write(frames[2] ?? '');
    expect(second?.lines).toEqual(clean.lines);
    expect([begun?.isOther, begun?.isCursorShown]).toEqual([true, false]);
    expect(first?.lines[0]).toContain('http://engine.example.com:5050, 2026-01-31T');
    expect(first?.lines.slice(2, 5)).toEqual([
      'Problems',
      '  /batch/big  unplaceable for 95s: instance 0 fits on none of 3 agents: cpus',
      '    rule out 3 (64 wanted, 3.5 free at most)',
    ]);
    expect(second?.lines.join('\n')).not.toContain('unplaceable');
    expect(second?.lines.filter((line) => line.startsWith('Apps'))).toEqual([
      'Apps        3 apps: 3 healthy',
    ]);
  });

  test('at Ctrl-C the cursor is back, the last view where the shell goes on', async () => {
    const last = (await screens(looks(status, calm, calm))).at(-1);
    expect([last?.isOther, last?.isCursorShown]).toEqual([false, true]);
    expect(last?.lines).toContain('Apps        3 apps: 3 healthy');
  });

  test('a lost connection is said above what was seen last, and is over when it is', async () => {
    const heads = (await screens(looks(status, away, away, calm))).map(({ lines }) => lines);
    const lost = heads.filter(([head = '']) => head.startsWith('connection lost'));
    expect(lost.length).toBeGreaterThanOrEqual(2);
    expect(lost[0]?.[0]).toBe(
      "connection lost for 0s, it is tried again; below is what was: can't be reached …",
    );
    expect(lost[1]?.[0]).toMatch(/^connection lost for 2s/);
    expect(lost[0]?.join('\n')).toContain('/batch/big');
    expect(heads.at(-2)?.[0]).not.toContain('lost');
  });

  test('a call that is wrong in itself ends it, the terminal as it was', async () => {
    const text = { where: 'request', what: 'its token is not this engine’s', hint: 'take it' };
    const world = looks(status, new Problem('unauthorized', text));
    const ran = await watch({ ...world, isTerminal: true, columns: 80, rows: 30 });
    expect([ran.code, ran.stderr]).toEqual([
      1,
      'request: its token is not this engine’s: take it\n',
    ]);
    expect(ran.stdout).toContain('\u001b[?25h\u001b[?1049l');
  });

  test('a small one is never scrolled', async () => {
    const drawn: string[] = [];
    const world = {
      isTerminal: true,
      columns: 40,
      rows: 6,
      onStdout: (t: string) => drawn.push(t),
    };
    await watch({ ...looks(status), ...world });
    for (const frame of drawn.slice(1, -1)) expect(frame.split('\n')).toHaveLength(6);
  });
});

describe('elsewhere', () => {
  test('tells each thing once, then what changes', async () => {
    const again = { ...status, waits: status.waits.map((wait) => ({ ...wait, text: 'other' })) };
    const { stdout, stderr, code } = await watch(looks(status, again, calm));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll(/^\S+ {2}/gm, '').split('\n')).toEqual([
      'revision  9 dddddddd faulty: Run the front on twelve machines and give it a name',
      'agents  1 disconnected, 1 registered',
      'apps  1 rolling, 1 waiting, 1 healthy',
      'tasks  5 running',
      `/batch/big  unplaceable: ${status.waits[0]?.text.replace('unplaceable: ', '')}`,
      'apps  3 healthy',
      '/batch/big  no longer unplaceable',
      '',
    ]);
  });

  test('says once on standard error that the connection is lost, and when it is back', async () => {
    const { stdout, stderr } = await watch(looks(calm, away, away, calm));
    expect(stderr.split('\n')).toEqual([
      "engine at http://engine.example.com:5050: connection lost (can't be reached " +
        '(ECONNREFUSED)): it is tried again',
      'engine at http://engine.example.com:5050: it is back after 4s',
      '',
    ]);
    expect(stdout.match(/apps {2}3 healthy/g)).toHaveLength(1);
  });

  test('as JSON the whole view, one a line, when anything but a clock is another', async () => {
    const later = { ...calm, nowMs: calm.nowMs + 5_000 };
    const { stdout } = await watch(looks(status, calm, later), '--output', 'json');
    const views = stdout.trimEnd().split('\n');
    expect(views.map((line) => JSON.parse(line).apps)).toEqual([status.apps, calm.apps]);
  });

  test('an engine that isn’t there at first is an error', async () => {
    expect(await watch(looks(away))).toMatchObject({ code: 1, stdout: '' });
  });
});
