// Planned absences as an engine would tell of them: a drain under way, and a window ahead.
import type { MaintenanceView } from '../../../schemas/generated/api.ts';
import { nowMs } from './fake-tools.ts';

const hourMs = 3_600_000;

export const cannedMaintenance: readonly MaintenanceView[] = [
  {
    ...{ name: '/rack-2', state: 'ahead', batch: 5, jobs: 'kill' },
    ...{ drainMs: nowMs + 0.75 * hourMs, startMs: nowMs + hourMs, endMs: nowMs + 3 * hourMs },
    jobsUntilMs: nowMs + hourMs,
    agents: [
      {
        ...{ agentId: 'rack2-0a1b2c', hostname: 'rack2.example', state: 'scheduled' },
        ...{ instances: 3, runs: 1, others: 0 },
      },
    ],
    waits: [],
  },
  {
    ...{ name: 'drain 3', by: 'ann', state: 'draining', batch: 1, jobs: 'wait' },
    ...{ drainMs: nowMs - 60_000, startMs: nowMs - 60_000 },
    agents: [
      {
        ...{ agentId: 'rack1-3f9a2c', hostname: 'rack1.example', state: 'draining' },
        ...{ instances: 2, runs: 1, others: 0 },
      },
      {
        ...{ agentId: 'rack3-77aa00', hostname: 'rack3.example', state: 'scheduled' },
        ...{ instances: 4, runs: 0, others: 0 },
      },
    ],
    waits: [
      {
        kind: 'draining',
        text:
          'drained by ann (drain 3): 2 instances, 1 run left: ' +
          '`meridian undrain rack1-3f9a2c` calls it off',
      },
    ],
  },
];
