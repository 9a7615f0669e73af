// An agent forgets a task only when its end is stored, or the engine doesn't know it. And what it
// says of a task is so: who is said to have ended doesn't run, never will, and ended that way; who
// is said to have never started never has. Only what couldn't be journalled may be forgotten with
// the process that said so, and be started when it is ordered again: nobody has stored that end. An
// engine may hear of it long after another has taken its place and has ordered it again: it can
// store nothing any more.

import type { TaskReport } from '../../../../schemas/generated/wire.ts';
import { isTerminal } from '../../../model/task/task-states.ts';
import type { EngineEvent } from '../../../step/events.ts';
import { type Look, rule } from '../rule.ts';

const tense = [
  'forgets a task that the store has ended',
  'forgets a task that the store has forgotten',
  'says that a task ended by itself',
  'says that a task was killed before it started',
  'says that its machine was rebooted',
  'says that its supervisor is gone',
] as const;

/** It holds the claim itself: nothing can have begun. */
const neverBegan: ReadonlySet<string> = new Set([
  'killed-before-start',
  'port-busy',
  'sandbox-failed',
  'launch-failed',
  'user-unknown',
  'user-not-allowed',
]);

/** How the end of a task begins whose order the disk didn't take. */
const notJournalled = 'its order could not be written down';

export const agentRemembers = rule({ name: 'agent-remembers', tense }, (look) => {
  /** Tasks that were said to have ended, and in which words. */
  const ended = new Map<string, string>();
  return {
    'task-forgotten': ({ machine, taskId }) => judgeForgotten(look, machine, taskId),
    'heard-register': ({ engine, message }) => {
      for (const report of message.tasks)
        if (!isVoid(look, engine, report)) judgeReport(look, ended, report);
    },
    batch: ({ engine, events }) => {
      for (const event of events) {
        const report = reportOf(event);
        if (report && !isVoid(look, engine, report)) judgeReport(look, ended, report);
      }
    },
    'command-began': ({ machine, taskId }) => {
      const words = ended.get(taskId);
      if (words === undefined) return;
      const row = look.facts.stored.tasks.get(taskId);
      const isOrderedAgain = row !== undefined && row.end === undefined;
      if (words.startsWith(notJournalled) && isOrderedAgain) ended.delete(taskId);
      else look.violate(`${taskId} begins on ${machine}, and was said to have ended`);
    },
  };
});

const reportOf = (event: EngineEvent): TaskReport | undefined =>
  event.kind === 'reported' ? event.message.task : undefined;

/** Of one that couldn't be journalled, and heard by an engine that another has superseded. */
function isVoid({ facts }: Look, engine: number, { status }: TaskReport): boolean {
  const epoch = facts.heard.get(engine)?.epoch;
  const isSuperseded = epoch !== undefined && epoch < facts.stored.epoch;
  return isSuperseded && status.message?.startsWith(notJournalled) === true;
}

function judgeForgotten({ facts, violate, tense: near }: Look, machine: string, id: string): void {
  const row = facts.stored.tasks.get(id);
  if (facts.truth.living.has(id)) violate(`${machine} forgets ${id} while its command runs`);
  if (!row) near('forgets a task that the store has forgotten');
  else if (row.end) near('forgets a task that the store has ended');
  else violate(`${machine} forgets ${id}, whose end isn’t stored`);
}

function judgeReport(look: Look, ended: Map<string, string>, { taskId, status }: TaskReport): void {
  const { facts, violate } = look;
  const { state, reason = '', message = '', exitCode } = status;
  if (!isTerminal(state) || ended.has(taskId)) return;
  ended.set(taskId, message);
  const machine = facts.truth.living.get(taskId);
  const began = facts.truth.began.has(taskId);
  const over = facts.truth.over.get(taskId);
  const said = `${taskId} is said to have ended (${state} ${reason})`;
  if (machine !== undefined) violate(`${said}, and runs on ${machine}`);
  if (began && neverBegan.has(reason)) violate(`${said}, and had begun`);
  if (state === 'finished' && (over?.by !== 'itself' || over.code !== 0))
    violate(`${said}, and its command ended with ${over?.code} by ${over?.by}`);
  if (reason === 'command-exit' && over && exitCode !== over.code)
    violate(`${said} with ${exitCode}, and its command ended with ${over.code}`);
  noteTense(look, reason);
}

function noteTense({ tense: near }: Look, reason: string): void {
  if (reason === 'command-exit') near('says that a task ended by itself');
  if (reason === 'killed-before-start') near('says that a task was killed before it started');
  if (reason === 'agent-rebooted') near('says that its machine was rebooted');
  if (reason === 'supervisor-lost') near('says that its supervisor is gone');
}
