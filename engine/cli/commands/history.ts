// What was: rollouts, revisions, events, and what tasks said.
import type { EventView } from '../../../schemas/generated/api.ts';
import type { EngineClient, FollowNote, FollowOptions } from '../../client.ts';
import { printable } from '../../plan/render/printable.ts';
import type { Call } from '../call.ts';
import { loggedTask } from '../cluster/logged-task.ts';
import type { CommandSpec } from '../command.ts';
import { appOption } from '../names.ts';
import { eventText, revisionsText, rolloutsText } from '../show/lists-text.ts';

/** Rows of history that are shown, unless --limit says otherwise. */
const defaultRows = 20;
const defaultEvents = 50;
const mostRows = 10_000;
/** Of an event. */
const mostNumber = 999_999_999;
/** Lines of a log that --tail may ask for. */
const mostLines = 1_000_000;

const limitOption = { flags: '--limit N', about: `the newest N (= ${defaultRows})` };

const limitOf = (call: Call): { readonly limit: number } => ({
  limit: call.count('limit', 1, mostRows) ?? defaultRows,
});

export const rollouts: CommandSpec = {
  name: 'rollouts',
  about: 'Rollouts, newest first.',
  options: [{ flags: '--app NAME', about: 'of this app', completes: 'app' }, limitOption],
  isRemote: true,
  json: 'api/rollout.json',
  examples: ['meridian rollouts --app /shop/web'],
  async run(call) {
    const name = appOption(call, 'app');
    const query = { ...limitOf(call), ...(name === undefined ? {} : { name }) };
    const list = await (await call.client()).rollouts(query);
    return call.answer(list, () => rolloutsText(list.items, call.page));
  },
};

export const revisions: CommandSpec = {
  name: 'revisions',
  about: 'Commits that the engine looked at, newest first: applied, or why not.',
  options: [limitOption],
  isRemote: true,
  json: 'api/revision.json',
  examples: ['meridian revisions --limit 5'],
  async run(call) {
    const list = await (await call.client()).revisions(limitOf(call));
    return call.answer(list, () => revisionsText(list.items, call.page));
  },
};

export const events: CommandSpec = {
  name: 'events',
  about: 'What happened; with --follow also what happens. JSON with --follow: one event a line.',
  options: [
    { flags: '--follow', about: 'go on until Ctrl-C, over restarts of the engine too' },
    { flags: '--limit N', about: `the newest N, or with --after the next N (= ${defaultEvents})` },
    { flags: '--after NUMBER', about: 'those after an event, by its number (see --output json)' },
  ],
  isRemote: true,
  json: ['api/event.json', 'cli/report.json#/$defs/EventLine'],
  examples: ['meridian events', 'meridian events --follow --output json'],
  async run(call) {
    const limit = call.count('limit', 1, mostRows) ?? defaultEvents;
    const after = call.count('after', 0, mostNumber);
    const client = await call.client();
    const hear = (note: FollowNote): void => sayNote(call, client, note);
    if (call.flag('follow') && after !== undefined) return follow(call, client, { after, hear });
    const list = await client.events({ limit, ...(after === undefined ? {} : { after }) });
    const [first] = list.items;
    if (after !== undefined && first !== undefined && first.number > after + 1)
      hear({ kind: 'dropped', first: after + 1, last: first.number - 1 });
    if (!call.flag('follow')) {
      const lines = (): string => list.items.map((event) => eventText(event, call.page)).join('');
      return call.answer(list, () => lines() || 'no events\n');
    }
    for (const event of list.items) await printEvent(call, event);
    return follow(call, client, { after: list.items.at(-1)?.number ?? 0, hear });
  },
};

async function follow(call: Call, client: EngineClient, options: FollowOptions): Promise<number> {
  const stop = new AbortController();
  void call.tools.interrupted().then(() => stop.abort());
  const { signal } = stop;
  for await (const event of client.followEvents({ ...options, signal, isPatient: true }))
    await printEvent(call, event);
  return 0;
}

/** What becomes of the stream stands beside the events, on standard error. */
function sayNote({ tools }: Call, { url }: EngineClient, note: FollowNote): void {
  tools.io.stderr(`${printable(`engine at ${url}: ${noteText(note)}`)}\n`);
}

function noteText(note: FollowNote): string {
  switch (note.kind) {
    case 'lost':
      return `connection lost (${note.why}): it is tried again; no event will be missed`;
    case 'back':
      return 'it is back: the events go on where they broke off';
    case 'dropped': {
      const { first, last } = note;
      const which = first === last ? `event ${first} is` : `events ${first} to ${last} are`;
      return `${which} kept no longer: what follows is the oldest that is`;
    }
    case 'other-store':
      return `its last event is ${note.last}: it has another store; what follows is new there`;
  }
}

async function printEvent(call: Call, event: EventView): Promise<void> {
  const json = (): string => `${JSON.stringify({ formatVersion: 1, ...event })}\n`;
  call.print(call.isJson ? json() : eventText(event, call.page));
  await call.tools.io.drained();
}

export const logs: CommandSpec = {
  name: 'logs',
  about: "A task's output, byte by byte; as JSON one chunk a line.",
  args: [
    {
      name: 'TASK',
      about: 'its id, as `meridian tasks` shows it: /shop/web#0.7; or a run: its newest attempt',
      completes: 'task-or-run',
    },
  ],
  options: [
    { flags: '--follow', about: 'go on until the task ends or Ctrl-C' },
    { flags: '--stderr', about: 'its standard error instead of its standard output' },
    { flags: '--tail N', about: 'from the last N lines on (= all that is kept)' },
  ],
  isRemote: true,
  json: 'cli/report.json#/$defs/LogLine',
  examples: [
    'meridian logs "/shop/web#0.7" --tail 100',
    'meridian logs /etl/load@t20260131T020000Z --stderr',
  ],
  async run(call) {
    const tailLines = call.count('tail', 0, mostLines);
    const client = await call.client();
    const file = call.flag('stderr') ? 'stderr' : 'stdout';
    const follow = call.flag('follow');
    const query = { task: await loggedTask(call, client), file, follow } as const;
    const decoder = new TextDecoder();
    for await (const chunk of client.logs({
      ...query,
      ...(tailLines === undefined ? {} : { tailLines }),
    })) {
      const text = (): string => decoder.decode(chunk, { stream: true });
      const line = (): string => JSON.stringify({ formatVersion: 1, ...query, text: text() });
      call.tools.io.stdout(call.isJson ? `${line()}\n` : chunk);
      await call.tools.io.drained();
    }
    return 0;
  },
};
