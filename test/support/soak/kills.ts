// The kills of a soak, drawn from the dice: every so often SIGKILL of the engine, an agent, both,
// and now and then a task's supervisor. What was killed is started again up to three seconds later,
// mostly sooner, so that there is time to do something in between. Who is down already can't be
// killed: the next who is up takes its turn. It goes by phases: an engine that is killed every
// other second never lives to declare an agent unreachable, or to finish a rollout.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Dice } from './dice.ts';

export const agents = ['a1', 'a2', 'a3'] as const;

interface Phase {
  readonly weights: { readonly engine: number; readonly agent: number; readonly both: number };
  /** Strikes that it lasts. */
  readonly strikes: { readonly least: number; readonly most: number };
  readonly gapMs: { readonly least: number; readonly most: number };
}

const phases: readonly [Phase, ...Phase[]] = [
  {
    weights: { engine: 45, agent: 35, both: 20 },
    strikes: { least: 6, most: 14 },
    gapMs: { least: 400, most: 1_900 },
  },
  {
    weights: { engine: 0, agent: 100, both: 0 },
    strikes: { least: 4, most: 9 },
    gapMs: { least: 300, most: 2_200 },
  },
  {
    weights: { engine: 100, agent: 0, both: 0 },
    strikes: { least: 8, most: 16 },
    gapMs: { least: 300, most: 2_100 },
  },
];
const phaseAt = (index: number): Phase => phases[index] ?? phases[0];

/** Of the strikes that take a supervisor along. */
const supervisorShare = 0.2;
const longestDownMs = 3_000;

export interface KillCounts {
  engine: number;
  agent: number;
  supervisor: number;
}

export class Kills {
  readonly counts: KillCounts = { engine: 0, agent: 0, supervisor: 0 };
  /** Tasks whose supervisor was killed. */
  readonly orphaned = new Set<string>();
  /** Processes that ended without being killed. */
  readonly ownEnds: string[] = [];
  readonly #cluster: Cluster;
  readonly #dice: Dice;
  readonly #restarts = new Set<Promise<void>>();
  /** Of the table, over and over, so that the kinds of kills come out even. */
  #phase = { index: 0, left: phases[0].strikes.most };

  constructor(cluster: Cluster, dice: Dice) {
    this.#cluster = cluster;
    this.#dice = dice;
  }

  /** Kills until the time is over; resolves when everything has been started again. */
  async run(untilMs: number): Promise<void> {
    for (;;) {
      const { gapMs, weights } = this.#nextPhase();
      const waitMs = this.#dice.whole(gapMs.least, gapMs.most);
      if (performance.now() + waitMs > untilMs) break;
      await sleep(waitMs);
      await this.#strike(weights);
    }
    await Promise.all(this.#restarts);
  }

  #nextPhase(): Phase {
    if (this.#phase.left === 0) {
      const index = (this.#phase.index + 1) % phases.length;
      const { least, most } = phaseAt(index).strikes;
      this.#phase = { index, left: this.#dice.whole(least, most) };
    }
    this.#phase.left -= 1;
    return phaseAt(this.#phase.index);
  }

  async #strike(weights: Phase['weights']): Promise<void> {
    const who = this.#dice.weighted(weights);
    const agent = this.#dice.whole(0, agents.length - 1);
    const supervisor = this.#dice.share() < supervisorShare ? this.#dice.share() : undefined;
    const downShare = this.#dice.share();
    if (supervisor !== undefined) this.#killSupervisor(supervisor);
    const order = [...agents.slice(agent), ...agents.slice(0, agent)];
    const wish = who === 'agent' ? [...order, 'engine'] : ['engine', ...order];
    const victims = wish.filter((name) => this.#isUp(name)).slice(0, who === 'both' ? 2 : 1);
    await Promise.all(victims.map((name) => this.#kill(name, downShare)));
  }

  #isUp(name: string): boolean {
    const end = this.#cluster.endOf(name);
    if (end !== undefined) this.ownEnds.push(`${name}: ${end}`);
    return this.#cluster.isAlive(name) || end !== undefined;
  }

  async #kill(name: string, downShare: number): Promise<void> {
    // Long absences are rarer, above all of the engine: without it nothing goes on.
    const downMs = longestDownMs * downShare ** (name === 'engine' ? 3 : 2);
    this.counts[name === 'engine' ? 'engine' : 'agent'] += 1;
    await this.#cluster.kill(name);
    const restart = sleep(downMs).then(() => {
      if (name === 'engine') this.#cluster.launchEngine();
      else this.#cluster.startAgent(name);
      this.#restarts.delete(restart);
    });
    this.#restarts.add(restart);
  }

  #killSupervisor(share: number): void {
    const living = agents.flatMap((name) => supervisorsUnder(this.#cluster.agentFolder(name)));
    const chosen = living[Math.floor(share * living.length)];
    if (!chosen) return;
    this.counts.supervisor += 1;
    this.orphaned.add(chosen.taskId);
    process.kill(chosen.pid, 'SIGKILL');
  }
}

interface Supervisor {
  readonly taskId: string;
  readonly pid: number;
}

function supervisorsUnder(work: string): readonly Supervisor[] {
  return foldersUnder(join(work, 'tasks')).flatMap((name) => {
    const [pid, start] = wordsOf(join(work, 'tasks', name, 'pid'));
    const stat = statOf(Number(pid));
    const isIt = stat !== undefined && !stat.isZombie && stat.start === start;
    return isIt ? [{ taskId: name.replaceAll('~', '/'), pid: stat.pid }] : [];
  });
}

function foldersUnder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function wordsOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').trim().split(' ');
  } catch {
    return [];
  }
}
