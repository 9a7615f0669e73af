import { describe, expect, it } from 'vitest';
import { Host } from '../../../../engine/sim/kernel/host.ts';
import { Kernel } from '../../../../engine/sim/kernel/kernel.ts';

function begin() {
  const kernel = new Kernel({ seed: 1 });
  const deaths: number[] = [];
  const host = new Host(kernel, 'engine1', () => void deaths.push(kernel.agenda.nowMs));
  host.begin();
  const hits: string[] = [];
  const done: string[] = [];
  const run = async () => {
    while (await kernel.step());
  };
  return { kernel, host, deaths, hits, done, run };
}

const never = Symbol('never');
const outcome = (work: Promise<unknown>): { value: unknown } => {
  const seen: { value: unknown } = { value: never };
  work.then(
    (value) => {
      seen.value = value;
    },
    (error: unknown) => {
      seen.value = String(error);
    },
  );
  return seen;
};

describe('an act of a process', () => {
  it('happens later, and is answered', async () => {
    const { host, done, run } = begin();
    const seen = outcome(host.work('journal order', 5, () => done.push('written')));
    await run();
    expect([seen.value, done]).toEqual([1, ['written']]);
  });

  it.each([
    ['die-before', []],
    ['die-after', ['written']],
  ] as const)('is never answered to a process that was armed to %s', async (kind, expected) => {
    const { host, deaths, done, hits, run } = begin();
    host.arm({ act: 'journal', hit: { kind }, onHit: () => hits.push(kind) });
    const seen = outcome(host.work('journal order /web#0.1', 5, () => done.push('written')));
    await run();
    expect(seen.value).toBe(never);
    expect([done, deaths, hits]).toEqual([expected, [5], [kind]]);
  });

  it('fails once when it was armed to fail', async () => {
    const { host, done, run } = begin();
    host.arm({ act: 'journal', hit: { kind: 'fail', error: new Error('EIO') }, onHit: () => {} });
    const first = outcome(host.work('journal marks', 1, () => done.push('first')));
    const second = outcome(host.work('journal marks', 2, () => done.push('second')));
    await run();
    expect([first.value, second.value, done]).toEqual(['Error: EIO', 1, ['second']]);
  });

  it('waits for the later of two stands that overlap, in the order it was due in', async () => {
    const { kernel, host, done, run } = begin();
    host.standStill(1_000);
    host.after(10, () => void done.push(`first at ${kernel.agenda.nowMs}`));
    kernel.agenda.at(50, 'fault', () => {
      host.standStill(100);
      host.after(1, () => void done.push(`second at ${kernel.agenda.nowMs}`));
    });
    await run();
    expect(done).toEqual(['first at 1000', 'second at 1000']);
  });

  it('isn’t hit by a fault of another name', async () => {
    const { host, done, run } = begin();
    host.arm({ act: 'probe', hit: { kind: 'die-before' }, onHit: () => {} });
    host.do('send report', () => done.push('sent'));
    await run();
    expect([done, host.isAlive]).toEqual([['sent'], true]);
  });

  it('is void when its process has died meanwhile, and in its next life', async () => {
    const { host, done, run } = begin();
    const seen = outcome(host.work('journal order', 5, () => done.push('written')));
    host.die();
    host.begin();
    await run();
    expect([seen.value, done]).toEqual([never, []]);
  });
});

describe('an event', () => {
  it('isn’t one when a process only looked at its clock', async () => {
    const { kernel, host, run } = begin();
    host.after(1, () => undefined);
    host.after(2, () => host.do('send pong', () => undefined));
    await run();
    expect(kernel.events).toBe(1);
  });
});
