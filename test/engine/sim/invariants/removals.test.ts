// The simulator's rule on how many agents are declared unreachable, and when none is.
import { describe, expect, it } from 'vitest';
import { removals } from '../../../../engine/sim/invariants/tasks/removals.ts';
import type { EngineSettings } from '../../../../engine/step/tables.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { RuleScene } from '../../../support/sim/rule-scene.ts';

/** The engine goes by `settings`, the rule by `script`. */
function sceneOf(
  count: number,
  settings: Partial<EngineSettings> = {},
  script: Partial<EngineSettings> = settings,
): { readonly scene: RuleScene; readonly world: CoreWorld } {
  const world = new CoreWorld(undefined, settings);
  const scene = new RuleScene(removals);
  scene.script = { ...scene.script, settings: { ...scene.script.settings, ...script } };
  scene.watch(world);
  for (let at = 1; at <= count; at += 1) world.addAgent(`a${at}`);
  return { scene, world };
}

const declare = (scene: RuleScene, world: CoreWorld, name: string): void => {
  scene.tamper = ({ effects }, tables) => {
    const entry = tables.agents.get(world.agent(name).id as never);
    if (!entry) return;
    entry.row = { ...entry.row, verdict: { kind: 'unreachable', atMs: effects.nowMs } };
    effects.agents.add(entry.row.id);
  };
  world.post({ kind: 'timer', key: 'none/' });
};

const one = { agentRemovalLimit: { agents: 1, perMs: 60_000 } };

describe('removals', () => {
  it('is silent when few are declared, one after another', () => {
    const { scene, world } = sceneOf(5, one);
    for (const name of ['a1', 'a2']) world.disconnect(name);
    world.advance(74_000);
    expect(scene.times('queued')).toBe(0);
    world.advance(200_000);
    expect(scene.said()).toEqual([]);
    expect(scene.times('queued')).toBeGreaterThan(0);
    expect(scene.times('declared at the limit')).toBe(2);
  });

  it('is silent when most are away, and are declared when that is for long', () => {
    const { scene, world } = sceneOf(3);
    for (const name of ['a1', 'a2', 'a3']) world.disconnect(name);
    world.advance(100_000);
    world.post({ kind: 'timer', key: 'none/' });
    expect(scene.times('held: none is connected')).toBeGreaterThan(0);
    world.connect('a3');
    world.advance(900_000);
    expect(world.notices.filter((line) => line.startsWith('agent-unreachable'))).toHaveLength(2);
    expect(scene.said()).toEqual([]);
    expect(scene.times('held: most are away')).toBeGreaterThan(0);
    expect(scene.times('declared in doubt, at the bound')).toBe(1);
  });

  it('is silent when most are back, and the last one gets as long as they had', () => {
    const { scene, world } = sceneOf(3);
    for (const name of ['a1', 'a2', 'a3']) world.disconnect(name);
    world.advance(100_000);
    for (const name of ['a3', 'a2']) world.connect(name);
    world.advance(74_000);
    expect(scene.times('held: most were away')).toBeGreaterThan(0);
    expect(world.notices.filter((line) => line.startsWith('agent-unreachable'))).toEqual([]);
    world.advance(1_000);
    expect(world.notices.filter((line) => line.startsWith('agent-unreachable'))).toHaveLength(1);
    expect(scene.said()).toEqual([]);
  });

  it('says so when more are declared than the limit has', () => {
    const { scene, world } = sceneOf(5, {}, one);
    for (const name of ['a1', 'a2']) world.disconnect(name);
    world.advance(80_000);
    expect(scene.said()).toEqual([
      'a2-000000 is declared unreachable, and 1 were in the 60000 ms before it',
    ]);
  });

  it('says so when one is declared while most are away, or were so just now', () => {
    const { scene, world } = sceneOf(3);
    for (const name of ['a1', 'a2']) world.disconnect(name);
    world.advance(80_000);
    declare(scene, world, 'a1');
    expect(scene.said()).toEqual(['a1-000000 is declared unreachable, and most agents are away']);
    const other = sceneOf(3);
    for (const name of ['a1', 'a2']) other.world.disconnect(name);
    other.world.advance(80_000);
    other.world.connect('a2');
    declare(other.scene, other.world, 'a1');
    expect(other.scene.said()).toEqual([
      'a1-000000 is declared unreachable, and most agents were away just now',
    ]);
  });

  it('says so when one is declared while no agent is connected', () => {
    const { scene, world } = sceneOf(1);
    world.disconnect('a1');
    world.advance(10_000_000);
    expect(scene.said()).toEqual([]);
    declare(scene, world, 'a1');
    expect(scene.said()).toEqual(['a1-000000 is declared unreachable, and no agent is connected']);
  });

  it('says so when one is declared before another that was due before it', () => {
    const { scene, world } = sceneOf(6, one);
    for (const name of ['a3', 'a2', 'a1']) {
      world.disconnect(name);
      world.advance(2_000);
    }
    world.advance(74_000);
    expect(scene.said()).toEqual([]);
    declare(scene, world, 'a1');
    expect(scene.said()).toContain(
      'a1-000000 is declared unreachable before a2-000000, which was due before it',
    );
  });

  it('says so when one is held for longer than it may be', () => {
    const { scene, world } = sceneOf(3, {}, { agentReregistrationTimeoutMs: 60_000 });
    for (const name of ['a1', 'a2']) world.disconnect(name);
    world.advance(75_000 + 59_000);
    expect(scene.said()).toEqual([]);
    world.advance(20_000);
    expect(scene.said()[0]).toMatch(
      /^a1-000000 isn’t declared unreachable, \d+ ms after it is due$/,
    );
  });

  it('says so when one is silent that wasn’t called quiet before', () => {
    const { scene, world } = sceneOf(3);
    const connection = world.agent('a1').connection ?? 0;
    world.post({ kind: 'silent', connection, forMs: 75_000 });
    expect(scene.said()).toEqual(['a1-000000 is silent, and wasn’t called quiet before']);
  });
});
