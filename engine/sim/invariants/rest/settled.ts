// Once faults have ended and the world has come to rest: each app runs exactly as the applied
// revision asks, or has a named wait that is in truth so; what is deleted doesn't run; nothing
// that was given up does; nothing waits to be delivered; and the applied commit is the ref's,
// unless that one is faulty or blocked.
import { waitsOf } from '../../../step/apps/waits.ts';
import type { AppEntry } from '../../../step/tables.ts';
import { isBlocked } from '../../script/is-blocked.ts';
import type { AppPlan } from '../../script/script.ts';
import { objectsOf, type TreeState, treesOf, wantedOfTree } from '../../script/trees.ts';
import { nameOf } from '../facts/stored-facts.ts';
import { type Look, rule } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';
import { isGoodPlan, lackOf } from './exact.ts';
import { falseWait } from './true-wait.ts';

const tense = [
  'exactly as wanted',
  'paused',
  'quarantined',
  'dependency',
  'unplaceable',
  'quota',
  'volume',
  'its program is bad',
  'the ref is faulty or blocked',
] as const;

export const settled = rule({ name: 'settled', tense }, (look) => ({
  atRest: () => {
    const { engine } = look.sight;
    if (!engine) {
      look.violate('no engine is there');
      return;
    }
    const { asked, jobs } = judgeCommit(look, engine);
    judgeLeft(look, engine, { asked, jobs });
    judgeApps(look, engine, asked);
  },
}));

type Apps = ReadonlyMap<string, AppPlan>;

/** What the applied commit has. */
interface Asked {
  readonly asked: Apps;
  readonly jobs: ReadonlySet<string>;
}

const noApps: Apps = new Map();

/** What the applied commit asks for; it is the ref's, or there is a reason. */
function judgeCommit(look: Look, engine: SeenEngine): Asked {
  const { sight, facts, violate, tense: near } = look;
  const trees = treesOf(sight.script);
  const treeOf = (commit: string | undefined): TreeState | undefined =>
    commit === undefined ? undefined : trees[sight.commits.indexOf(commit)];
  const applied = facts.stored.cluster?.commit;
  const appliedTree = treeOf(applied);
  const asked = appliedTree ? wantedOfTree(appliedTree) : noApps;
  const apps = asked === 'faulty' ? noApps : asked;
  const found: Asked = { asked: apps, jobs: new Set(appliedTree?.jobs.keys()) };
  const last = sight.commits.at(-1);
  const lastTree = treeOf(last);
  if (last === applied || !lastTree) return found;
  const wanted = wantedOfTree(lastTree);
  const { massDelete } = sight.script.settings.sync;
  const { allowDelete } = lastTree;
  const isHeld =
    wanted === 'faulty' ||
    isBlocked({
      massDelete,
      applied: appliedTree ? objectsOf(appliedTree) : noApps,
      wanted: objectsOf(lastTree),
      allowDelete,
    });
  const { tables } = engine.core;
  const row = tables.revisions.get(tables.lastRevision);
  // Whether that is right was judged when the engine looked at it (apps/wanted.ts).
  const isForQuotas =
    row?.state === 'blocked' && / guarantees of | limit of role /.test(` ${row.reason}`);
  const isSaid = row?.commit === last && (row?.state === 'faulty' || row?.state === 'blocked');
  if ((isHeld || isForQuotas) && isSaid) near('the ref is faulty or blocked');
  else
    violate(`${applied} is applied, the ref is at ${last} (${row?.state} said of ${row?.commit})`);
  return found;
}

/** What should be no more. */
function judgeLeft({ sight, facts, violate }: Look, engine: SeenEngine, { asked, jobs }: Asked) {
  const { living } = facts.truth;
  for (const [id, machine] of living) {
    const row = facts.stored.tasks.get(id);
    const name = nameOf(id);
    if (!asked.has(name) && !jobs.has(name))
      violate(`${id} runs on ${machine}, and its ${id.includes('@') ? 'job' : 'app'} is deleted`);
    else if (!row || row.end) violate(`${id} runs on ${machine}, and was given up`);
  }
  const { tables } = engine.core;
  for (const name of tables.apps.keys()) if (!asked.has(name)) violate(`${name} isn’t forgotten`);
  for (const [id, { zombies, presence }] of tables.agents)
    if (zombies.size > 0 && presence.kind !== 'gone')
      violate(`${id} still has ${[...zombies.keys()].join(', ')}`);
  // A run may have ended just now.
  for (const { key } of sight.store.rows())
    if (key.startsWith('outbox/') && !facts.stored.outbox.has(key.slice('outbox/'.length)))
      violate(`${key} isn’t delivered`);
}

function judgeApps(look: Look, engine: SeenEngine, asked: Apps): void {
  const { facts, violate, tense: near } = look;
  const lacks = new Map<string, string>();
  for (const plan of asked.values()) {
    const lack = lackOf(look, plan);
    if (lack === undefined) near('exactly as wanted');
    else lacks.set(plan.name, lack);
  }
  for (const [name, lack] of lacks) {
    const plan = asked.get(name);
    const app = entryOf(engine, name);
    if (!app || !plan) {
      violate(`${name} isn’t known to the engine`);
      continue;
    }
    const waits = waitsOf(engine.core, app, engine.wallMs);
    const falsehoods = waits.map((wait) => falseWait({ look, engine, app, lacks }, wait.kind));
    const at = falsehoods.indexOf(undefined);
    const kind = tense.find((one) => one === waits[at]?.kind);
    if (at >= 0) near(kind ?? 'its program is bad');
    // One that has only just ended, as it does from time to time: nobody knows yet.
    if (at >= 0 || (waits.length === 0 && !isGoodPlan(plan))) continue;
    const said = waits.map(({ kind, what }, index) => `${kind} (${what}; ${falsehoods[index]})`);
    const rows = [...facts.stored.tasks.values()].filter((row) => row.name === name && !row.end);
    const ids = rows.map(({ id }) => id).join(', ');
    violate(`${name} ${lack}, and waits for ${said.join(', ') || 'nothing'}; it has ${ids}`);
  }
}

function entryOf({ core }: SeenEngine, name: string): AppEntry | undefined {
  for (const app of core.tables.apps.values()) if (app.row.name === name) return app;
  return undefined;
}
