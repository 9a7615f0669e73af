// Is what an app is said to wait for in truth so? An operator did pause it; what it depends on
// isn't as wanted; what fits nowhere fits nowhere; what doesn't come to be healthy is bad. That a
// version has failed was judged when it did (apps/rollout-honesty.ts).
import type { AppSpec } from '../../../model/wanted.ts';
import type { AppEntry } from '../../../step/tables.ts';
import type { Wait } from '../../../step/wait.ts';
import type { SeenMachine } from '../../machine/seen-machine.ts';
import type { AppPlan, Script } from '../../script/script.ts';
import type { Look } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';
import { isGoodPlan } from './exact.ts';

export interface Waiting {
  readonly look: Look;
  readonly engine: SeenEngine;
  readonly app: AppEntry;
  /** App to what it lacks. */
  readonly lacks: ReadonlyMap<string, string>;
}

/** Why the wait isn't true; undefined when it is. */
export function falseWait(waiting: Waiting, kind: Wait['kind']): string | undefined {
  const { look, app } = waiting;
  const { script } = look.sight;
  const { name } = app.row;
  switch (kind) {
    case 'paused':
      return !app.row.paused || isPaused(script, name) ? undefined : 'nobody asked for it';
    case 'quarantined':
      return undefined;
    case 'dependency':
      return dependsOnLack(waiting) ? undefined : 'all that it needs is as wanted';
    case 'unplaceable':
      return placeOf(waiting);
    case 'backoff':
    case 'starting':
    case 'unhealthy':
    case 'rolling':
    case 'stopping':
      return isBad(script, name) ? undefined : 'its program is good';
    default:
      return 'it should be over';
  }
}

const isPaused = (script: Script, name: string): boolean =>
  script.operations.some((one) => one.kind === 'pause' && one.app === name);

const plansOf = (script: Script, name: string): readonly AppPlan[] =>
  script.commits.flatMap(({ apps }) => apps[name] ?? []);

/** Some version of it is bad. */
const isBad = (script: Script, name: string): boolean =>
  plansOf(script, name).some((plan) => !isGoodPlan(plan));

function dependsOnLack({ look, app, lacks, engine }: Waiting): boolean {
  const wanted = app.row.wanted === undefined ? undefined : app.versions.get(app.row.wanted);
  const names = wanted?.spec.dependsOn ?? [];
  for (const other of engine.core.tables.apps.values()) {
    const isNamed = names.some(
      (name) => other.row.name === name || other.row.name.startsWith(`${name}/`),
    );
    if (isNamed && (lacks.has(other.row.name) || isUnsound(look, other))) return true;
  }
  return false;
}

/** As many as wanted may run, and it still isn't there: it rolls, has failed, or is bad. */
function isUnsound({ sight }: Look, { row, rollout, versions }: AppEntry): boolean {
  if (rollout || isBad(sight.script, row.name)) return true;
  const wanted = row.wanted === undefined ? undefined : versions.get(row.wanted);
  return wanted !== undefined && row.quarantine[wanted.spec.versionDigest] !== undefined;
}

/** An agent on which it would fit, if there is one and nothing but size is asked for. */
function placeOf({ look, engine, app }: Waiting): string | undefined {
  const spec = app.unmet?.version.spec;
  if (!spec) return 'nothing of it is unmet';
  if (spec.placement.length > 0) return undefined;
  for (const machine of look.sight.machines.values()) {
    const entry = [...engine.core.tables.agents.values()].find(
      ({ row }) => row.id === machine.agentId,
    );
    if (entry?.presence.kind !== 'registered' || entry.avoid) continue;
    if (hasRoom(look, machine, spec, new Set(entry.busyPorts.keys())))
      return `it fits on ${machine.agentId}`;
  }
  return undefined;
}

/** By what is stored without an end, and by what runs there nevertheless. */
function heldOn({ facts }: Pick<Look, 'facts'>, machine: SeenMachine): readonly Held[] {
  const held: Held[] = [];
  const given = facts.stored.liveOn.get(machine.agentId) ?? new Set<string>();
  for (const id of given) {
    const row = facts.stored.tasks.get(id);
    if (row) held.push(row);
  }
  for (const id of facts.truth.livingOn.get(machine.name) ?? []) {
    const order = given.has(id) ? undefined : machine.tasks.get(id)?.order;
    if (order)
      held.push({ resources: order.resources, ports: order.ports.map(({ port }) => port) });
  }
  return held;
}

interface Held {
  readonly resources: { readonly scalars: Readonly<Record<string, number>> };
  readonly ports: readonly number[];
}

function hasRoom(
  { sight, facts }: Look,
  machine: SeenMachine,
  { task }: AppSpec,
  busy: Set<number>,
): boolean {
  const plan = sight.script.agents.find((agent) => agent.machine === machine.name);
  if (!plan) return false;
  let cpus = plan.cpusMilli;
  let mem = plan.memoryMib * 1000;
  // What is given counts as well as what runs: it may be about to start again.
  for (const { resources, ports } of heldOn({ facts }, machine)) {
    cpus -= resources.scalars.cpus ?? 0;
    mem -= resources.scalars.mem ?? 0;
    for (const port of ports) busy.add(port);
  }
  const [least, most] = plan.ports;
  let free = most - least + 1;
  for (const port of busy) if (least <= port && port <= most) free -= 1;
  const isTaken = task.ports.some(
    ({ host }) => host > 0 && (busy.has(host) || host < least || host > most),
  );
  return (
    !isTaken && free >= task.ports.length && cpus >= task.cpusMilli && mem >= task.memoryMib * 1000
  );
}
