// Every invariant there is. How to add one: README.md of this room's parent.
import { drained } from './agents/drained.ts';
import { fitting } from './agents/fitting.ts';
import { standings } from './agents/standings.ts';
import { dependencies } from './apps/dependencies.ts';
import { minimumHealth } from './apps/minimum-health.ts';
import { rolloutHonesty } from './apps/rollout-honesty.ts';
import { wanted } from './apps/wanted.ts';
import { indexes } from './engine/indexes.ts';
import { reload } from './engine/reload.ts';
import { whyCounts } from './engine/why-counts.ts';
import { attempts } from './jobs/attempts.ts';
import { jobsSettled } from './jobs/jobs-settled.ts';
import { lineages } from './jobs/lineage-order.ts';
import { occurrences } from './jobs/occurrences.ts';
import { records } from './jobs/records.ts';
import { timeouts } from './jobs/timeouts.ts';
import { guarantees } from './quota/guarantees.ts';
import { limits } from './quota/limits.ts';
import { reservations } from './quota/reservations.ts';
import { settled } from './rest/settled.ts';
import type { MakeInvariant } from './sight.ts';
import { capacity } from './tasks/capacity.ts';
import { once } from './tasks/once.ts';
import { onePerSlot } from './tasks/one-per-slot.ts';
import { removals } from './tasks/removals.ts';
import { supersededFirst } from './tasks/superseded-first.ts';
import { verdicts } from './tasks/verdicts.ts';
import { givenUp } from './volumes/given-up.ts';
import { kept } from './volumes/kept.ts';
import { oneHolder } from './volumes/one-holder.ts';
import { volumeWords } from './volumes/volume-words.ts';
import { volumesSettled } from './volumes/volumes-settled.ts';
import { agentRemembers } from './words/agent-remembers.ts';
import { fencing } from './words/fencing.ts';
import { heardEnds } from './words/heard-ends.ts';
import { keptDecisions } from './words/kept-decisions.ts';
import { storedFirst } from './words/stored-first.ts';

export const allInvariants: readonly MakeInvariant[] = [
  onePerSlot,
  once,
  supersededFirst,
  standings,
  drained,
  fitting,
  capacity,
  limits,
  guarantees,
  reservations,
  oneHolder,
  kept,
  givenUp,
  verdicts,
  removals,
  volumeWords,
  storedFirst,
  keptDecisions,
  agentRemembers,
  heardEnds,
  fencing,
  minimumHealth,
  rolloutHonesty,
  dependencies,
  wanted,
  reload,
  indexes,
  whyCounts,
  settled,
  volumesSettled,
  occurrences,
  records,
  attempts,
  timeouts,
  lineages,
  jobsSettled,
];
