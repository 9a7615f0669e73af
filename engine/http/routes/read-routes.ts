// The lists and answers that only read.
import { findApp } from '../subject.ts';
import { agentList } from '../views/agent-view.ts';
import { maintenanceList } from '../views/agents/maintenance-view.ts';
import { appDetail, appList } from '../views/app-view.ts';
import { offerList } from '../views/offer-view.ts';
import { revisionList } from '../views/revision-view.ts';
import { roleList } from '../views/role-view.ts';
import { rolloutList } from '../views/rollout-view.ts';
import { statusView } from '../views/status-view.ts';
import { taskDetail } from '../views/task/task-detail.ts';
import { taskList } from '../views/task-view.ts';
import { volumeList } from '../views/volumes/volume-list.ts';
import { type ListOf, list } from './list-route.ts';
import { nameIn, objectFilters, text, word } from './parameters.ts';
import { json, type Route, viewed } from './route.ts';

const appStates = word(
  'In this state.',
  ...['healthy', 'rolling', 'paused', 'failed', 'degraded', 'waiting', 'stopping'],
);
const taskStates = word(
  'In this state.',
  ...['staging', 'starting', 'running', 'killing'],
  ...['finished', 'failed', 'killed', 'error', 'lost'],
);
const rolloutStates = word(
  'In this state.',
  ...['running', 'paused', 'succeeded', 'failed', 'superseded', 'aborted'],
);
const presences = word(
  'With this presence.',
  ...['registered', 'disconnected', 'recovering', 'unreachable', 'gone'],
);
const volumeStates = word(
  'In this state.',
  ...['in-use', 'idle', 'missing', 'leaving', 'stray', 'not-made'],
);
const revisionStates = word('In this state.', 'applied', 'faulty', 'blocked', 'superseded');

const lists: readonly ListOf[] = [
  {
    id: 'listApps',
    path: '/v1/apps',
    summary: 'Apps by name, each with why it waits.',
    answer: 'app.json#/$defs/AppList',
    query: { ...objectFilters('An app'), state: appStates },
    view: (core, query, { nowMs }) => appList(core, query, nowMs),
  },
  {
    id: 'listTasks',
    path: '/v1/tasks',
    summary: 'Tasks by app or job, and launch; ended ones as long as they are remembered.',
    answer: 'task.json#/$defs/TaskList',
    query: {
      ...objectFilters('An app'),
      state: taskStates,
      agent: text('On this agent, by its id.'),
    },
    view: taskList,
  },
  {
    id: 'listAgents',
    path: '/v1/agents',
    summary: 'Agents by id, each with why nothing is placed on it.',
    answer: 'agent.json',
    query: { state: presences },
    view: (core, query, { nowMs }) => agentList(core, query, nowMs),
  },
  {
    id: 'listMaintenance',
    path: '/v1/maintenance',
    summary: 'Planned absences of agents that aren’t over, each with how far it is.',
    answer: 'resources/maintenance.json',
    query: {},
    view: maintenanceList,
  },
  {
    id: 'listRoles',
    path: '/v1/roles',
    summary: 'Roles by name: weight, share, what they use.',
    answer: 'role.json',
    query: { role: text('This role.') },
    view: (core, query, now) => roleList(core, query, now),
  },
  {
    id: 'listOffers',
    path: '/v1/offers',
    summary: 'Offers that frameworks have not answered, oldest first.',
    answer: 'resources/offer.json',
    query: { role: text('To this role.'), agent: text('Of this agent, by its id.') },
    view: ({ tables }, query) => offerList(tables, query),
  },
  {
    id: 'listVolumes',
    path: '/v1/volumes',
    summary: 'Persistent volumes by whom they are kept for, each with what is the matter with it.',
    answer: 'resources/volume.json',
    query: {
      name: text('Of this app, or this Volume.'),
      role: text('Of this role.'),
      group: text('Below this path.'),
      state: volumeStates,
      agent: text('On this agent, by its id.'),
    },
    view: ({ tables }, query) => volumeList(tables, query),
  },
  {
    id: 'listRollouts',
    path: '/v1/rollouts',
    summary: 'Rollouts, newest first.',
    answer: 'rollout.json',
    query: { ...objectFilters('An app'), state: rolloutStates },
    view: ({ tables }, query, { nowMs }) => rolloutList(tables, query, nowMs),
  },
  {
    id: 'listRevisions',
    path: '/v1/revisions',
    summary: 'Commits that the engine looked at, newest first, with their faults.',
    answer: 'revision.json',
    query: { state: revisionStates },
    view: ({ tables }, query) => revisionList(tables, query),
  },
];

const one = { method: 'GET', access: 'read', produces: json, hasEtag: true } as const;

const answers: readonly Route[] = [
  {
    ...one,
    id: 'status',
    path: '/v1/status',
    summary: 'The cluster at a glance, and what wants a person’s eye.',
    answer: 'status.json',
    handle: ({ face, read, version }) => {
      const undelivered = face.undelivered?.() ?? [];
      return viewed(read((core, now) => statusView(core, now, { version, undelivered })));
    },
  },
  {
    ...one,
    id: 'app',
    path: '/v1/apps/{name}',
    summary: 'An app with its spec, tasks, rollouts and failures.',
    answer: 'app.json#/$defs/AppDetail',
    handle: ({ read }, { rest }) =>
      viewed(
        read((core, { nowMs }) =>
          appDetail(core, findApp(core.tables, nameIn(rest, 'app')), nowMs),
        ),
      ),
  },
  {
    ...one,
    id: 'task',
    path: '/v1/tasks/{id}',
    summary: 'A task, and the states that it went through, as long as it is remembered.',
    answer: 'task.json#/$defs/TaskDetail',
    handle: ({ read }, { rest }) => viewed(read((core, now) => taskDetail(core, rest, now))),
  },
  {
    ...one,
    id: 'snapshot',
    path: '/v1/snapshot',
    summary: 'All that a plan is made against.',
    answer: 'snapshot.json',
    handle: async ({ readLong, snapshot }) => ({
      kind: 'picture',
      picture: await snapshot.ask(readLong),
    }),
  },
];

export const readRoutes: readonly Route[] = [...lists.map(list), ...answers];
