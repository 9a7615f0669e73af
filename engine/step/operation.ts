// Operations that aren't wanted state: each is audited, and answered once it is stored.

import { suggest } from '../lib/text/suggest.ts';
import type { ObjectName } from '../model/ids.ts';
import { aimOf, canGoBack } from './apps/aim.ts';
import { endRollout, putRollout, quarantine } from './apps/rollout.ts';
import type { EngineEvent, Operation, OperationAnswer } from './events.ts';
import { cancel, retry, runNow } from './jobs/operate-job.ts';
import { drain, undrain } from './maintenance/drains.ts';
import { declareGone } from './master/agents.ts';
import { agentNamed } from './master/agents-named.ts';
import type { MasterTurn } from './master/master-turn.ts';
import { audit, notice } from './notice.ts';
import type { AppEntry } from './tables.ts';
import { giveUp } from './volumes/give-up.ts';

type OperationEvent = Extract<EngineEvent, { kind: 'operation' }>;

export function onOperation(turn: MasterTurn, event: OperationEvent): void {
  const answer = carryOut(turn, event.operation, event.who);
  turn.effects.answers.push({ call: event.call, value: answer });
  audit(turn.tables, turn.effects, {
    who: event.who,
    operation: event.operation.kind,
    subject: subjectOf(event.operation),
    outcome: answer.ok ? answer.message : `refused: ${answer.what}`,
  });
}

function subjectOf(operation: Operation): string {
  switch (operation.kind) {
    case 'pause':
    case 'resume':
      return operation.name;
    case 'abort':
      return operation.rollout;
    case 'gone':
      return operation.agent;
    case 'drain':
    case 'undrain':
      return operation.agents.join(' ');
    case 'run':
    case 'release':
      return operation.name;
    case 'cancel':
    case 'retry':
      return operation.run;
  }
}

function carryOut(turn: MasterTurn, operation: Operation, who: string): OperationAnswer {
  switch (operation.kind) {
    case 'pause':
      return withApp(turn, operation.name, (app) => pause(turn, app, who));
    case 'resume':
      return withApp(turn, operation.name, (app) => resume(turn, app));
    case 'abort':
      return abort(turn, operation.rollout, who);
    case 'gone':
      return gone(turn, operation.agent);
    case 'drain':
      return drain(turn, operation, who);
    case 'undrain':
      return undrain(turn, operation.agents);
    case 'release':
      return giveUp(turn, operation.name, who);
    case 'run':
      return runNow(turn, { name: operation.name, env: operation.env, who });
    case 'cancel':
      return cancel(turn, operation.run, who);
    case 'retry':
      return retry(turn, operation.run, who);
  }
}

function withApp(
  turn: MasterTurn,
  name: ObjectName,
  act: (app: AppEntry) => OperationAnswer,
): OperationAnswer {
  const app = turn.tables.apps.get(name);
  if (app) return act(app);
  const meant = suggest(name, turn.tables.apps.keys());
  const hint = meant === undefined ? 'see `meridian apps`' : `did you mean ${meant}?`;
  return { ok: false, code: 'not-found', what: `there is no app ${name}`, hint };
}

function pause(turn: MasterTurn, app: AppEntry, who: string): OperationAnswer {
  const { name } = app.row;
  if (app.row.paused) return { ok: true, message: `${name} is paused already` };
  app.row = { ...app.row, paused: { by: who, atMs: turn.nowMs } };
  turn.effects.apps.add(name);
  turn.tables.dirtyApps.add(name);
  say(turn, name, 'app-paused', `${name} is paused by ${who}`);
  return { ok: true, message: `${name} is paused: \`meridian resume ${name}\` lets it go on` };
}

/** Lets a paused app or rollout go on, and releases what failed for another try. */
function resume(turn: MasterTurn, app: AppEntry): OperationAnswer {
  const { name } = app.row;
  const wanted = app.row.wanted === undefined ? undefined : app.versions.get(app.row.wanted);
  const version = wanted?.spec.versionDigest;
  const isHeld = app.row.paused || app.rollout?.state === 'paused';
  const isFailed = version !== undefined && app.row.quarantine[version] !== undefined;
  if (!isHeld && !isFailed) return { ok: true, message: `${name} isn't paused` };
  const { paused: _, backoff: __, ...row } = app.row;
  const kept = Object.entries(row.quarantine).filter(([digest]) => digest !== version);
  app.row = { ...row, quarantine: Object.fromEntries(kept) };
  if (app.rollout?.state === 'paused') {
    const { reason: ___, ...rollout } = app.rollout;
    putRollout(turn, app, { ...rollout, state: 'running', failures: {}, clockUsedMs: 0 });
  }
  turn.effects.apps.add(name);
  turn.tables.dirtyApps.add(name);
  say(turn, name, 'app-resumed', `${name} goes on`);
  return { ok: true, message: `${name} goes on` };
}

/** Gives a rollout up: back to the last healthy version, or held where there is none. */
function abort(turn: MasterTurn, id: string, who: string): OperationAnswer {
  const app = turn.tables.apps.get(id.slice(0, id.lastIndexOf('!')) as ObjectName);
  if (app?.rollout?.id === id) {
    const aim = aimOf(app);
    const reason = `aborted by ${who}`;
    if (app.rollout.kind === 'rollback') {
      const hint = `\`meridian pause ${app.row.name}\` stops it where it is`;
      return { ok: false, code: 'conflict', what: `${id} is a rollback`, hint };
    }
    const goesBack = aim !== undefined && canGoBack(app, aim);
    if (aim) quarantine(turn, app, aim, { reason, policy: goesBack ? 'rollback' : 'pause' });
    endRollout(turn, app, 'aborted', reason);
    turn.tables.dirtyApps.add(app.row.name);
    const then = goesBack ? 'goes back to its last healthy version' : 'is held: it has no other';
    return { ok: true, message: `${id} is aborted: ${app.row.name} ${then}` };
  }
  const running = [...turn.tables.apps.values()].flatMap((app) => app.rollout?.id ?? []);
  const hint = running.length === 0 ? 'none is under way' : `under way: ${running.join(', ')}`;
  return { ok: false, code: 'not-found', what: `no rollout ${id} is under way`, hint };
}

function gone(turn: MasterTurn, word: string): OperationAnswer {
  const named = agentNamed(turn.tables, word);
  if (named.kind === 'refused') return named.answer;
  const [entry] = named.agents;
  if (entry === undefined || entry.presence.kind === 'gone')
    return { ok: true, message: `${entry?.row.id ?? word} is gone already` };
  const tasks = entry.tasks.size;
  declareGone(turn, entry);
  return { ok: true, message: `${entry.row.id} is gone for good: ${tasks} tasks count as lost` };
}

function say(turn: MasterTurn, subject: string, kind: string, message: string): void {
  notice(turn.tables, turn.effects, { kind, subject, message });
}
