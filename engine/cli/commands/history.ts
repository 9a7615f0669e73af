// What was: rollouts, revisions, events, and what tasks said.
import type { EventView } from '../../../schemas/generated/api.ts';
import type { Call } from '../call.ts';
import type { CommandSpec } from '../command.ts';
import { eventText, revisionsText, rolloutsText } from '../show/lists-text.ts';

/** Rows of history that are shown, unless --limit says otherwise. */
const defaultRows = 20;
const defaultEvents = 50;
const mostRows = 10_000;
/** Lines of a log that --tail may ask for. */
const mostLines = 1_000_000;

const limitOption = { flags: '--limit N', about: `the newest N (= ${defaultRows})` };

const limitOf = (call: Call): { readonly limit: number } => ({
  limit: call.count('limit', 1, mostRows) ?? defaultRows,
});

export const rollouts: CommandSpec = {
  name: 'rollouts',
  about: 'Rollouts, newest first.',
  options: [{ flags: '--app NAME', about: 'of this app' }, limitOption],
  isRemote: true,
  examples: ['meridian rollouts --app /shop/web'],
  async run(call) {
    const name = call.text('app');
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
    { flags: '--follow', about: 'go on until Ctrl-C' },
    { flags: '--limit N', about: `the newest N (= ${defaultEvents})` },
  ],
  isRemote: true,
  examples: ['meridian events', 'meridian events --follow --output json'],
  async run(call) {
    const limit = call.count('limit', 1, mostRows) ?? defaultEvents;
    const client = await call.client();
    const { index } = await client.snapshot();
    const after = Math.max(0, index - limit);
    if (!call.flag('follow')) {
      const list = await client.events({ after, limit });
      const text = (): string => list.items.map((event) => eventText(event, call.page)).join('');
      return call.answer(list, text);
    }
    for await (const event of client.followEvents({ after })) await printEvent(call, event);
    return 0;
  },
};

async function printEvent(call: Call, event: EventView): Promise<void> {
  const json = (): string => `${JSON.stringify({ formatVersion: 1, ...event })}\n`;
  call.print(call.isJson ? json() : eventText(event, call.page));
  await call.tools.io.drained();
}

export const logs: CommandSpec = {
  name: 'logs',
  about: "A task's output, byte by byte; as JSON one chunk a line.",
  args: [{ name: 'TASK', about: 'its id, as `meridian tasks` shows it: /shop/web#0.7' }],
  options: [
    { flags: '--follow', about: 'go on until the task ends or Ctrl-C' },
    { flags: '--stderr', about: 'its standard error instead of its standard output' },
    { flags: '--tail N', about: 'from the last N lines on (= all that is kept)' },
  ],
  isRemote: true,
  examples: ['meridian logs "/shop/web#0.7" --tail 100', 'meridian logs "/shop/web#0.7" --follow'],
  async run(call) {
    const tailLines = call.count('tail', 0, mostLines);
    const client = await call.client();
    const file = call.flag('stderr') ? 'stderr' : 'stdout';
    const follow = call.flag('follow');
    const query = { task: call.name, file, follow } as const;
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
