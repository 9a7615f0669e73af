// What was decided and stored stays: an end, a kill, an agent that is gone, a rollout's outcome,
// and a pause until it is resumed. Engine crashes are no exception.
import type { AppRow, RolloutRow, TaskRow } from '../../../model/actual.ts';
import type { Changed } from '../facts/stored-facts.ts';
import { type Look, rule } from '../rule.ts';

const tense = ['a pause outlives an engine', 'a kill outlives an engine'] as const;

export const keptDecisions = rule({ name: 'kept-decisions', tense }, (look) => {
  /** Apps that somebody has resumed since the last commit. */
  const resumed = new Set<string>();
  return {
    'engine-booted': () => noteKept(look),
    batch: ({ events }) => {
      for (const event of events)
        if (event.kind === 'operation' && event.operation.kind === 'resume')
          resumed.add(event.operation.name);
    },
    stored: () => {
      const { changes } = look.facts.stored;
      if (!changes) return;
      for (const change of changes.tasks) judgeTask(look, change);
      for (const { id, before, after } of changes.agents)
        if (before?.verdict?.kind === 'gone' && after?.verdict?.kind !== 'gone')
          look.violate(`${id} was gone, and is back`);
      for (const change of changes.rollouts) judgeRollout(look, change);
      for (const change of changes.apps) judgeApp(look, change, resumed);
      resumed.clear();
    },
  };
});

function noteKept({ facts, tense: near }: Look): void {
  for (const app of facts.stored.apps.values()) if (app.paused) near('a pause outlives an engine');
  for (const task of facts.stored.tasks.values())
    if (task.kill && !task.end) near('a kill outlives an engine');
}

function judgeTask({ violate }: Look, { id, before, after }: Changed<TaskRow>): void {
  if (!before || !after) return;
  const { end, kill } = before;
  if (end && (after.end?.state !== end.state || after.end.atMs !== end.atMs))
    violate(`${id} had ended (${end.state}), and ends again (${after.end?.state ?? 'or not'})`);
  if (kill && after.kill?.atMs !== kill.atMs) violate(`${id} was to be killed, and isn’t any more`);
}

function judgeRollout({ violate }: Look, { id, before, after }: Changed<RolloutRow>): void {
  if (!before || !after) return;
  const hasEnded = before.state !== 'running' && before.state !== 'paused';
  if (hasEnded && after.state !== before.state)
    violate(`${id} was ${before.state}, and is ${after.state}`);
}

function judgeApp(
  { violate }: Look,
  { id, before, after }: Changed<AppRow>,
  resumed: ReadonlySet<string>,
): void {
  // A batch that forgets an app may be cut off when only that is written.
  const isForgotten = after?.wanted === undefined && after?.rollouts === 0;
  if (!before || !after || isForgotten) return;
  if (before.paused && !after.paused && !resumed.has(id))
    violate(`${id} was paused, and nobody has resumed it`);
  if (after.rollouts < before.rollouts)
    violate(`${id} had ${before.rollouts} rollouts, and has ${after.rollouts}`);
}
