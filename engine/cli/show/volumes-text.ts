// Persistent volumes as a table: whom each is kept for, where it is, who has it. What needs a
// person says what would help below its row.
import type { VolumeView } from '../../../schemas/generated/api.ts';
import { styleOfState } from './paint.ts';
import { type Page, table } from './table.ts';
import { ageText, amountText } from './words.ts';

/** `given`: the options that chose them. */
export function volumesText(
  volumes: readonly VolumeView[],
  page: Page,
  given: readonly string[] = [],
): string {
  if (volumes.length === 0) return noVolumes(given);
  const columns = [
    { title: 'KEPT FOR' },
    { title: 'STATE' },
    { title: 'PATH', least: 6 },
    { title: 'SIZE MIB', isNumber: true },
    { title: 'AGENT' },
    { title: 'TASK', isSpare: true },
    { title: 'ROLE', isSpare: true },
    { title: 'AGE', isNumber: true, isSpare: true },
  ];
  const rows = volumes.map(({ state, sizeMib, createdMs, ...volume }) => ({
    cells: [
      volume.name,
      { text: state, style: styleOfState(state) },
      volume.path ?? '-',
      sizeMib === undefined ? '-' : amountText(sizeMib),
      volume.agent ?? '-',
      volume.task ?? '-',
      volume.role ?? '-',
      createdMs === undefined ? '-' : ageText(createdMs, page.nowMs),
    ],
    notes: volumeNotes({ state, ...volume }),
  }));
  return table(columns, rows, page);
}

const noVolumes = (given: readonly string[]): string =>
  given.length === 0
    ? 'no volumes: an app’s `volumes` or a Volume brings one\n'
    : `no such volumes: leave ${given.map((word) => `--${word}`).join(', ')} out to see all\n`;

type Noted = Pick<VolumeView, 'state' | 'what' | 'remedy'>;

function volumeNotes({ state, what, remedy }: Noted): readonly string[] {
  if (remedy !== '') return [`${what}: ${remedy}`];
  return state === 'leaving' ? [what] : [];
}
