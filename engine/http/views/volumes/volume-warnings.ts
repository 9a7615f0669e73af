// What an agent's operator has to know of its volumes: those that it lost, and those that nobody
// knows of. A few by name, of the others how many.
import type { AgentView } from '../../../../schemas/generated/api.ts';
import { counted } from '../../../lib/text/spoken-duration.ts';
import type { AgentEntry, Tables } from '../../../step/tables.ts';
import { strayVolumes } from '../../../step/volumes/give-up.ts';
import { isMissing, missingRemedy } from '../../../step/volumes/missing.ts';
import { strayView } from './volume-view.ts';

type Warning = AgentView['warnings'][number];

/** Named of each kind at most. */
const named = 3;

export function volumeWarnings(tables: Tables, agent: AgentEntry): Warning[] {
  const { id } = agent.row;
  const missing = tables.reservations.onAgent(id).flatMap((row) =>
    row.volumes
      .filter((volume) => isMissing(tables, row, volume))
      .map((volume) => ({
        what: `it has lost ${volume.id}, the volume of ${row.id}`,
        remedy: missingRemedy(row),
      })),
  );
  const strays = strayVolumes(tables, agent).map((one) => ({
    what: `it has ${one}, a volume that nobody knows of`,
    remedy: strayView(id, one).remedy,
  }));
  return [
    ...few(missing, `\`meridian volumes --agent ${id} --state missing\``),
    ...few(strays, `\`meridian volumes --agent ${id} --state stray\``),
  ];
}

function few(warnings: readonly Warning[], see: string): readonly Warning[] {
  const more = warnings.length - named;
  if (more <= 0) return warnings;
  const what = `and ${counted(more, 'volume')} more`;
  return [...warnings.slice(0, named), { what, remedy: `see ${see}` }];
}
