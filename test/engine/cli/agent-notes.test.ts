// What stands below an agent in `meridian agents`.
import { expect, test } from 'vitest';
import { agentNotes } from '../../../engine/cli/show/agents/agent-notes.ts';
import type { AgentView } from '../../../schemas/generated/api.ts';

const agent: AgentView = {
  ...{ id: 'a-000000', hostname: 'a', version: '0', presence: 'registered', admittedMs: 0 },
  ...{ attributes: {}, resources: {}, ports: { ranges: [], used: 0, free: 0, busy: [] } },
  ...{ reserved: [], disks: [], capabilities: [], tasks: 0, waits: [], warnings: [] },
};

test('an agent of which there is nothing to say has no notes', () => {
  expect(agentNotes(agent)).toEqual([]);
});

test('says why it is never offered, what it was hardly meant to have, and what is whose', () => {
  const wait = { kind: 'no-resources', text: 'never offered: it has no cpus: start it' } as const;
  const notes = agentNotes({
    ...agent,
    waits: [wait],
    warnings: [{ what: 'no task asks for cpu', remedy: 'write cpus in --resources' }],
    reserved: [
      {
        ...{ role: 'eng/ads', scalars: { cpus: 2.5, mem: 1024 } },
        ...{
          ranges: {
            ports: [
              [1, 2],
              [5, 5],
            ],
          },
          sets: { disks: ['a', 'b'] },
        },
      },
    ],
    disks: [
      { kind: 'path', root: '/mnt/a', total: 2048 },
      { kind: 'mount', root: '/ssd', total: 512, role: 'eng' },
    ],
    attributes: { rack: '1-1', region: 'eu', zone: 'eu-1' },
  });
  expect(notes).toEqual([
    'no-resources: never offered: it has no cpus: start it',
    'no task asks for cpu: write cpus in --resources',
    'reserved for eng/ads: cpus:2.5 mem:1024 ports:[1-2,5-5] disks:{a,b}',
    'disk /mnt/a (path): 2048 MiB',
    'disk /ssd (mount): 512 MiB for eng',
    'attributes region:eu zone:eu-1 rack:1-1',
  ]);
});

test('says which of its tasks can’t be killed, and what it runs that nobody counts', () => {
  const since = Date.UTC(2026, 0, 31, 8);
  const notes = agentNotes({
    ...agent,
    unkillable: [{ task: '/a#0.1', text: "/a#0.1 on a can't be killed: it hangs: reboot it" }],
    orphans: [
      { task: '/b#0.1', state: 'running', sinceMs: since },
      { task: '/c#0.1', state: 'killing', sinceMs: since, message: 'it' },
    ],
  });
  expect(notes).toEqual([
    "unkillable: /a#0.1 on a can't be killed: it hangs: reboot it",
    '/b#0.1 runs there though it was given up, running, known since 2026-01-31T08:00:00Z',
    '/c#0.1 runs there though it was given up, killing (it), known since 2026-01-31T08:00:00Z',
  ]);
});
