// What is: status, apps, app, tasks, agents, roles, offers, volumes, why.
import { apiSchemas } from '../../../schemas/generated/api.ts';
import type { Call } from '../call.ts';
import type { CommandSpec, OptionSpec } from '../command.ts';
import { appName, appOption, taskName } from '../names.ts';
import { appText } from '../show/app-text.ts';
import { agentsText, appsText, rolesText, tasksText } from '../show/lists-text.ts';
import { offersText } from '../show/offers-text.ts';
import { statusText } from '../show/status-text.ts';
import { taskText } from '../show/task/task-text.ts';
import { volumesText } from '../show/volumes-text.ts';
import { whyText } from '../show/why-text.ts';
import { appFacts, statusFacts, stillApp, stillStatus } from '../watch/status-facts.ts';
import { lookTimeoutMs, watch } from '../watch/watch.ts';

const appStates = apiSchemas.app.$defs.AppView.properties.state.enum;
const taskStates = apiSchemas.task.$defs.TaskView.properties.state.enum;
const volumeStates = apiSchemas.volume.$defs.VolumeView.properties.state.enum;
const presences = apiSchemas.agent.$defs.AgentView.properties.presence.enum;

const filterOptions: readonly OptionSpec[] = [
  { flags: '--role ROLE', about: 'of this role', completes: 'role' },
  { flags: '--group PATH', about: 'below this path' },
  { flags: '--label KEY=VALUE', about: 'with this label' },
  { flags: '--state STATE', about: 'in this state', choices: appStates },
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
  args: [{ name: 'NAME', about: 'an app, such as /shop/web', isOptional: true, completes: 'app' }],
  options: [
    {
      flags: '--watch',
      about: 'go on until Ctrl-C: on a terminal drawn anew, else a line for each change',
    },
  ],
  isRemote: true,
  json: ['api/status.json', 'api/app.json#/$defs/AppDetail'],
  examples: ['meridian status', 'meridian status --watch', 'meridian status /shop/web'],
  async run(call) {
    if (call.flag('watch')) return watchStatus(call);
    if (call.args.length > 0) return showApp(call);
    const view = await (await call.client()).status();
    return call.answer(view, () => statusText(view, call.page));
  },
};

async function watchStatus(call: Call): Promise<number> {
  const name = call.args.length === 0 ? undefined : appName(call);
  const client = await call.client({ timeoutMs: lookTimeoutMs });
  if (name !== undefined)
    return watch(call, client, {
      look: () => client.app(name),
      text: appText,
      facts: appFacts,
      still: stillApp,
    });
  return watch(call, client, {
    look: () => client.status(),
    text: statusText,
    facts: statusFacts,
    still: stillStatus,
  });
}

export const apps: CommandSpec = {
  name: 'apps',
  about: 'All apps; one that waits says what it waits for.',
  options: filterOptions,
  isRemote: true,
  json: 'api/app.json#/$defs/AppList',
  examples: ['meridian apps', 'meridian apps --group /shop --output json'],
  async run(call) {
    const query = filterOf(call, ['role', 'group', 'label', 'state']);
    const list = await (await call.client()).apps(query);
    return call.answer(list, () => appsText(list.items, call.page, Object.keys(query)));
  },
};

export const app: CommandSpec = {
  name: 'app',
  about: 'One app: versions, instances, rollout, what it waits for, last failures.',
  args: [{ name: 'NAME', about: 'its name, such as /shop/web', completes: 'app' }],
  isRemote: true,
  json: 'api/app.json#/$defs/AppDetail',
  examples: ['meridian app /shop/web'],
  run: showApp,
};

async function showApp(call: Call): Promise<number> {
  const view = await (await call.client()).app(appName(call));
  return call.answer(view, () => appText(view, call.page));
}

