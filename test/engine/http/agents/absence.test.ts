// How long each side outlives the other's absence, as `agents` has it: under the settings in force.
import { describe, expect, it } from 'vitest';
import { newSession } from '../../../../agentd/core/session/session.ts';
import { sessionDeadline } from '../../../../agentd/core/session/session-step.ts';
import { agentList } from '../../../../engine/http/views/agent-view.ts';
import { CoreWorld } from '../../../support/core-world.ts';

const minute = 60_000;

function worldOf(count: number): CoreWorld {
  const world = new CoreWorld(undefined, { agentRemovalLimit: { agents: 1, perMs: 90_000 } });
  for (let at = 1; at <= count; at += 1) world.addAgent(`a${at}`);
  return world;
}

const listOf = (world: CoreWorld) => agentList(world.core, {}, world.nowMs);

/** When each of those away is declared at the latest, in ms from now; and what is said of it. */
const awayIn = (world: CoreWorld): readonly string[] =>
  listOf(world).items.flatMap(({ presence, untilMs, waits: [wait] }) => {
    if (presence === 'registered') return [];
    const left = untilMs === undefined ? 'no end' : String(untilMs - world.nowMs);
    return [`${left}: ${wait?.text.replace(/^[^,]*, /, '')}`];
  });

describe('the list of agents', () => {
  it('says the settings in force', () => {
    expect(listOf(worldOf(1)).absence).toEqual({
      tasksWithoutEngineMs: null,
      engineSilenceMs: minute,
      agentTimeoutMs: 75_000,
      agentReregistrationTimeoutMs: 10 * minute,
      heldMs: 10 * minute,
      removalLimit: { agents: 1, perMs: 90_000 },
    });
  });

  it('says of an agent what the agent does, when it has heard nothing of its engine', () => {
    const session = newSession({
      ...{ agentId: 'a1-000000', clusterId: 'test', highestEpoch: 1, stored: 0, starts: 1 },
    });
    const joined = { epoch: 1, connection: 1, timeoutMs: 75_000 };
    const silentMs = sessionDeadline({ ...session, phase: { kind: 'joined', joined } });
    expect(listOf(worldOf(1)).absence.engineSilenceMs).toBe(silentMs);
  });

  it('says until when each that is away is waited for, and what for', () => {
    const remedy = (name: string) =>
      `start meridian-agentd on ${name}, or \`meridian gone ${name}-000000\` ` +
      'if it never comes back';
    const world = worldOf(5);
    for (const name of ['a1', 'a2']) world.disconnect(name);
    expect(awayIn(world)).toEqual([
      '75000: waited for another 75s: start meridian-agentd on a1',
      '75000: waited for another 75s: start meridian-agentd on a2',
    ]);
    world.advance(80_000);
    expect(awayIn(world)[1]).toBe(
      `85000: declared unreachable in 85s (1 agent in 90s at most): ${remedy('a2')}`,
    );
    for (const name of ['a3', 'a4']) world.disconnect(name);
    expect(awayIn(world)[1]).toBe(
      '595000: not declared unreachable for another 10m at most: 3 of 4 agents are away: ' +
        remedy('a2'),
    );
    world.disconnect('a5');
    expect(awayIn(world)[1]).toBe(
      `no end: not declared unreachable while no agent is connected: ${remedy('a2')}`,
    );
  });
});
