// A small soak's evidence made by hand, in which everything fits: one slot that was upgraded, one
// task that failed by itself and was launched again. Tests of the comparison spoil one thing each.
import type { EventView } from '../../../../schemas/generated/api.ts';
import type { Evidence } from './compare.ts';
import type { RecordLine } from './task-record.ts';

export interface Sketch {
  /** `MS KIND SUBJECT: MESSAGE`, numbered as they stand. */
  readonly events: readonly string[];
  /** `MS WORD TASK VERSION CODE`; the pid is 1000 and the line's index. */
  readonly records: readonly string[];
  readonly running: readonly string[];
}

export const fitting: Sketch = {
  events: [
    '0 task-launched /s/web#0.1: /s/web#0.1 starts on a1',
    '10 task-running /s/web#0.1: /s/web#0.1 runs on a1',
    '20 task-launched /s/job#0.1: /s/job#0.1 starts on a2',
    '30 task-running /s/job#0.1: /s/job#0.1 runs on a2',
    '1000 task-launched /s/web#0.2: /s/web#0.2 starts on a2',
    '1010 task-running /s/web#0.2: /s/web#0.2 runs on a2',
    '1100 instance-leaving /s/web#0.1: /s/web#0.1 leaves: replaced',
    '1300 task-ended /s/web#0.1: /s/web#0.1 on a1: killed: replaced; exit code 7',
    '2000 task-failed /s/job#0.1: /s/job#0.1 on a2: exit code 1: exit code 1',
    '2100 task-launched /s/job#0.2: /s/job#0.2 starts on a1',
    '2110 task-running /s/job#0.2: /s/job#0.2 runs on a1',
  ],
  records: [
    '5 start /s/web#0.1 v1',
    '25 start /s/job#0.1 v1',
    '1005 start /s/web#0.2 v2',
    '1200 term /s/web#0.1 v1',
    '1900 own /s/job#0.1 v1 1',
    '2105 start /s/job#0.2 v1',
  ],
  running: ['/s/web#0.2', '/s/job#0.2'],
};

const eventPattern = /^(\d+) (\S+) (\S+): (.*)$/;

export function evidenceOf({ events, records, running }: Sketch): Evidence {
  const told = events.map((text, index): EventView => {
    const [, atMs, kind = '', subject = '', message = ''] = eventPattern.exec(text) ?? [];
    return { number: index + 1, atMs: Number(atMs), kind, subject, message };
  });
  const lines = new Map<string, RecordLine[]>();
  for (const text of records) {
    const [atMs, word, taskId = '', version = '', code] = text.split(' ');
    const before = lines.get(taskId) ?? [];
    const pid = before[0]?.pid ?? 1000 + lines.size;
    const line = { word: word as RecordLine['word'], taskId, pid, atMs: Number(atMs), version };
    before.push({ ...line, text, ...(code === undefined ? {} : { exitCode: Number(code) }) });
    lines.set(taskId, before);
  }
  return {
    records: lines,
    events: told,
    stored: told,
    tasks: new Map(),
    running: new Set(running),
    living: new Map(running.map((id) => [id, [lines.get(id)?.[0]?.pid ?? 0]])),
    strays: [],
    orphaned: new Set(),
  };
}
