// What stands below an agent in `meridian agents`.
import { expect, test } from 'vitest';
import { agentNotes } from '../../../engine/cli/show/agent-notes.ts';
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
