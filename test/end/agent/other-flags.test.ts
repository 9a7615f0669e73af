// An agent is started again on its work directory with other resources, attributes and roles: it
// never asks for anything to be deleted (Mesos: "agent ... is incompatible with the previous one").
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import type { AgentOptions } from '../../../agentd/assemble.ts';
import { role } from '../../../engine/model/ids.ts';
import { agentWorld } from '../../support/agent/agent-world.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { bundle } from '../../support/allocate/resource-words.ts';

const task = '/shop/web#0.1';
const volume = { id: '/shop/web#0.1:data', path: 'data', sizeMib: 1, isNew: true };

const flags: readonly (readonly [what: string, options: Partial<AgentOptions>])[] = [
  ['less than its task takes', { resources: bundle('cpus:0.05; mem:1; disk:1') }],
  ['more', { resources: bundle('cpus:64; mem:100000; gpus:2') }],
  ['other ports', { resources: bundle('ports:40000-40001') }],
  ['all of it for a role', { defaultRole: role('prod') }],
  ['parts of it for roles', { resources: bundle('cpus(prod):2; cpus:1; mem(shop):512') }],
  ['hardly any disk', { resources: bundle('disk:1') }],
  ['another rack', { attributes: { rack: '2', disk: 'ssd' } }],
  ['no attributes', { attributes: {} }],
];

test('with other flags it is the same agent, with the same task and volume', async () => {
  const { engine, work, log, startAgent } = await agentWorld();
  const first = await startAgent({ name: 'node-1', attributes: { rack: '1' } });
  engine.launch(orderOf(task, { volumes: [volume] }));
  await engine.until('it runs', () => engine.status(task)?.state === 'running');
  const folder = join(work, 'tasks/~shop~web#0.1');
  const pid = Number(readFileSync(join(folder, 'child'), 'utf8').split(' ')[0]);
  let agent = first;
  for (const [at, [what, options]] of flags.entries()) {
    await agent.stop(false);
    agent = await startAgent({ name: 'node-1', ...options });
    await engine.until(`it is back: ${what}`, () => engine.registers.length === at + 2);
    const register = engine.registers.at(-1);
    expect([what, register?.agentId]).toEqual([what, first.agentId]);
    expect([what, register?.facts.attributes]).toEqual([what, options.attributes ?? {}]);
    expect(register?.tasks).toMatchObject([{ taskId: task, status: { state: 'running' } }]);
    expect(register?.volumes).toEqual([volume.id]);
    expect([what, statOf(pid)?.isZombie]).toEqual([what, false]);
  }
  expect(existsSync(join(folder, 'sandbox/data'))).toBe(true);
  const said = engine.registers.map(({ facts }) => JSON.stringify(facts.resources));
  expect(new Set(said).size).toBe(flags.length - 1);
  expect(log.filter((line) => line.includes('error'))).toEqual([]);
  expect(engine.faults).toEqual([]);
});
