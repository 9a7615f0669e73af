// Of drains, windows, and agents that come back smaller.
import type { PlantedBug } from '../planted-bug.ts';

const standing = 'engine/step/maintenance/standing.ts';
const tend = 'engine/step/maintenance/tend-maintenance.ts';

export const maintenanceBugs: readonly PlantedBug[] = [
  {
    name: 'drained-agent-placed-on',
    breaks: 'tasks are placed on an agent that is being emptied',
    file: 'engine/step/tables.ts',
    from: "  agent.standing?.kind !== 'closed' &&\n",
    to: '',
    by: ['standings', 'drained'],
  },
  {
    name: 'drained-before-its-successor',
    breaks: 'an instance is stopped before another is healthy in its place',
    file: 'engine/roll/decide.ts',
    from: '    if (isMissed && !input.isExclusive) continue;\n',
    to: '    if (isMissed && leaving.length === 0) continue;\n',
    by: ['drained', 'minimum-health'],
  },
  {
    name: 'drain-below-the-minimum',
    breaks: 'a drain stops more with volumes than the minimum leaves',
    file: 'engine/roll/decide.ts',
    from: '    if (healthy.spare([view], 1).length === 0) continue;\n',
    to: '',
    by: ['minimum-health'],
  },
  {
    name: 'drain-stops-runs-at-once',
    breaks: 'runs on an agent that is emptied are stopped before their time is over',
    file: 'engine/step/maintenance/leaving.ts',
    from: 'return untilMs !== undefined && untilMs <= wallMs;',
    to: 'return wallMs > 0 && tables.agents.get(agentId)?.standing !== undefined;',
    by: ['drained'],
  },
  {
    name: 'drain-in-one-batch',
    breaks: 'all agents of a drain are emptied at once',
    file: standing,
    from: 'if (!closed.has(id) && underWay < batch) close(id, one);',
    to: 'if (!closed.has(id) && batch > 0) close(id, one);',
    by: ['standings'],
  },
  {
    name: 'window-never-over',
    breaks: 'agents stay closed when their window is over',
    file: standing,
    from: '    if (isOver(absence, wallMs)) continue;\n',
    to: '    if (isOver(absence, 0) && wallMs > 0) continue;\n',
    by: ['standings'],
  },
  {
    name: 'window-not-begun',
    breaks: 'a window begins only when something else happens',
    file: tend,
    from: '  turn.effects.wake(maintenanceTimer, turn.nowMs + inMs);\n',
    to: '  if (inMs < 0) turn.effects.wake(maintenanceTimer, turn.nowMs);\n',
    by: ['standings', 'full-round', 'reload'],
  },
  {
    name: 'drain-forgotten-at-a-start',
    breaks: 'an engine that starts knows of no drain',
    file: 'engine/loop/boot.ts',
    from: "  'drain',\n",
    to: '',
    by: ['standings', 'reload', 'kept-decisions'],
  },
  {
    name: 'drain-answered-unstored',
    breaks: 'a drain is answered and not stored',
    file: 'engine/step/maintenance/drains.ts',
    from: '  effects.drains.add(row.number);\n',
    to: '  if (row.number === 0) effects.drains.add(row.number);\n',
    by: ['stored-before-spoken', 'standings', 'reload'],
  },
  {
    name: 'drained-run-uses-up-a-retry',
    breaks: 'a run that was stopped for a drain has used up a retry',
    file: 'engine/step/jobs/attempts.ts',
    from: "run.cancel !== undefined || kill?.reason === 'drained'",
    to: 'run.cancel !== undefined || (kill !== undefined && end.atMs < 0)',
    by: ['attempts', 'records', 'jobs-settled'],
  },
  {
    name: 'smaller-agent-keeps-all',
    breaks: 'nothing leaves an agent that came back with less than it holds',
    file: 'engine/step/maintenance/unfit.ts',
    from: 'if (why !== undefined && movabilityOf(tables, row) === 2) unfit[row.id] = why;',
    to: 'if (why !== undefined && movabilityOf(tables, row) > 2) unfit[row.id] = why;',
    by: ['fitting'],
  },
  {
    name: 'waiting-racks-block-a-drain',
    breaks: 'group-by waits for racks whose agents are all closed',
    file: 'engine/step/offers/agent-counts.ts',
    from: "  isKnown(agent) && agent.standing?.kind !== 'closed';",
    to: '  isKnown(agent);',
    by: ['full-round', 'drained', 'settled'],
  },
];
