// Whether a task is to go from where it is, by what is stored: a drain, a window under way, or an
// agent that has no place for it any more.
import type { TaskRow } from '../../../model/actual.ts';
import { isMeant } from '../../../place/is-meant.ts';
import type { Look } from '../rule.ts';
import type { Sight } from '../sight.ts';

/** The engine looks at its machine's clock every ten seconds. */
const lagMs = 12_000;

/** What its machine's clock may have shown when it looked last, save by its own pace. */
function jumpsOf({ script, kernel }: Sight): { readonly backMs: number; readonly onMs: number } {
  const nowMs = kernel.agenda.nowMs;
  const jumps = { backMs: 0, onMs: 0 };
  for (const fault of script.faults) {
    if (fault.kind !== 'clock-jump' || fault.at !== 'engine') continue;
    if (fault.atMs > nowMs || fault.atMs < nowMs - lagMs) continue;
    if (fault.byMs < 0) jumps.backMs -= fault.byMs;
    else jumps.onMs += fault.byMs;
  }
  return jumps;
}

/** As of when that was decided, by the engine's time: its store may have taken a while since. */
export function isLeaving(
  { facts: { stored }, sight }: Look,
  { id, agentId }: TaskRow,
  decidedMs: number,
): boolean {
  const agent = stored.agents.get(agentId);
  const change = stored.changes?.agents.find((one) => one.id === agentId);
  if ([agent, change?.before].some((row) => row?.unfit?.[id] !== undefined)) return true;
  if ([...stored.drains.values()].some(({ agents }) => agents.includes(agentId))) return true;
  const nowMs = sight.engine?.machineMs;
  const windows = stored.cluster?.maintenance ?? [];
  if (agent === undefined || nowMs === undefined) return windows.length > 0;
  const { backMs, onMs } = jumpsOf(sight);
  const storingMs = Math.max(0, (sight.engine?.wallMs ?? 0) - decidedMs);
  return windows.some(
    (spec) =>
      isMeant(spec, { agentId: agent.id, ...agent.facts }) &&
      spec.startMs - spec.drainBeforeMs <= nowMs + lagMs + backMs &&
      (spec.endMs === null || spec.endMs >= nowMs - lagMs - onMs - storingMs),
  );
}
