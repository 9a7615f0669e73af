// What the change of a field does to what runs (spec-language.md "Digest"): all of `task` replaces,
// except `kill` and `logs` (applied in place at once) and the ports' `service` and `labels`, which
// are for others; `health` and `readiness` roll without restarts; `instances` scales; `role`,
// `placement`, `packing` and `tier` bind new placements, as a Volume's `role` and `size` do; the
// other fields of an App are policy. An attempt of a Job that runs is never replaced: all of its
// `task` and its `timeout` are the next attempt's. A Maintenance's times are its schedule, whom it
// means is placement. Of a Group nothing follows by itself: what it gives shows in the objects
// below it.
import type { PlanChange, PlanObject } from '../../schemas/generated/api.ts';

export type Consequence = PlanChange['consequence'];

export function consequenceOf(kind: PlanObject['kind'], path: string): Consequence {
  switch (kind) {
    case 'App':
      return appConsequence(path);
    case 'Job':
      return jobConsequence(path);
    case 'Quota':
      return /^(weight$|guarantee\b|limit\b)/.test(path) ? 'policy' : 'none';
    case 'Volume':
      return path === 'size' || path === 'role' ? 'placement' : 'none';
    case 'Maintenance':
      return maintenanceConsequence(path);
    case 'Cluster':
      return clusterConsequence(path);
    case 'Group':
      return 'none';
  }
}

function appConsequence(path: string): Consequence {
  const [first = '', second = ''] = path.split(/[.[]/, 2);
  switch (first) {
    case 'task':
      return taskConsequence(path, second);
    case 'health':
    case 'readiness':
      return 'settings';
    case 'instances':
      return 'scale';
    case 'role':
    case 'placement':
    case 'packing':
    case 'tier':
      return 'placement';
    default:
      return 'policy';
  }
}

const portForOthers = /^task\.ports\[\d+\]\.(service$|labels[.[])/;

function taskConsequence(path: string, field: string): Consequence {
  if (field === 'kill' || field === 'logs') return 'in-place';
  return portForOthers.test(path) ? 'policy' : 'replace';
}

function jobConsequence(path: string): Consequence {
  const [first = ''] = path.split(/[.[]/, 1);
  switch (first) {
    case 'task':
      return portForOthers.test(path) ? 'policy' : 'next-attempt';
    case 'timeout':
      return 'next-attempt';
    case 'schedule':
    case 'cron':
    case 'after':
    case 'manual':
    case 'timeZone':
    case 'suspended':
      return 'schedule';
    case 'role':
    case 'placement':
    case 'packing':
    case 'tier':
      return 'placement';
    default:
      return 'policy';
  }
}

function maintenanceConsequence(path: string): Consequence {
  const [first = ''] = path.split(/[.[]/, 1);
  if (first === 'agents' || first === 'select') return 'placement';
  if (first === 'start' || first === 'duration' || first === 'drainBefore') return 'schedule';
  return first === 'batch' || first === 'jobs' ? 'policy' : 'none';
}

function clusterConsequence(path: string): Consequence {
  if (path === 'packing') return 'placement';
  return path.startsWith('sync.') ? 'policy' : 'none';
}
