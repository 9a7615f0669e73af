// Ten thousand connections at once, from a process of their own: most say nothing, some have
// another token, some never register, some are agents. The engine bounds what it holds of those it
// doesn't know, answers all others, and is afterwards as it was before.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Besieged } from '../../support/kill/besieged.ts';
import { heldBy } from '../../support/kill/held.ts';
import { ManyClients, needOpenFiles } from '../../support/kill/many-clients.ts';
import { waitUntil } from '../../support/wait-until.ts';

const connections = 10_000;
const [strangers, unregistered, agents] = [2_000, 1_000, 2_000];
/** The engine's own bound on connections that have asked nothing. */
const mostWaiting = 2_000;
/** What the test itself, the healthy agent and the engine's own files may change. */
const slack = 16;
/** Memory that the engine may have taken by it: garbage is collected when it is needed. */
const mostMib = 200;
const mostLines = 60;

let besieged: Besieged;
let clients: ManyClients | undefined;

beforeAll(async () => {
  needOpenFiles(connections);
  besieged = await Besieged.start({ agentTimeoutSeconds: 6 });
});

afterAll(async () => {
  await clients?.kill();
  await besieged.stop();
});

async function untilAllAreIn(many: ManyClients): Promise<void> {
  const isDone = (): boolean => {
    const { opened = 0, turnedAway = 0, registered = 0 } = many.counts ?? {};
    return opened >= connections && turnedAway === strangers && registered === agents;
  };
  await waitUntil('all to be in', isDone, 60_000).catch((error) => {
    throw new Error(`${error.message}: ${JSON.stringify(many.counts)}`);
  });
}

it('are no matter to those that the engine knows, and leave nothing behind', async () => {
  const before = heldBy(besieged.pid);
  clients = new ManyClients(besieged.port, connections);
  const held = untilAllAreIn(clients).then(() => heldBy(besieged.pid));
  await besieged.expectWell();
  const known = unregistered + agents;
  expect((await held).sockets).toBeLessThan(before.sockets + mostWaiting + known + slack);
  await besieged.expectWell();
  await clients.kill();
  const isFree = (): boolean => heldBy(besieged.pid).sockets <= before.sockets + slack;
  await waitUntil('the engine to let go of them', isFree);
  expect(heldBy(besieged.pid).rssMib).toBeLessThan(before.rssMib + mostMib);
  await besieged.expectWell();
});

it('are told of in a few lines', () => {
  expect(besieged.logged('an agent was turned away').length).toBeGreaterThan(0);
  expect(besieged.logged('a connection that asked nothing was cut off').length).toBeGreaterThan(0);
  expect(besieged.logged('').length).toBeLessThan(mostLines);
});
