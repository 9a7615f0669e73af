// Random worlds: whatever happens in whatever order (orders, kills, crashes between any two
// effects, lost connections, killed supervisors, failing disks, reboots), nothing runs twice,
// nothing runs after its end was said, each task has at most one end, and once faults stop
// everything comes to rest.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flush, LoopWorld } from '../../support/agent/loop-world.ts';
import { orderOf, settingsOf } from '../../support/agent/orders.ts';

const taskIds = ['/a#0.1', '/a#1.1', '/b#0.1'] as const;
const taskId = fc.constantFrom(...taskIds);
const pick = fc.nat({ max: 7 });
/** Two tasks want one volume, which outlives them until it is given up. */
const shared = [{ id: '/a#0.1:data', path: 'data', sizeMib: 1, isNew: true }];
const order = (id: string) => orderOf(id, id.startsWith('/a') ? { volumes: shared } : {});

type Move = (world: LoopWorld) => void | Promise<void>;
const named = (arbitrary: fc.Arbitrary<Move>): fc.Arbitrary<Move> => arbitrary;

const moves = fc.oneof(
  { weight: 4, arbitrary: named(taskId.map((id) => (world) => world.launch(order(id)))) },
  { weight: 2, arbitrary: named(taskId.map((id) => (world) => world.kill(id))) },
  { weight: 1, arbitrary: named(fc.constant((world) => world.destroyVolume('/a#0.1:data'))) },
  {
    weight: 1,
    arbitrary: named(
      fc.tuple(taskId, fc.boolean()).map(([id, trial]) => (world) => {
        const settings = settingsOf({ digest: 'settings-2' });
        world.send({ kind: 'configure', taskId: id, settings, trial });
      }),
    ),
  },
  { weight: 10, arbitrary: named(pick.map((n) => (world) => world.complete(n))) },
  {
    weight: 8,
    arbitrary: named(
      fc.tuple(taskId, pick).map(
        ([id, n]) =>
          (world) =>
            void world.machine.step(id, n),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: named(
      fc.tuple(taskId, fc.constantFrom(0, 1, 137)).map(
        ([id, code]) =>
          (world) =>
            world.machine.endCommand(id, code),
      ),
    ),
  },
  { weight: 1, arbitrary: named(taskId.map((id) => (world) => world.machine.killSupervisor(id))) },
  {
    weight: 5,
    arbitrary: named(
      fc.constantFrom(0, 30, 300, 2_000, 12_000).map((ms) => (world) => world.clock.advance(ms)),
    ),
  },
  { weight: 3, arbitrary: named(pick.map((n) => (world) => world.acknowledge(n))) },
  { weight: 1, arbitrary: named(fc.constant((world) => world.dropLink())) },
  { weight: 1, arbitrary: named(fc.boolean().map((isUp) => (world) => world.setUp(isUp))) },
  {
    weight: 1,
    arbitrary: named(
      fc.constantFrom('no space left', undefined).map((error) => (world) => {
        world.disk.error = error;
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: named(
      fc.nat().map((bits) => (world) => {
        world.crash((index) => ((bits >> (index % 30)) & 1) === 1);
        return world.startAgent();
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: named(
      fc.constant((world) => {
        world.crash(() => true);
        world.machine.reboot();
        return world.startAgent();
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: named(
      fc.constantFrom(-600_000, 600_000).map((ms) => (world) => {
        world.clock.wallMs += ms;
      }),
    ),
  },
);

function expectRest(world: LoopWorld): void {
  expect(world.faults).toEqual([]);
  expect([...world.leaving]).toEqual([]);
  for (const id of world.kills)
    expect(world.said.get(id)?.state, id).toMatch(/killed|fin|fail|lost|error/);
  for (const id of world.orders.keys()) {
    const isAlive = world.machine.task(id).child?.isAlive === true;
    if (isAlive) expect(world.said.get(id)?.state, id).toBe('running');
    else expect(world.hasEnded(id), `${id}: ${world.said.get(id)?.state}`).toBe(true);
  }
  for (const [id, { marks }] of world.disk.folders) {
    const end = (marks as { end?: { seq: number }; ackedSeq: number } | undefined)?.end;
    if (end !== undefined) expect(end.seq, id).toBe(world.said.get(id)?.seq);
  }
}

test('nothing runs twice, each task has one end, and everything comes to rest', async () => {
  const numRuns = process.env.MERIDIAN_SOAK === '1' ? 3_000 : 150;
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 20, maxLength: 120 }), async (script) => {
      const world = new LoopWorld();
      await world.startAgent();
      for (const move of script) {
        await move(world);
        await flush();
        world.check();
      }
      await world.quiesce();
      expectRest(world);
    }),
    { numRuns },
  );
}, 300_000);
