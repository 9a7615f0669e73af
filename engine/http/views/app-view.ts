import type { AppDetail, AppList, AppView, FailureView } from '../../../schemas/generated/api.ts';
import { appsNamed } from '../../step/apps/dependencies.ts';
import { failuresOf, waitsOf } from '../../step/apps/waits.ts';
import type { Cluster } from '../../step/cluster.ts';
import { endText } from '../../step/end-text.ts';
import { type AppEntry, type Tables, type TaskEntry, wantedVersion } from '../../step/tables.ts';
import { appStateOf, instancesOf } from './app-state.ts';
import { fitsApp, groupOf, type ListQuery, specOf } from './list-query.ts';
import { byText, pageOf } from './page.ts';
import { rolloutsOf, rolloutView } from './rollout-view.ts';
import { taskView } from './task-view.ts';
import { shortDigest } from './units.ts';
import { appVolumes } from './volumes/volume-list.ts';
import { waitViews } from './wait-view.ts';

function appView(cluster: Cluster, app: AppEntry, nowMs: number): AppView {
  const { tables } = cluster;
  const wanted = wantedVersion(app);
  const spec = specOf(app);
  return {
    name: app.row.name,
    role: spec?.role ?? '*',
    group: groupOf(app.row.name),
    labels: { ...spec?.labels },
    state: appStateOf(tables, app, nowMs),
    instances: instancesOf(tables, app),
    ...(wanted ? { version: versionOf(wanted) } : {}),
    ...(app.rollout ? { rollout: rolloutView(app.rollout, app, { tables, nowMs }) } : {}),
    waits: waitViews(waitsOf(cluster, app, nowMs)),
  };
}

const versionOf = ({ spec, revision }: NonNullable<ReturnType<typeof wantedVersion>>) => ({
  digest: spec.digest,
  taskDigest: shortDigest(spec.taskDigest),
  revision,
});

export function appList(cluster: Cluster, query: ListQuery, nowMs: number): AppList {
  const { tables } = cluster;
  const rows = [...tables.apps.values()]
    .filter((app) => fitsApp(app, query))
    .filter((app) => query.state === undefined || appStateOf(tables, app, nowMs) === query.state)
    .sort((a, b) => byText(a.row.name, b.row.name));
  const view = (app: AppEntry) => appView(cluster, app, nowMs);
  return pageOf({ rows, key: (app) => app.row.name, view }, query);
}

export function appDetail(cluster: Cluster, app: AppEntry, nowMs: number): AppDetail {
  const { tables } = cluster;
  const wanted = wantedVersion(app);
  const { lastHealthy, paused, quarantine } = app.row;
  return {
    formatVersion: 1,
    ...appView(cluster, app, nowMs),
    ...(wanted ? { spec: { ...wanted.spec }, origin: wanted.origin } : {}),
    ...(lastHealthy === undefined ? {} : { lastHealthy }),
    ...(paused ? { paused } : {}),
    quarantine: Object.entries(quarantine).map(([version, verdict]) => {
      const kept = [...app.versions.values()].find(({ spec }) => spec.versionDigest === version);
      return { version, ...(kept ? { revision: kept.revision } : {}), ...verdict };
    }),
    dependsOn: [...(wanted?.spec.dependsOn ?? [])],
    neededBy: neededBy(tables, app),
    tasks: tasksOf(app).map((task) => taskView(cluster, task, { nowMs, wallMs: nowMs })),
    volumes: appVolumes(tables, app),
    rollouts: rolloutsOf(app, { tables: cluster.tables, nowMs }),
    failures: failureViews(app),
  };
}

/** By instance, then launch. */
const tasksOf = (app: AppEntry): readonly TaskEntry[] =>
  [...app.tasks.values()].sort(
    (a, b) => a.row.instance - b.row.instance || a.row.launch - b.row.launch,
  );

function neededBy(tables: Tables, app: AppEntry): string[] {
  return [...tables.apps.values()]
    .filter((other) => other !== app)
    .filter((other) =>
      wantedVersion(other)?.spec.dependsOn.some((name) => appsNamed(tables, name).includes(app)),
    )
    .map((other) => other.row.name)
    .sort();
}

/** Newest first. */
export const failureViews = (app: AppEntry): FailureView[] =>
  failuresOf(app).map(({ row }) => ({
    task: row.id,
    agentId: row.agentId,
    atMs: row.end?.atMs ?? 0,
    how: row.end ? endText({ ...row, end: { ...row.end, message: '' } }) : '',
    message: row.end?.message ?? '',
  }));
