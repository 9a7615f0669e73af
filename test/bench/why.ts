// Bench `why`: 1,000 apps that fit on none of 10,000 agents, each of another size, a third of them
// with a constraint that looks at where their other instances are. All are asked why they wait: for
// the first time, after 1 % of the agents have changed, and when nothing has. Beside it stands the
// same count from scratch, of some of them.
import { agentId, objectName, role } from '../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../engine/model/resources/bundle.ts';
import { requestOf } from '../../engine/place/app-request.ts';
import { whyUnplaced } from '../../engine/place/why.ts';
import { waitsOf } from '../../engine/step/apps/waits.ts';
import { EngineCore } from '../../engine/step/engine-core.ts';
import { countsOf } from '../../engine/step/offers/agent-counts.ts';
import { Tables } from '../../engine/step/tables.ts';
import { wantOf, whyAgents } from '../../engine/step/why/why-agents.ts';
import { appSpec, wantedOf } from '../support/app-spec.ts';
import { registerOf } from '../support/loop-world.ts';
import type { Bench, Measured } from './bench.ts';
import { growth, median, rounded } from './measure.ts';

const apps = 1_000;
const agents = 10_000;
const changedPart = 0.01;
const rounds = 5;
/** Apps counted from scratch: all of them would take minutes. */
const sample = 10;
const nowMs = 1_000_000;

const cpus = (milli: number): Bundle =>
  bundleOf([{ name: 'cpus', value: { kind: 'scalar', milli } }]);

class WaitingCluster {
  readonly core = new EngineCore(
    new Tables({ agentTimeoutMs: 3_600_000, agentReregistrationTimeoutMs: 1 }),
  );
  readonly #agents: number;
  #changed = 0;

  constructor(count: number) {
    this.#agents = count;
    this.core.start(nowMs);
    for (let at = 0; at < count; at += 1) {
      const message = registerOf(nameOf(at));
      const facts = { ...message.facts, attributes: { rack: `r${at % 20}` } };
      this.#handle({ kind: 'registered', connection: at + 1, message: { ...message, facts } });
      this.#take(at, 4_000);
    }
    this.#commit();
  }

  #handle(...events: Parameters<EngineCore['handle']>[0]): void {
    let handled = this.core.handle(events, nowMs);
    while (handled.isUnfinished) handled = this.core.handle([], nowMs);
  }

  #commit(): void {
    const specs = Array.from({ length: apps }, (_, at) =>
      appSpec(({ task }) => ({
        name: objectName(`/shop/app${at}`),
        instances: 1,
        placement: at % 3 === 0 ? [{ attribute: 'rack', operator: 'unique' }] : [],
        task: { ...task, ports: [], cpusMilli: 5_000 + at },
      })),
    );
    const commit = { id: 'c'.repeat(40), subject: 's', author: 'a', timeMs: nowMs };
    const wanted = wantedOf(...specs);
    this.#handle({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } });
  }

  #take(at: number, milli: number): void {
    const id = agentId(`${nameOf(at)}-000000`);
    const holding = { framework: 'apps', role: role('*'), agentId: id, bundle: cpus(milli) };
    this.core.allocator.allocated(holding);
  }

  /** Why each of them waits; milliseconds. */
  ask(): number {
    const fromMs = performance.now();
    let waiting = 0;
    for (const app of this.core.tables.apps.values())
      if (waitsOf(this.core, app, nowMs)[0]?.what.includes('none of') === true) waiting += 1;
    if (waiting !== apps) throw new Error(`${waiting} of ${apps} apps wait for a place`);
    return performance.now() - fromMs;
  }

  /** So many agents have more in use, or less again. */
  change(): void {
    for (let left = this.#agents * changedPart; left > 0; left -= 1, this.#changed += 1)
      this.#take((this.#changed * 37) % this.#agents, 10);
  }

  /** From scratch, as if all of them were asked; milliseconds. */
  fromScratch(): number {
    const { tables } = this.core;
    const fromMs = performance.now();
    for (const app of [...tables.apps.values()].slice(0, sample)) {
      const spec = app.unmet?.version.spec;
      if (spec === undefined) throw new Error(`${app.row.name} waits for nothing`);
      const all = whyAgents(this.core, { want: wantOf(spec), nowMs });
      whyUnplaced(requestOf(spec), all, countsOf(tables, app));
    }
    return ((performance.now() - fromMs) * apps) / sample;
  }
}

const nameOf = (at: number): string => `a${String(at).padStart(5, '0')}`;

const times = (count: number, ask: () => number): number[] => Array.from({ length: count }, ask);

function measured(): Measured {
  const half = new WaitingCluster(agents / 2);
  half.ask();
  const halfIdle = times(3 * rounds, () => half.ask());
  const cluster = new WaitingCluster(agents);
  const firstMs = cluster.ask();
  const idle = times(3 * rounds, () => cluster.ask());
  const changed = times(rounds, () => {
    cluster.change();
    return cluster.ask();
  });
  const scratch = times(rounds, () => cluster.fromScratch());
  const [result, value] = [Math.min(...changed), Math.min(...scratch)];
  const idleMs = Math.min(...idle);
  return {
    parameters: {
      ...{ apps, agents, changedPart },
      ...{ firstMs: rounded(firstMs), idleMs: rounded(idleMs) },
    },
    result: rounded(result),
    unit: 'ms to say why 1,000 apps wait, 1 % of the agents changed',
    yardstick: { what: 'from scratch', value: rounded(value) },
    ratio: rounded(result / value),
    target: 'ratio <= 0.01; idle <= 100 ms, whatever the number of agents',
    met: result / value <= 0.01 && idleMs <= 100,
    exponent: growth(median(halfIdle), median(idle)),
  };
}

export const whyBenches: readonly Bench[] = [{ name: 'why', run: async () => measured() }];
