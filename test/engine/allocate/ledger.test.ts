import { expect, it } from 'vitest';
import { Allocator } from '../../../engine/allocate/allocator.ts';
import { AgentLedger } from '../../../engine/allocate/ledger.ts';
import { agentId, role } from '../../../engine/model/ids.ts';

const total = {
  scalars: { cpus: 4_000 },
  ranges: { ports: [[31_000, 31_001]] as const },
  sets: {},
};

it('has a port that two tasks held taken until both have given it back', () => {
  const ledger = new AgentLedger(total);
  ledger.take({ cpus: 1_000 }, [31_000]);
  ledger.take({ cpus: 1_000 }, [31_000]);
  ledger.giveBack({ cpus: 1_000 }, [31_000]);
  expect(ledger.free().ranges.ports).toEqual([[31_001, 31_001]]);
  ledger.giveBack({ cpus: 1_000 }, [31_000]);
  expect(ledger.free()).toEqual(total);
});

it('keeps so much taken when its agent comes back with other resources', () => {
  const allocator = new Allocator();
  const [agent, everyone] = [agentId('a1-000000'), role('*')];
  const taken = { framework: 'apps', scalars: { cpus: 1_000 }, ports: [31_000] };
  allocator.setAgent(agent, total);
  for (let times = 0; times < 2; times += 1) allocator.allocated(everyone, agent, taken);
  allocator.setAgent(agent, { ...total, scalars: { cpus: 8_000 } });
  allocator.recovered(everyone, agent, taken);
  expect(allocator.free(agent)).toMatchObject({
    scalars: { cpus: 7_000 },
    ranges: { ports: [[31_001, 31_001]] },
  });
});
