// Planned absences of agents as a table, with what is left on the agents whose turn it is.
import type { MaintenanceView } from '../../../../schemas/generated/api.ts';
import { styleOfState } from '../paint.ts';
import { type Page, table } from '../table.ts';
import { counted, instantText, waitText } from '../words.ts';

export function maintenanceText(absences: readonly MaintenanceView[], page: Page): string {
  if (absences.length === 0)
    return 'none planned: commit a Maintenance, or `meridian drain AGENT`\n';
  const columns = [
    { title: 'MAINTENANCE' },
    { title: 'STATE' },
    { title: 'BEGINS' },
    { title: 'ENDS', isSpare: true },
    { title: 'DRAINED', isNumber: true },
    { title: 'BY', isSpare: true },
  ];
  const rows = absences.map((absence) => ({
    cells: [
      absence.name,
      { text: absence.state, style: styleOfState(absence.state) },
      instantText(absence.startMs),
      absence.endMs === undefined ? '-' : instantText(absence.endMs),
      drainedOf(absence),
      absence.by ?? 'the repository',
    ],
    notes: notesOf(absence),
  }));
  return table(columns, rows, page);
}

function drainedOf({ agents }: MaintenanceView): string {
  return `${agents.filter(({ state }) => state === 'drained').length}/${agents.length}`;
}

function notesOf(absence: MaintenanceView): readonly string[] {
  if (absence.agents.length === 0) return ['no agent is meant: see `meridian agents`'];
  const notes = absence.waits.map(waitText);
  if (absence.state === 'ahead') {
    const at = `emptied from ${instantText(absence.drainMs)}`;
    return [`${at}, ${absence.batch} at a time; until then placed on last`];
  }
  const next = absence.agents.filter(({ state }) => state === 'scheduled').length;
  return next === 0 ? notes : [...notes, `${counted(next, 'agent')} to come`];
}
