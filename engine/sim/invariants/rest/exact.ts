// Is an app in truth exactly what a commit asks for? As many commands as instances, each in a slot
// of its own, each of the wanted version, each good where its program can be.
import type { AppPlan } from '../../script/script.ts';
import { isLeftInTime } from '../../world/is-steady.ts';
import { nameOf, slotOf } from '../facts/stored-facts.ts';
import type { Look } from '../rule.ts';

/** What it lacks, if anything. */
export function lackOf({ sight, facts }: Look, plan: AppPlan): string | undefined {
  const row = facts.stored.apps.get(plan.name);
  const wanted = facts.stored.version(plan.name, row?.wanted)?.spec;
  if (!wanted) return 'isn’t wanted';
  const slots = new Set<string>();
  for (const [id, machine] of facts.truth.living) {
    if (nameOf(id) !== plan.name) continue;
    const task = sight.machines.get(machine)?.tasks.get(id);
    const slot = slotOf(id);
    if (slots.has(slot)) return `runs twice in ${slot}`;
    if (task?.order?.taskDigest !== wanted.taskDigest) return `runs ${id} of another version`;
    if (isCheckedGood(plan) && !task.isGood) return `runs ${id}, which isn’t good`;
    slots.add(slot);
  }
  if (slots.size === plan.instances) return undefined;
  return `runs ${slots.size} of ${plan.instances}`;
}

/** Its program does what it is there for, and its checks leave it the time that it takes. */
export const isGoodPlan = (plan: AppPlan): boolean => {
  const { program, health, readiness } = plan;
  if (program.livesMs >= 0) return false;
  if (health === undefined && readiness === undefined) return true;
  if (program.readyMs < 0 || program.sickMs >= 0) return false;
  return health === undefined || isLeftInTime(program.readyMs, health);
};

const isCheckedGood = (plan: AppPlan): boolean =>
  isGoodPlan(plan) && (plan.health !== undefined || plan.readiness !== undefined);
