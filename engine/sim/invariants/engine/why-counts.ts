// Why tasks have no place is counted as agents change (step/why): it is at any time what a count
// over all agents comes to, of what waits and of what might.
import { isSameJson } from '../../../lib/json/same-json.ts';
import { objectName, role } from '../../../model/ids.ts';
import type { AppSpec, JobSpec } from '../../../model/wanted.ts';
import { requestOf } from '../../../place/app-request.ts';
import { whyUnplaced } from '../../../place/why.ts';
import type { EngineCore } from '../../../step/engine-core.ts';
import { countsOf } from '../../../step/offers/agent-counts.ts';
import type { AppEntry, JobEntry } from '../../../step/tables.ts';
import { wantOf, whyAgents } from '../../../step/why/why-agents.ts';
import { type Look, type Of, rule } from '../rule.ts';

const tense = ['an app has no place', 'a run has no place', 'an agent is closed'] as const;
/** Batches between two looks: each is over all agents. */
const lookEvery = 7;

export const whyCounts = rule({ name: 'why-counts', tense }, (look) => {
  let batches = 0;
  return {
    batch: (moment) => {
      batches += 1;
      if (batches % lookEvery === 0) judge(look, moment);
    },
  };
});

interface Asked {
  readonly spec: AppSpec | JobSpec;
  readonly owner: Pick<AppEntry | JobEntry, 'tasks'>;
}

function judge(look: Look, moment: Of<'batch'>): void {
  const { tense: near } = look;
  const seen = look.engineOf(moment);
  if (!seen) return;
  const { core, wallMs } = seen.engine;
  const waiting: Asked[] = [];
  for (const app of core.tables.apps.values())
    if (app.unmet) waiting.push({ spec: app.unmet.version.spec, owner: app });
  if (waiting.length > 0) near('an app has no place');
  const apps = waiting.length;
  for (const job of core.tables.jobs.values())
    if (job.unmet) waiting.push({ spec: job.unmet.version.spec, owner: job });
  if (waiting.length > apps) near('a run has no place');
  for (const one of [...waiting, ...anything(core)]) compare(look, core, one, wallMs);
}

/** One app as it is, by its own constraints: it might wait. */
function anything({ tables }: EngineCore): readonly Asked[] {
  const [app] = tables.apps.values();
  const version = app && [...app.versions.values()][0];
  if (!version) return [];
  const { name: _, ...spec } = version.spec;
  const probe = { ...spec, name: objectName('/probe'), role: role('*') };
  return [
    { spec: version.spec, owner: app },
    { spec: probe, owner: { tasks: new Map() } },
  ];
}

function compare(
  { violate, tense: near }: Look,
  core: EngineCore,
  { spec, owner }: Asked,
  nowMs: number,
): void {
  const [request, want] = [requestOf(spec), wantOf(spec)];
  const slow = whyUnplaced(request, whyAgents(core, { want, nowMs }), countsOf(core.tables, owner));
  if (slow.ruledOut.some(({ kind }) => kind === 'agent')) near('an agent is closed');
  const kept = core.why.unplaced({ request, want, owner }, nowMs);
  if (isSameJson(kept, slow)) return;
  const [mine, theirs] = [JSON.stringify(kept), JSON.stringify(slow)];
  violate(`of ${spec.name} it says ${mine}, and all agents say ${theirs}`);
}
