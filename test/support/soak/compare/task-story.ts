// What history says of each task: its launch, that it ran, why it was told to go, how it ended.
import type { EventView } from '../../../../schemas/generated/api.ts';
import type { TaskView } from '../history.ts';

export interface TaskStory {
  readonly id: string;
  /** NAME#INSTANCE. */
  readonly slot: string;
  readonly launch: number;
  readonly agentId: string;
  readonly events: readonly EventView[];
  readonly launchedMs: number;
  readonly hasRun: boolean;
  /** It was given up when it was launched anew: its agent was unreachable. */
  readonly givenUpMs?: number;
  readonly end?: StoryEnd;
}

export interface StoryEnd {
  readonly atMs: number;
  /** `exit code 1: ...`, `killed: scaled down; ended by SIGTERM`. */
  readonly text: string;
}

const ofTask = /^\/.+#\d+\.\d+$/;
const starts = /^\S+ starts on (\S+)$/;
const ends = new Set(['task-ended', 'task-failed']);

export interface Told {
  readonly events: readonly EventView[];
  readonly tasks: ReadonlyMap<string, TaskView>;
}

export function storiesOf({ events, tasks }: Told): ReadonlyMap<string, TaskStory> {
  const byTask = new Map<string, EventView[]>([...tasks.keys()].map((id) => [id, []]));
  for (const event of events) {
    if (!ofTask.test(event.subject)) continue;
    const told = byTask.get(event.subject) ?? [];
    told.push(event);
    byTask.set(event.subject, told);
  }
  const absences = absencesOf(events);
  const stories = [...byTask].map(([id, told]) => storyOf(id, told, tasks.get(id)));
  return new Map(
    stories.map((story) => [story.id, { ...story, ...givenUp(story, absences) }] as const),
  );
}

function storyOf(id: string, events: readonly EventView[], view?: TaskView): TaskStory {
  const launched = events.find((event) => event.kind === 'task-launched');
  const ended = events.find((event) => ends.has(event.kind));
  const end = ended === undefined ? endOfView(view) : { atMs: ended.atMs, text: textOf(ended) };
  return {
    id,
    slot: id.slice(0, id.lastIndexOf('.')),
    launch: Number(id.slice(id.lastIndexOf('.') + 1)),
    agentId: starts.exec(launched?.message ?? '')?.[1] ?? view?.agentId ?? '',
    events,
    launchedMs: launched?.atMs ?? view?.launchedMs ?? 0,
    hasRun: view?.startedMs !== undefined || events.some(({ kind }) => kind === 'task-running'),
    ...(end === undefined ? {} : { end }),
  };
}

/** `ID on AGENT: TEXT` */
const textOf = ({ subject, message }: EventView): string =>
  message.slice(subject.length + ' on '.length).replace(/^[^:]*: /, '');

/** In the words that its event would have used. */
function endOfView(view: TaskView | undefined): StoryEnd | undefined {
  if (!view?.end) return undefined;
  const { atMs, state, reason = state, message = '', exitCode, signal } = view.end;
  const how = signal === undefined ? `exit code ${exitCode}` : `signal ${signal}`;
  const text = `${reason.startsWith('command-') ? how : reason}: ${message}`;
  return { atMs, text };
}

interface Absence {
  readonly agentId: string;
  readonly fromMs: number;
}

const absencesOf = (events: readonly EventView[]): readonly Absence[] =>
  events
    .filter(({ kind }) => kind === 'agent-unreachable')
    .map(({ subject, atMs }) => ({ agentId: subject, fromMs: atMs }));

/** Since when its slot was free though it may have run: its agent was unreachable. */
function givenUp(story: TaskStory, absences: readonly Absence[]): { givenUpMs?: number } {
  const until = story.end?.atMs ?? Number.POSITIVE_INFINITY;
  const first = absences.find(
    ({ agentId, fromMs }) =>
      agentId === story.agentId && fromMs >= story.launchedMs && fromMs <= until,
  );
  return first === undefined ? {} : { givenUpMs: first.fromMs };
}
