// What an engine says is stored: a launch with its content and its agent, a kill, an end that it
// acknowledges, an agent that it admits or turns away for good, and the effect of an operation that
// it has answered.

import { isRunOver } from '../../../model/jobs.ts';
import { isTerminal } from '../../../model/task/task-states.ts';
import type { EngineEvent, Operation, OperationAnswer } from '../../../step/events.ts';
import { launchOf, slotOf } from '../facts/stored-facts.ts';
import { type Look, type Of, rule } from '../rule.ts';

const tense = [
  'a kill for what was given up',
  'an end is acknowledged',
  'an operation is answered',
] as const;

export const storedFirst = rule({ name: 'stored-before-spoken', tense }, (look) => {
  const words = new Words(look);
  return {
    batch: (moment) => words.onBatch(moment),
    stored: () => words.onStored(),
    spoken: (moment) => words.onSpoken(moment),
    answered: (moment) => words.onAnswered(moment),
  };
});

type Said<K extends Of<'spoken'>['message']['kind']> = Extract<
  Of<'spoken'>['message'],
  { kind: K }
>;

class Words {
  readonly #look: Look;
  /** Task id to the numbers of ends that engines have heard of. */
  readonly #ends = new Map<string, Set<number>>();
  /** What the last batch of each engine did for operations, by `KIND SUBJECT`. */
  readonly #done = new Map<number, ReadonlyMap<string, Operation>>();
  /** Job to the run that was last said to be due. */
  readonly #asked = new Map<string, string>();
  /** Volumes of what was released last, by its name. */
  readonly #kept = new Map<string, ReadonlySet<string>>();
  /** Runs that have a record. */
  readonly #ended = new Set<string>();

  constructor(look: Look) {
    this.#look = look;
  }

  onBatch({ engine, events, effects }: Of<'batch'>): void {
    const done = new Map<string, Operation>();
    const answerTo = (call: number) =>
      effects.answers.find((answer) => answer.call === call)?.value as OperationAnswer | undefined;
    for (const event of events) {
      this.#noteEnds(event);
      const answer = event.kind === 'operation' ? answerTo(event.call) : undefined;
      if (event.kind !== 'operation' || !answer?.ok) continue;
      keepLast(done, event.operation);
      if (event.operation.kind === 'release') this.#noteKept(event.operation.name);
      if (event.operation.kind === 'run') this.#asked.set(event.operation.name, answer.run ?? '');
    }
    if (events.length > 0) this.#done.set(engine, done);
  }

  onStored(): void {
    for (const { id } of this.#look.facts.stored.changes?.ends ?? []) this.#ended.add(id);
  }

  onSpoken({ agentId, message }: Of<'spoken'>): void {
    const { facts } = this.#look;
    if (message.kind === 'launch') this.#onLaunch(message, agentId);
    if (message.kind === 'kill') this.#onKill(message, agentId);
    if (message.kind === 'ack') this.#onAck(message);
    const verdict = facts.stored.agents.get(agentId ?? '');
    if (message.kind === 'registered' && !verdict)
      this.#look.violate(`${agentId} is told that it is admitted, and isn’t stored`);
    if (message.kind === 'rejected' && message.code === 'gone' && verdict?.verdict?.kind !== 'gone')
      this.#look.violate(`${agentId} is told that it is gone, and that isn’t stored`);
  }

  onAnswered({ engine, call, ok }: Of<'answered'>): void {
    const operation = this.#done.get(engine)?.get(call);
    if (!ok || !operation) return;
    this.#look.tense('an operation is answered');
    if (!this.#isDone(operation)) this.#look.violate(`\`${call}\` is answered, and isn’t stored`);
  }

  #isDone(operation: Operation): boolean {
    const { stored } = this.#look.facts;
    switch (operation.kind) {
      case 'pause':
      case 'resume': {
        const row = stored.apps.get(operation.name);
        return !row || (row.paused !== undefined) === (operation.kind === 'pause');
      }
      case 'abort': {
        const row = stored.rollouts.get(operation.rollout);
        return !row || row.state === 'aborted';
      }
      case 'gone':
        return [...stored.agents.values()].some(
          ({ id, verdict }) => id.startsWith(operation.agent) && verdict?.kind === 'gone',
        );
      case 'drain':
        return [...stored.drains.values()].some(({ agents }) =>
          agents.some((id) => operation.agents.includes(id)),
        );
      case 'undrain':
        return ![...stored.drains.values()].some(({ agents }) =>
          agents.some((id) => operation.agents.includes(id)),
        );
      case 'release':
        return !this.#isStillKept(operation.name);
      case 'run': {
        const run = this.#asked.get(operation.name) ?? '';
        return stored.runs.has(run) || this.#ended.has(run);
      }
      case 'cancel': {
        const row = stored.runs.get(operation.run);
        return !row || row.cancel !== undefined || isRunOver(row.state);
      }
      case 'retry': {
        const row = stored.runs.get(operation.run);
        // Its job may be removed in the same batch.
        return row !== undefined && (!isRunOver(row.state) || row.state === 'cancelled');
      }
    }
  }

  /** What was kept before: the same name may have another volume in the same batch. */
  #noteKept(name: string): void {
    const row = this.#look.facts.stored.reservations.get(name);
    this.#kept.set(name, new Set(row?.volumes.map(({ id }) => id)));
  }

