// What the stored tasks hold, for an engine that starts: all that one role holds of an agent
// together, so that the allocator counts each agent once and not each task.
import type { Holding } from '../../allocate/offer-allocator.ts';
import type { TaskRow } from '../../model/actual.ts';
import { addScalars, portsIn, type Range } from '../../model/resources/amounts.ts';
import { unreserved } from '../../model/resources/amounts-of.ts';
import { mergedRanges } from '../../model/resources/value.ts';
import type { Tables } from '../tables.ts';
import { holdingOf } from './tasks.ts';

export function storedHoldings(tables: Tables): readonly Holding[] {
  const groups = new Map<string, TaskRow[]>();
  const apart: TaskRow[] = [];
  for (const { row } of tables.tasks.values()) {
    if (row.end) continue;
    if (row.taken !== undefined) {
      apart.push(row);
      continue;
    }
    const key = `${row.agentId} ${row.framework} ${row.role}`;
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  return [...[...groups.values()].flatMap(together), ...apart.map(holdingOf)];
}

/** Of one role on one agent, nothing of it reserved. Two that hold one port are told apart. */
function together(rows: readonly TaskRow[]): readonly Holding[] {
  const [first] = rows;
  if (first === undefined) return [];
  const scalars: Record<string, number> = {};
  const ports: Range[] = [];
  for (const { resources, ports: own } of rows) {
    addScalars(scalars, resources.scalars, 1);
    for (const port of own) ports.push([port, port]);
  }
  const merged = mergedRanges(ports);
  const hasSets = rows.some(({ resources }) => Object.keys(resources.sets).length > 0);
  if (hasSets || portsIn(merged) < ports.length) return rows.map(holdingOf);
  const { framework, role, agentId } = first;
  const ranges = merged.length === 0 ? {} : { ports: merged };
  return [{ framework, role, agentId, bundle: unreserved({ scalars, ranges, sets: {} }) }];
}
