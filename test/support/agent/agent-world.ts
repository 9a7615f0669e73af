// A fake engine and real agents in this process, on a work directory of the test's own. All that a
// test starts is ended with it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Agent, type AgentOptions, assembleAgent } from '../../../agentd/assemble.ts';
import type { AgentPorts } from '../../../agentd/loop/ports.ts';
import { Redacted } from '../../../engine/lib/redacted.ts';
import { killTasksUnder } from '../cluster/task-processes.ts';
import { FakeEngine } from './fakes/fake-engine.ts';
import { joinToken } from './join-token.ts';
import { asMyself } from './myself.ts';

export interface AgentWorld {
  readonly engine: FakeEngine;
  readonly folder: string;
  readonly work: string;
  readonly log: string[];
  startAgent(
    options?: Partial<AgentOptions>,
    decorate?: (ports: AgentPorts) => AgentPorts,
  ): Promise<Agent>;
}

export async function agentWorld(): Promise<AgentWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'meridian-agent-'));
  const work = join(folder, 'work');
  const engine = await FakeEngine.start();
  const agents: Agent[] = [];
  const log: string[] = [];
  onTestFinished(async () => {
    await Promise.all(agents.map((agent) => agent.stop(false)));
    await engine.stop();
    await killTasksUnder(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const startAgent: AgentWorld['startAgent'] = async (options = {}, decorate = undefined) => {
    const token = new Redacted(joinToken);
    const writeLog = (line: string) => void log.push(line);
    const all = { engine: engine.url, token, work, writeLog, ...asMyself, ...options };
    const agent = await assembleAgent(all, decorate);
    agents.push(agent);
    return agent;
  };
  return { engine, folder, work, log, startAgent };
}
