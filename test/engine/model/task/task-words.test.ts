// The tables of states and reasons hold what the sources say, and the other way round: neither can
// drift from the other, from the wire, from the READMEs, or from what Mesos has.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { taskReasons, toldState } from '../../../../engine/model/task/task-reasons.ts';
import { isTerminal, taskStates } from '../../../../engine/model/task/task-states.ts';
import { wireSchemas } from '../../../../schemas/generated/wire.ts';
import { taskWords } from '../../../support/house/task-words.ts';

interface Reason {
  readonly setBy: 'engine' | 'agent';
  readonly when: Readonly<Record<string, string>>;
  readonly mesos: string;
  readonly told?: string;
}

const reasons: readonly (readonly [string, Reason])[] = Object.entries(taskReasons);
const stateOf = (name: string) => taskStates[name as keyof typeof taskStates];

/** mesos.md 3.2, with those that it lists behind. */
const mesosReasons = [
  ...['CONTAINER_LAUNCH_FAILED', 'CONTAINER_LIMITATION', 'CONTAINER_LIMITATION_MEMORY'],
  ...['CONTAINER_LIMITATION_DISK', 'IO_SWITCHBOARD_EXITED', 'EXECUTOR_REGISTRATION_TIMEOUT'],
  ...['EXECUTOR_REREGISTRATION_TIMEOUT', 'EXECUTOR_TERMINATED', 'MAX_COMPLETION_TIME_REACHED'],
  ...['FRAMEWORK_REMOVED', 'TASK_KILLED_DURING_LAUNCH', 'SLAVE_DRAINING', 'TASK_INVALID'],
  ...['TASK_GROUP_INVALID', 'TASK_UNAUTHORIZED', 'TASK_GROUP_UNAUTHORIZED', 'SLAVE_DISCONNECTED'],
  ...['SLAVE_REMOVED', 'RESOURCES_UNKNOWN', 'MASTER_DISCONNECTED', 'SLAVE_RESTARTED', 'GC_ERROR'],
  ...['INVALID_OFFERS', 'SLAVE_REMOVED_BY_OPERATOR', 'CONTAINER_UPDATE_FAILED'],
  ...['CONTAINER_PREEMPTED', 'RECONCILIATION', 'SLAVE_REREGISTERED', 'TASK_CHECK_STATUS_UPDATED'],
  ...['TASK_HEALTH_CHECK_STATUS_UPDATED', 'TASK_UNKNOWN', 'SLAVE_UNKNOWN', 'INVALID_FRAMEWORKID'],
  ...['EXECUTOR_UNREGISTERED', 'COMMAND_EXECUTOR_FAILED'],
];

const readme = (room: string): string =>
  readFileSync(new URL(`../../../../${room}/README.md`, import.meta.url), 'utf8');

/** Rows of the table whose head begins so, without their spaces. */
function rowsOf(text: string, head: string): readonly string[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  const after = lines.slice(at + 2);
  const end = after.findIndex((line) => !line.startsWith('|'));
  return at < 0 ? [] : after.slice(0, end < 0 ? undefined : end);
}

describe('states', () => {
  test('that are stored are those of the wire', () => {
    const stored = Object.entries(taskStates).flatMap(([name, { isStored }]) =>
      isStored ? [name] : [],
    );
    expect(stored).toEqual(wireSchemas.agent.$defs.Status.properties.state.enum);
  });

  test('that are terminal are those of Mesos', () => {
    const names = Object.keys(taskStates) as (keyof typeof taskStates)[];
    expect(names.filter(isTerminal)).toEqual([
      ...['finished', 'failed', 'killed', 'error', 'lost'],
      ...['dropped', 'gone', 'gone-by-operator'],
    ]);
  });

  test('stand in the README as they are', () => {
    const rows = Object.entries(taskStates).map(
      ([name, { isTerminal: isOver, setBy, about }]) =>
        `| ${name} | ${isOver ? 'yes' : 'no'} | ${setBy.join(', ')} | ${about} |`,
    );
    expect(rowsOf(readme('engine/step'), 'state | over')).toEqual(rows);
  });
});

describe('reasons', () => {
  test('come with states that whoever says them may say', () => {
    for (const [name, { setBy, when }] of reasons)
      for (const state of Object.keys(when).filter((one) => one !== 'any'))
        expect(stateOf(state)?.setBy, `${name} with ${state}`).toContain(setBy);
  });

  test.each(['agentd', 'engine/step'])('that %s says with a state are in the table', (room) => {
    // Runs and rollouts have states and reasons of their own.
    const others = /^engine\/step\/(jobs\/(create-run|evaluate-job|run-ends)|apps\/)/;
    const { ends } = taskWords(room);
    const said = ends.filter(({ path }) => !others.test(path));
    expect(said.length).toBeGreaterThan(5);
    const unknown = said.filter(
      ({ state, reason }) => new Map(reasons).get(reason)?.when[state] === undefined,
    );
    expect(unknown).toEqual([]);
  });

  test('in the table are said by somebody', () => {
    const rooms = { agent: taskWords('agentd'), engine: taskWords('engine/step') };
    const unsaid = reasons.filter(([name, { setBy }]) => !rooms[setBy].literals.has(name));
    expect(unsaid.map(([name]) => name)).toEqual([]);
  });

  test.each([
    ['agent', 'agentd'],
    ['engine', 'engine/step'],
  ] as const)('that the %s says stand in the README of %s as they are', (setBy, room) => {
    const own = reasons.filter(([, reason]) => reason.setBy === setBy);
    const rows = own.flatMap(([name, { when, mesos }]) =>
      Object.entries(when).map(
        ([state, meaning]) =>
          `| ${state} | \`${name}\` | ${meaning} | ${mesos.startsWith('none') ? '' : mesos} |`,
      ),
    );
    expect([...rowsOf(readme(room), 'state | reason')].sort()).toEqual(rows.sort());
  });

  test('are each one of Mesos’, or say why there is none', () => {
    for (const [name, { mesos }] of reasons)
      expect(mesosReasons.includes(mesos) || /^none: \w.{10}/.test(mesos), name).toBe(true);
  });

  test('of Mesos that nobody here says are told of with why, and no others', () => {
    const ours = new Set(reasons.map(([, { mesos }]) => mesos));
    const rows = rowsOf(readme('engine/step'), 'of Mesos');
    const told = rows.flatMap((row) => (row.split('|')[1] ?? '').match(/[A-Z_]{5,}/g) ?? []);
    expect(told.sort()).toEqual(mesosReasons.filter((one) => !ours.has(one)).sort());
    for (const row of rows) expect(row.split('|')[2]?.trim().length).toBeGreaterThan(10);
  });
});

describe('a framework of others is told', () => {
  test.each([
    ['lost', 'agent-gone', 'gone-by-operator'],
    ['lost', 'agent-rebooted', 'gone'],
    ['lost', 'supervisor-lost', 'gone'],
    ['lost', 'unknown-to-agent', 'gone'],
    ['error', 'refused', 'dropped'],
    ['lost', 'agent-unreachable', 'lost'],
    ['failed', 'launch-failed', 'failed'],
    // Of an agent of another version.
    ['lost', 'never-heard-of', 'lost'],
    ['failed', 'agent-gone', 'failed'],
    ['lost', 'constructor', 'lost'],
    ['finished', undefined, 'finished'],
  ] as const)('of %s by %s that it is %s', (state, reason, told) => {
    expect(toldState(state, reason)).toBe(told);
  });
});
