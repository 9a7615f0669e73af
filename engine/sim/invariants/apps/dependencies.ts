// What an app depends on is there before the app's first start and before each of its upgrades: a
// rollout opens only then, and until then nothing of its version is launched and nothing replaced.
import type { RolloutRow } from '../../../model/actual.ts';
import type { AppEntry, Tables } from '../../../step/tables.ts';
import { type Look, type Of, rule, type Seen } from '../rule.ts';
import { specOf } from './aims.ts';

const tense = ['a rollout waits', 'a rollout that depends on something opens'] as const;

export const dependencies = rule({ name: 'dependencies', tense }, (look) => ({
  batch: (moment) => {
    const seen = look.engineOf(moment);
    if (!seen) return;
    for (const id of moment.effects.rollouts) {
      const row = seen.tables.rollouts.get(id);
      if (row) judgeRollout(look, seen, row);
    }
    judgeGated(look, seen, moment);
  },
}));

function judgeRollout(look: Look, seen: Seen, row: RolloutRow): void {
  const before = look.facts.stored.rollouts.get(row.id);
  const app = seen.tables.apps.get(row.name);
  if (row.kind !== 'deploy' || before?.opened || !app) return;
  const wanted = specOf(app, app.row.wanted);
  if (!wanted || wanted.dependsOn.length === 0) return;
  if (!row.opened) {
    look.tense('a rollout waits');
    return;
  }
  look.tense('a rollout that depends on something opens');
  for (const name of wanted.dependsOn)
    for (const other of namedBy(seen.tables, name)) {
      const lack = other === app ? undefined : lackOf(look, seen, other);
      if (lack !== undefined)
        look.violate(`${row.id} opens, and ${other.row.name}, which it needs, ${lack}`);
    }
}

/** The app of that name, or all below the group. */
function namedBy(tables: Tables, name: string): readonly AppEntry[] {
  const found: AppEntry[] = [];
  for (const app of tables.apps.values())
    if (app.row.name === name) return [app];
    else if (app.row.name.startsWith(`${name}/`)) found.push(app);
  return found;
}

/**
 * What it lacks to be there. Who lost it only within this batch may still have been seen with
 * it.
 */
function lackOf(look: Look, seen: Seen, app: AppEntry): string | undefined {
  const wanted = specOf(app, app.row.wanted);
  if (!wanted || wanted.instances === 0) return undefined;
  const { facts } = look;
  const before = facts.stored.apps.get(app.row.name);
  const version = wanted.versionDigest;
  if (app.row.quarantine[version] && before?.quarantine[version]) return 'has failed';
  const rollout = app.rollout && facts.stored.rollouts.get(app.rollout.id);
  if (rollout) return `is still rolling (${rollout.id})`;
  let there = 0;
  for (const { row } of app.tasks.values()) {
    if (row.taskDigest !== wanted.taskDigest) continue;
    const stored = facts.stored.tasks.get(row.id);
    if (stored?.end || stored?.kill) continue;
    const heard = seen.heard.tasks.get(row.id);
    if (heard?.goodSinceMs !== undefined || heard?.ceased === seen.heard.batch) there += 1;
  }
  return there < wanted.instances ? `has ${there} of ${wanted.instances}` : undefined;
}

/** Until the rollout opens only what was there before is kept up. */
function judgeGated(look: Look, { tables }: Seen, { effects }: Of<'batch'>): void {
  for (const id of effects.tasks) {
    const row = tables.tasks.get(id)?.row;
    const app = row && tables.apps.get(row.name);
    const rollout = app?.rollout;
    if (!row || !app || !rollout || rollout.opened || row.end) continue;
    const stored = look.facts.stored.tasks.get(id);
    const launched = specOf(app, row.specDigest)?.versionDigest;
    const known = [app.row.current, app.row.lastHealthy].map(
      (digest) => specOf(app, digest)?.versionDigest,
    );
    if (!stored && !known.includes(launched))
      look.violate(`${id} is launched, and ${rollout.id} hasn’t opened`);
    if (row.kill?.reason === 'replaced' && !stored?.kill)
      look.violate(`${id} is to be replaced, and ${rollout.id} hasn’t opened`);
  }
}
