// What a job's change says beside its fields: what triggers it, when it is due, what follows.
import type { PlanJob } from '../../../schemas/generated/api.ts';

export interface JobLine {
  readonly label: string;
  readonly text: string;
  readonly isWarning: boolean;
}

export function jobLinesOf(job: PlanJob): readonly JobLine[] {
  const { trigger, timeZone, nextDue, wasDue = [], triggers, catchUp, notes } = job;
  const zone = timeZone === undefined ? '' : ` in ${timeZone}`;
  const caughtUp = catchUp?.runs ?? [];
  return [
    plain('trigger', `${trigger}${zone}`),
    ...duesLines('next due', nextDue),
    ...duesLines('was due', wasDue),
    ...duesLines('caught up', caughtUp, (catchUp?.runCount ?? 0) - caughtUp.length),
    ...(triggers.length === 0 ? [] : [plain('triggers', triggers.join(', '))]),
    ...notes.map(({ text, warning }) => ({
      ...{ label: warning ? '!' : '*', text, isWarning: warning === true },
    })),
  ];
}

const plain = (label: string, text: string): JobLine => ({ label, text, isWarning: false });

function duesLines(label: string, dues: PlanJob['nextDue'], left = 0): readonly JobLine[] {
  const texts = dues.map(({ at, local }) => (local === undefined ? at : `${at} (${local})`));
  const more = left > 0 ? [`and ${left} more`] : [];
  return texts.length === 0 ? [] : [plain(label, [...texts, ...more].join(', '))];
}
