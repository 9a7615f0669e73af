// What is: status, apps, app, tasks, agents, why.
import type { Call } from '../call.ts';
import type { CommandSpec, OptionSpec } from '../command.ts';
import { appText } from '../show/app-text.ts';
import { agentsText, appsText, tasksText } from '../show/lists-text.ts';
import { statusText } from '../show/status-text.ts';
import { whyText } from '../show/why-text.ts';

const filterOptions: readonly OptionSpec[] = [
  { flags: '--role ROLE', about: 'of this role' },
  { flags: '--group PATH', about: 'below this path' },
  { flags: '--label KEY=VALUE', about: 'with this label' },
  { flags: '--state STATE', about: 'in this state' },
];

function filterOf(call: Call, words: readonly string[]): Readonly<Record<string, string>> {
  const given = words.map((word) => [word, call.text(word)] as const);
  return Object.fromEntries(
    given.filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

export const status: CommandSpec = {
  name: 'status',
  about: 'The cluster on one screen, what needs a person first; or one app.',
  args: [{ name: 'NAME', about: 'an app, such as /shop/web', isOptional: true }],
  isRemote: true,
  examples: ['meridian status', 'meridian status /shop/web'],
  async run(call) {
    if (call.name !== '') return showApp(call);
    const view = await (await call.client()).status();
    return call.answer(view, () => statusText(view, call.page));
  },
};

export const apps: CommandSpec = {
  name: 'apps',
  about: 'All apps; one that waits says what it waits for.',
  options: filterOptions,
  isRemote: true,
  examples: ['meridian apps', 'meridian apps --group /shop --output json'],
  async run(call) {
    const query = filterOf(call, ['role', 'group', 'label', 'state']);
    const list = await (await call.client()).apps(query);
    return call.answer(list, () => appsText(list.items, call.page));
  },
};

export const app: CommandSpec = {
  name: 'app',
  about: 'One app: versions, instances, rollout, what it waits for, last failures.',
  args: [{ name: 'NAME', about: 'its name, such as /shop/web' }],
  isRemote: true,
  examples: ['meridian app /shop/web'],
  run: showApp,
};

async function showApp(call: Call): Promise<number> {
  const view = await (await call.client()).app(call.name);
  return call.answer(view, () => appText(view, call.page));
}

export const tasks: CommandSpec = {
  name: 'tasks',
  about: 'Tasks that have not ended; with --all those that have, as long as they are remembered.',
  options: [
    { flags: '--app NAME', about: 'of this app' },
    { flags: '--agent ID', about: 'on this agent' },
    { flags: '--state STATE', about: 'in this state' },
    { flags: '--all', about: 'ended ones too' },
  ],
  isRemote: true,
  examples: ['meridian tasks', 'meridian tasks --app /shop/web --all'],
  async run(call) {
    const name = call.text('app');
    const query = {
      ...filterOf(call, ['agent', 'state']),
      ...(name === undefined ? {} : { name }),
    };
    const list = await (await call.client()).tasks(query);
    const isWhole = call.flag('all') || call.text('state') !== undefined;
    const items = isWhole ? list.items : list.items.filter(({ end }) => end === undefined);
    return call.answer({ ...list, items }, () => tasksText(items, call.page));
  },
};

export const agents: CommandSpec = {
  name: 'agents',
  about: 'Agents: presence, resources used and there, attributes, and what they can only monitor.',
  options: [{ flags: '--state PRESENCE', about: 'registered, disconnected, unreachable, ...' }],
  isRemote: true,
  examples: ['meridian agents'],
  async run(call) {
    const list = await (await call.client()).agents(filterOf(call, ['state']));
    return call.answer(list, () => agentsText(list.items, call.page));
  },
};

export const why: CommandSpec = {
  name: 'why',
  about: 'Why something is as it is: one sentence, the evidence, and what would help.',
  args: [{ name: 'NAME', about: 'an app, a task or an agent' }],
  isRemote: true,
  examples: ['meridian why /shop/web', 'meridian why "/shop/web#0.7"'],
  async run(call) {
    const view = await (await call.client()).why(call.name);
    return call.answer(view, () => whyText(view, call.page));
  },
};