export const tasks: CommandSpec = {
  name: 'tasks',
  about:
    'Tasks that have not ended, or with --all also those that have, as long as they are ' +
    'remembered; or one, with what it went through.',
  args: [
    { name: 'TASK', about: 'a task, such as /shop/web#0.7', isOptional: true, completes: 'task' },
  ],
  options: [
    { flags: '--app NAME', about: 'of this app', completes: 'app' },
    { flags: '--agent ID', about: 'on this agent', completes: 'agent' },
    { flags: '--state STATE', about: 'in this state', choices: taskStates },
    { flags: '--all', about: 'ended ones too' },
  ],
  isRemote: true,
  json: ['api/task.json#/$defs/TaskList', 'api/task.json#/$defs/TaskDetail'],
  examples: [
    'meridian tasks',
    'meridian tasks --app /shop/web --all',
    'meridian tasks "/shop/web#0.7"',
  ],
  async run(call) {
    if (call.args.length > 0) return showTask(call);
    const name = appOption(call, 'app');
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

async function showTask(call: Call): Promise<number> {
  const view = await (await call.client()).task(taskName(call));
  return call.answer(view, () => taskText(view, call.page));
}

export const agents: CommandSpec = {
  name: 'agents',
  about: 'Agents: presence, resources used, there and reserved, and what they can only monitor.',
  options: [{ flags: '--state PRESENCE', about: 'with this presence', choices: presences }],
  isRemote: true,
  json: 'api/agent.json',
  examples: ['meridian agents'],
  async run(call) {
    const list = await (await call.client()).agents(filterOf(call, ['state']));
    return call.answer(list, () => agentsText(list, call.page));
  },
};

export const roles: CommandSpec = {
  name: 'roles',
  about: 'Roles: whose share is how large, what they are promised, and how many instances wait.',
  isRemote: true,
  json: 'api/role.json',
  examples: ['meridian roles'],
  async run(call) {
    const list = await (await call.client()).roles();
    return call.answer(list, () => rolesText(list.items, call.page));
  },
};

export const offers: CommandSpec = {
  name: 'offers',
  about: 'Offers that frameworks have not answered: of which agent, to whom, and for how long.',
  options: [
    { flags: '--role ROLE', about: 'to this role', completes: 'role' },
    { flags: '--agent ID', about: 'of this agent', completes: 'agent' },
  ],
  isRemote: true,
  json: 'api/resources/offer.json',
  examples: ['meridian offers'],
  async run(call) {
    const query = filterOf(call, ['role', 'agent']);
    const list = await (await call.client()).offers(query);
    return call.answer(list, () => offersText(list.items, call.page, Object.keys(query)));
  },
};

export const volumes: CommandSpec = {
  name: 'volumes',
  about: 'Persistent volumes: whom each is kept for, where it is, who has it, and what is leaving.',
  options: [
    { flags: '--name NAME', about: 'of this app, or this Volume', completes: 'volume-owner' },
    { flags: '--agent ID', about: 'on this agent', completes: 'agent' },
    { flags: '--role ROLE', about: 'of this role', completes: 'role' },
    { flags: '--group PATH', about: 'below this path' },
    { flags: '--state STATE', about: 'in this state', choices: volumeStates },
  ],
  isRemote: true,
  json: 'api/resources/volume.json',
  examples: ['meridian volumes', 'meridian volumes --state missing'],
  async run(call) {
    const name = appOption(call, 'name');
    const query = {
      ...filterOf(call, ['agent', 'role', 'group', 'state']),
      ...(name === undefined ? {} : { name }),
    };
    const list = await (await call.client()).volumes(query);
    return call.answer(list, () => volumesText(list.items, call.page, Object.keys(query)));
  },
};

export const why: CommandSpec = {
  name: 'why',
  about: 'Why something is as it is: one sentence, the evidence, and what would help.',
  args: [{ name: 'NAME', about: 'whatever has a name: an app, an agent', completes: 'subject' }],
  isRemote: true,
  json: 'api/why.json',
  examples: ['meridian why /shop/web', 'meridian why "/shop/web#0.7"', 'meridian why /etl/load'],
  async run(call) {
    const view = await (await call.client()).why(call.name);
    return call.answer(view, () => whyText(view, call.page));
  },
};
