// Faults of a Maintenance: whom it means, when it begins and ends, and what others say of it.
import { app, type FaultRow, group, maintenance, volume } from '../../support/fault-table.ts';

const start = 'start: 2026-12-01T02:00:00Z';

const whom: readonly FaultRow[] = [
  {
    code: 'no-agents',
    what: 'neither agents nor what they must be',
    files: maintenance('/m', `{${start}}`).replace('spec:', '§spec:'),
    message: 'no agent is meant',
    hint: 'add agents: ids, names or host names; or select',
  },
  {
    code: 'no-agents',
    what: 'lists with nothing in them',
    files: maintenance('/m', `{${start}, agents: [], select: []}`).replace('spec:', '§spec:'),
  },
  {
    code: 'unknown-field',
    what: 'a misspelt list, and not that no agent is meant',
    files: maintenance('/m', `{${start}, §agent: [a1]}`),
    hint: 'did you mean agents?',
  },
  {
    code: 'bad-name',
    what: 'agents that nothing can be called',
    files: maintenance('/m', `{${start}, agents: [§"a 1", §"", §/rack, a1]}`),
    message: 'agents[0] is "a 1"',
    hint: "an agent's id, name or host name",
  },
  {
    code: 'wrong-type',
    what: 'one agent that is no list',
    files: maintenance('/m', `{${start}, agents: §a1}`),
    hint: 'a list',
  },
  {
    code: 'missing-field',
    what: 'what an agent must be, without attribute, operator or value',
    files: maintenance(
      '/m',
      `{${start}, select: [§{operator: is, value: a}, §{attribute: rack, value: a}, ` +
        '§{attribute: rack, operator: like}]}',
    ),
    message: 'select[0] has no attribute',
  },
  {
    code: 'unknown-value',
    what: 'operators that spread instances',
    files: maintenance(
      '/m',
      `{${start}, select: [{attribute: rack, operator: §unique, value: a}, ` +
        '{attribute: rack, operator: §group-by, value: "2"}]}',
    ),
    message: 'operator is "unique"',
    hint: 'one of is, like, unlike',
  },
  {
    code: 'bad-placement',
    what: 'patterns that are none, of like and unlike, and never of is',
    files: maintenance(
      '/m',
      `{${start}, select: [{attribute: rack, operator: like, value: §"r[0-9"}, ` +
        '{attribute: rack, operator: unlike, value: §"(a"}, ' +
        '{attribute: rack, operator: is, value: "r[0-9"}]}',
    ),
  },
];

const when: readonly FaultRow[] = [
  {
    code: 'missing-field',
    what: 'no start',
    files: maintenance('/m', '{agents: [a1]}').replace('spec:', '§spec:'),
    message: 'spec has no start',
    hint: 'an instant with an offset or Z',
  },
  {
    code: 'bad-instant',
    what: 'a start without an offset, which is another instant in each zone',
    files: maintenance('/m', '{agents: [a1], start: §2026-12-01T02:00:00}'),
    message: 'start 2026-12-01T02:00:00 has no offset',
    hint: '2026-12-01T02:00:00Z, or an offset: +01:00',
  },
  {
    code: 'bad-instant',
    what: 'a day alone',
    files: maintenance('/m', '{agents: [a1], start: §2026-12-01}'),
    message: 'start 2026-12-01 has no time',
    hint: 'a time and an offset',
  },
  {
    code: 'bad-instant',
    what: 'a start that is none, or of a day that is not there',
    files: {
      'a.yaml': maintenance('/m', '{agents: [a1], start: §tomorrow}'),
      'b.yaml': maintenance('/n', '{agents: [a1], start: §2026-02-30T02:00:00Z}'),
      'c.yaml': maintenance('/o', '{agents: [a1], start: §2026-02-28T25:00:00Z}'),
    },
    message: 'start: "tomorrow" is no instant',
    hint: 'such as 2026-12-01T02:00:00+01:00',
  },
  {
    code: 'wrong-type',
    what: 'a year',
    files: maintenance('/m', '{agents: [a1], start: §2026}'),
    hint: 'a text',
  },
  {
    code: 'out-of-range',
    what: 'a start before there were computers',
    files: maintenance('/m', '{agents: [a1], start: §1969-12-31T23:59:59Z}'),
    hint: 'from 1970 to 9999',
  },
  {
    code: 'out-of-range',
    what: 'an end after the last instant',
    files: maintenance('/m', '{agents: [a1], start: 9999-12-31T12:00:00Z, duration: §1d}'),
    message: 'from 9999-12-31T12:00:00Z for 1d it ends after the year 9999',
    hint: 'leave duration out',
  },
  {
    code: 'out-of-range',
    what: 'durations and batches beyond their bounds',
    files: maintenance(
      '/m',
      `{${start}, agents: [a1], duration: §0s, drainBefore: §31d, batch: §0}`,
    ),
    message: 'duration: 0s is out of range',
    hint: '1s to 366d',
  },
  {
    code: 'bad-duration',
    what: 'an end where a duration is asked for',
    files: maintenance('/m', `{${start}, agents: [a1], duration: §2026-12-01T04:00:00Z}`),
  },
  {
    code: 'unknown-value',
    what: 'what becomes of runs',
    files: maintenance('/m', `{${start}, agents: [a1], jobs: §stop}`),
    hint: 'one of wait, kill',
  },
];

const sound = `{agents: [a1], ${start}}`;

const others: readonly FaultRow[] = [
  {
    code: 'duplicate-name',
    what: 'a Maintenance with the name of a Volume',
    files: {
      'm.yaml': maintenance('/s/x', sound),
      'v.yaml': volume('§/s/x', '{size: 1GiB}'),
    },
    hint: 'App, Job, Group, Volume and Maintenance',
  },
  {
    code: 'name-of-app-is-a-group',
    what: 'a Maintenance above an App',
    files: { 'a.yaml': app('/s/x'), 'm.yaml': maintenance('§/s', sound) },
    hint: 'move the Maintenance below it',
  },
  {
    code: 'never-up',
    what: 'an App that waits for a Maintenance to be up',
    files: {
      'a.yaml': app('/a', '  dependsOn: [§/m]\n'),
      'm.yaml': maintenance('/m', sound),
    },
    message: '/m is a Maintenance at m.yaml:1',
    hint: 'name an App, Job or Group',
  },
  {
    code: 'nothing-to-unset',
    what: 'a label that no Group gives',
    files: {
      'g.yaml': group('/g', '  labels: {team: a}\n'),
      'm.yaml': maintenance('/g/m', sound).replace(
        'name: /g/m',
        'name: /g/m\n  labels: {team: null, tier: §null}',
      ),
    },
    hint: 'null unsets what a Group gives',
  },
];

export const maintenanceRows: readonly FaultRow[] = [...whom, ...when, ...others];
