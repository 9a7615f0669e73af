// All that the loop acts through.
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Links } from '../ports/links.ts';
import type { Log } from '../ports/log.ts';
import type { Logs } from '../ports/logs.ts';
import type { Probes } from '../ports/probes.ts';
import type { Processes } from '../ports/processes.ts';
import type { Volumes } from '../ports/volumes.ts';

export interface AgentPorts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly processes: Processes;
  readonly volumes: Volumes;
  readonly probes: Probes;
  readonly links: Links;
  readonly logs: Logs;
  readonly log: Log;
}