  #isStillKept(name: string): boolean {
    const row = this.#look.facts.stored.reservations.get(name);
    return row?.volumes.some(({ id }) => this.#kept.get(name)?.has(id)) === true;
  }

  #noteEnds(event: EngineEvent): void {
    const reports =
      event.kind === 'registered'
        ? event.message.tasks
        : event.kind === 'reported'
          ? [event.message.task]
          : [];
    for (const { taskId, status } of reports) {
      if (!isTerminal(status.state)) continue;
      const numbers = this.#ends.get(taskId) ?? new Set();
      this.#ends.set(taskId, numbers.add(status.seq));
    }
  }

  #onLaunch({ order }: Said<'launch'>, agentId: string | undefined): void {
    const { stored } = this.#look.facts;
    const { taskId, taskDigest } = order;
    const row = stored.tasks.get(taskId);
    if (row?.agentId !== agentId || row?.taskDigest !== taskDigest) {
      const as = row ? `stored for ${row.agentId} as ${row.taskDigest}` : 'not stored';
      this.#look.violate(`${taskId} is sent to ${agentId} as ${taskDigest}, and is ${as}`);
      return;
    }
    const given = row.end?.reason === 'agent-unreachable' || row.end?.reason === 'agent-gone';
    if (row.end && !given) this.#look.violate(`${taskId} is sent to ${agentId}, and has ended`);
    const counted = Math.max(stored.slots.get(slotOf(taskId)) ?? 0, row.launch);
    if (row.run !== undefined && (stored.runs.get(row.run)?.launches ?? 0) < launchOf(taskId))
      this.#look.violate(`${taskId} is sent, and its run hasn’t counted it`);
    if (counted < launchOf(taskId)) this.#look.violate(`${taskId} is sent, and isn’t counted`);
  }

  #onKill({ taskId }: Said<'kill'>, agentId: string | undefined): void {
    const row = this.#look.facts.stored.tasks.get(taskId);
    if (!row || row.end || row.agentId !== agentId)
      this.#look.tense('a kill for what was given up');
    else if (!row.kill) this.#look.violate(`${taskId} is told to end, and that isn’t stored`);
  }

  #onAck({ taskId, seq }: Said<'ack'>): void {
    if (!this.#ends.get(taskId)?.has(seq)) return;
    const row = this.#look.facts.stored.tasks.get(taskId);
    this.#look.tense('an end is acknowledged');
    if (row && !row.end)
      this.#look.violate(`the end of ${taskId} is acknowledged, and isn’t stored`);
  }
}

/** What a later one of the same batch undoes isn't there to be seen. */
function keepLast(done: Map<string, Operation>, operation: Operation): void {
  const subject = subjectOf(operation);
  if (operation.kind === 'pause') done.delete(`resume ${subject}`);
  if (operation.kind === 'resume') done.delete(`pause ${subject}`);
  if (operation.kind === 'drain') dropOverruled(done, 'undrain', operation.agents);
  if (operation.kind === 'undrain') dropOverruled(done, 'drain', operation.agents);
  if (operation.kind === 'cancel') done.delete(`retry ${subject}`);
  done.set(`${operation.kind} ${subject}`, operation);
}

/** What was done for one of these agents before has been done otherwise since. */
function dropOverruled(
  done: Map<string, Operation>,
  kind: 'drain' | 'undrain',
  agents: readonly string[],
): void {
  for (const [key, operation] of done)
    if (operation.kind === kind && operation.agents.some((id) => agents.includes(id)))
      done.delete(key);
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
