// The lists and answers that only read.
import { objectName } from '../../model/ids.ts';
import { Problem } from '../../model/problem.ts';
import type { EngineCore } from '../../step/engine-core.ts';
import { findApp } from '../subject.ts';
import { agentList } from '../views/agent-view.ts';
import { appDetail, appList } from '../views/app-view.ts';
import type { ListQuery } from '../views/list-query.ts';
import { maxLimit } from '../views/page.ts';
import { revisionList } from '../views/revision-view.ts';
import { roleList } from '../views/role-view.ts';
import { rolloutList } from '../views/rollout-view.ts';
import { snapshotView } from '../views/snapshot-view.ts';
import { statusView } from '../views/status-view.ts';
import { taskList } from '../views/task-view.ts';
import { whyView } from '../views/why-view.ts';
import {
  json,
  type QueryParameter,
  type QuerySchema,
  querySchema,
  type Route,
  viewed,
} from './route.ts';

const text = (description: string, maxLength = 256): QueryParameter => ({
  description,
  type: 'string',
  minLength: 1,
  maxLength,
});

const word = (description: string, ...words: string[]): QueryParameter => ({
  description,
  enum: words,
});

const paging: QuerySchema['properties'] = {
  limit: { description: 'Rows at most (= 100).', type: 'integer', minimum: 1, maximum: maxLimit },
  cursor: text('`nextCursor` of the page before.', 1_024),
};

const ofApps: QuerySchema['properties'] = {
  name: text('An app, by its path.'),
  role: text('Of this role.'),
  group: text('Below this path.'),
  label: text('With this label: `key` or `key=value`.'),
};

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
const revisionStates = word('In this state.', 'applied', 'faulty', 'blocked', 'superseded');

interface ListOf {
  readonly id: string;
  readonly path: string;
  readonly summary: string;
  readonly answer: string;
  readonly query: QuerySchema['properties'];
  readonly view: (core: EngineCore, query: ListQuery, nowMs: number) => object;
}

function list(of: ListOf): Route {
  const { id, path, summary, answer } = of;
  return {
    ...{ id, path, summary, answer },
    method: 'GET',
    access: 'read',
    query: querySchema({ ...paging, ...of.query }),
    produces: json,
    hasEtag: true,
    handle: ({ read }, { query }) =>
      viewed(read((core, nowMs) => of.view(core, query as ListQuery, nowMs))),
  };
}

const lists: readonly ListOf[] = [
  {
    id: 'listApps',
    path: '/v1/apps',
    summary: 'Apps by name, each with why it waits.',
    answer: 'app.json#/$defs/AppList',
    query: { ...ofApps, state: appStates },
    view: appList,
  },
  {
    id: 'listTasks',
    path: '/v1/tasks',
    summary: 'Tasks by app, instance and launch; ended ones as long as they are remembered.',
    answer: 'task.json',
    query: { ...ofApps, state: taskStates, agent: text('On this agent, by its id.') },
    view: ({ tables }, query, nowMs) => taskList(tables, query, nowMs),
  },
  {
    id: 'listAgents',
    path: '/v1/agents',
    summary: 'Agents by id, each with why nothing is placed on it.',
    answer: 'agent.json',
    query: { state: presences },
    view: agentList,
  },
  {
    id: 'listRoles',
    path: '/v1/roles',
    summary: 'Roles by name: weight, share, what they use.',
    answer: 'role.json',
    query: { role: text('This role.') },
    view: roleList,
  },
  {
    id: 'listRollouts',
    path: '/v1/rollouts',
    summary: 'Rollouts, newest first.',
    answer: 'rollout.json',
    query: { ...ofApps, state: rolloutStates },
    view: ({ tables }, query, nowMs) => rolloutList(tables, query, nowMs),
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
    handle: ({ read, version }) => viewed(read((core, nowMs) => statusView(core, nowMs, version))),
  },
  {
    ...one,
    id: 'app',
    path: '/v1/apps/{name}',
    summary: 'An app with its spec, tasks, rollouts and failures.',
    answer: 'app.json#/$defs/AppDetail',
    handle: ({ read }, { rest }) =>
      viewed(read((core, nowMs) => appDetail(core, findApp(core.tables, appName(rest)), nowMs))),
  },
  {
    ...one,
    id: 'why',
    path: '/v1/why',
    summary: 'Why an app, a task or an agent is as it is.',
    answer: 'why.json',
    query: querySchema({ name: text('An app, a task or an agent.') }, ['name']),
    handle: ({ read }, { query }) =>
      viewed(read((core, nowMs) => whyView(core, String(query.name), nowMs))),
  },
  {
    ...one,
    id: 'snapshot',
    path: '/v1/snapshot',
    summary: 'All that a plan is made against.',
    answer: 'snapshot.json',
    handle: ({ read }) => viewed(read((core, nowMs) => snapshotView(core, nowMs))),
  },
];

function appName(rest: string): string {
  if (rest !== '' && rest.length <= 256) return objectName(`/${rest}`);
  const hint = 'GET /v1/apps/shop/web';
  throw new Problem('bad-request', { where: '/v1/apps/', what: 'names no app', hint });
}

export const readRoutes: readonly Route[] = [...lists.map(list), ...answers];
