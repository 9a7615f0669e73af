// What the tasks wrote of themselves against what history says of them:
//
//   doubled    an id that started twice, or two tasks in one slot at once by the same version,
//              unless the older one's agent was unreachable when its slot was given away
//   lost       a record that history knows nothing of, a task that is said to have run and has no
//              record, one that history never ends, one that should live and doesn't
//   wrong-end  an end in history that isn't the record's
//   left-over  something that lives and isn't wanted
//   history    events that are missing, or were told and aren't stored so
import type { EventView } from '../../../../schemas/generated/api.ts';
import type { TaskView } from '../history.ts';
import { endFault } from './end-fit.ts';
import { endLineOf, type RecordLine, startOf, type TaskRecords } from './task-record.ts';
import { storiesOf, type TaskStory } from './task-story.ts';

export interface Evidence {
  readonly records: TaskRecords;
  /** As they were heard, in that order. */
  readonly events: readonly EventView[];
  /** What the store holds at the end. */
  readonly stored: readonly EventView[];
  /** The last that was seen of each. */
  readonly tasks: ReadonlyMap<string, TaskView>;
  /** Ids that the engine lists as running at the end. */
  readonly running: ReadonlySet<string>;
  /** Pids of task scripts that live at the end, by id. */
  readonly living: ReadonlyMap<string, readonly number[]>;
  /** Other processes of the cluster that live at the end and shouldn't. */
  readonly strays: readonly string[];
  /** Tasks whose supervisor was killed. */
  readonly orphaned: ReadonlySet<string>;
}

export interface Finding {
  readonly kind: 'doubled' | 'lost' | 'wrong-end' | 'left-over' | 'history';
  /** The tasks that it is about. */
  readonly ids: readonly string[];
  readonly text: string;
}

/** Clocks of the comparison agree to this. */
const toleranceMs = 50;

export function compare(evidence: Evidence): readonly Finding[] {
  const stories = storiesOf(evidence);
  return [
    ...startFindings(evidence.records, stories),
    ...[...stories.values()].flatMap((story) => storyFindings(story, evidence)),
    ...overlapFindings(evidence.records, stories),
    ...[...evidence.living.keys()].filter((id) => !evidence.running.has(id)).map(leftOver),
    ...evidence.strays.map((text): Finding => ({ kind: 'left-over', ids: [], text })),
    ...eventFindings(evidence),
  ];
}

const leftOver = (id: string): Finding => ({
  kind: 'left-over',
  ids: [id],
  text: `${id} lives and isn’t listed as running`,
});

function startFindings(
  records: TaskRecords,
  stories: ReadonlyMap<string, TaskStory>,
): readonly Finding[] {
  return [...records].flatMap(([id, lines]): Finding[] => {
    const starts = lines.filter(({ word }) => word === 'start').length;
    const found: Finding[] = [];
    if (starts > 1)
      found.push({ kind: 'doubled', ids: [id], text: `${id} started ${starts} times` });
    if (starts === 0) found.push({ kind: 'lost', ids: [id], text: `${id} has no line of a start` });
    if (!stories.has(id))
      found.push({ kind: 'lost', ids: [id], text: `${id} ran and history doesn’t know it` });
    return found;
  });
}

function storyFindings(story: TaskStory, evidence: Evidence): readonly Finding[] {
  const { id, end } = story;
  const lines = evidence.records.get(id) ?? [];
  const lost = (text: string): Finding => ({ kind: 'lost', ids: [id], text: `${id} ${text}` });
  if (evidence.running.has(id)) return runningFindings(id, lines, evidence.living.get(id) ?? []);
  if (end === undefined) return [lost('was launched, is not listed, and has no end in history')];
  const fault = endFault(lines, { end, story, isOrphaned: evidence.orphaned.has(id) });
  const text = `${id} ended by history: ${end.text}; ${fault}`;
  return fault === undefined ? [] : [{ kind: 'wrong-end', ids: [id], text }];
}

function runningFindings(
  id: string,
  lines: readonly RecordLine[],
  pids: readonly number[],
): readonly Finding[] {
  const start = startOf(lines);
  const lost = (text: string): Finding => ({ kind: 'lost', ids: [id], text: `${id} ${text}` });
  if (!start) return [lost('is listed as running and has no record')];
  if (endLineOf(lines)) return [lost('is listed as running and has written its end')];
  if (!pids.includes(start.pid))
    return [lost(`is listed as running, and its pid ${start.pid} isn’t there`)];
  const others = pids.filter((pid) => pid !== start.pid);
  const text = `${id} is pid ${start.pid}, and ${others} as well`;
  return others.length === 0 ? [] : [{ kind: 'doubled', ids: [id], text }];
}

interface Span {
  readonly story: TaskStory;
  readonly start: RecordLine;
  readonly endMs: number;
}

function overlapFindings(
  records: TaskRecords,
  stories: ReadonlyMap<string, TaskStory>,
): readonly Finding[] {
  const slots = new Map<string, Span[]>();
  for (const story of stories.values()) {
    const lines = records.get(story.id) ?? [];
    const start = startOf(lines);
    if (!start) continue;
    // Without a line it has ended by the time at which history has its end.
    const endMs = endLineOf(lines)?.atMs ?? story.end?.atMs ?? Number.POSITIVE_INFINITY;
    slots.set(story.slot, [...(slots.get(story.slot) ?? []), { story, start, endMs }]);
  }
  return [...slots.values()].flatMap((spans) =>
    spans.flatMap((older) =>
      spans.flatMap((newer) => (isDoubled(older, newer) ? [overlap(older, newer)] : [])),
    ),
  );
}

function isDoubled(older: Span, newer: Span): boolean {
  if (older.story.launch >= newer.story.launch) return false;
  if (newer.start.atMs + toleranceMs >= older.endMs) return false;
  if (newer.start.version !== older.start.version) return false;
  const { givenUpMs } = older.story;
  return givenUpMs === undefined || givenUpMs > newer.story.launchedMs;
}

const overlap = (older: Span, newer: Span): Finding => ({
  kind: 'doubled',
  ids: [older.story.id, newer.story.id],
  text:
    `${newer.story.id} started ${older.endMs - newer.start.atMs} ms before the end of ` +
    `${older.story.id} of the same version ${older.start.version}`,
});

function eventFindings({ events, stored }: Evidence): readonly Finding[] {
  const history = (text: string): Finding => ({ kind: 'history', ids: [], text });
  const gaps = events.flatMap((event, index) =>
    event.number === index + 1 ? [] : [`event ${event.number} came where ${index + 1} was due`],
  );
  const heard = new Map(events.map((event) => [event.number, JSON.stringify(event)]));
  const others = stored.flatMap((event) => {
    const text = JSON.stringify(event);
    const was = heard.get(event.number);
    return was === text ? [] : [`event ${event.number} is stored as ${text}, was told as ${was}`];
  });
  const untold = events.filter(({ number }) => number > (stored.at(-1)?.number ?? 0));
  const dropped = untold.map(({ number }) => `event ${number} was told and isn’t stored`);
  return [...gaps.slice(0, 3), ...others.slice(0, 3), ...dropped.slice(0, 3)].map(history);
}
