// Faults by names that tell their variants apart: what coverage is counted by ('fault', NAME).
import {
  agentActs,
  engineActs,
  failingAgentActs,
  failingEngineActs,
  failingVolumeActs,
  slowAgentActs,
  slowEngineActs,
  volumeActs,
  volumeEngineActs,
} from './acts.ts';
import type { FaultPlan } from './script.ts';

export const repositoryFailures = [
  'unreachable',
  'denied',
  'corrupt',
  'missing-ref',
  'empty',
  'timeout',
] as const;

const hostOf = (at: string): string => (at === 'engine' ? 'engine' : 'agent');

export function faultName(fault: FaultPlan): string {
  switch (fault.kind) {
    case 'process-crash':
    case 'full-disk':
      return `${fault.kind} ${hostOf(fault.at)}`;
    case 'crash-at':
      return `${fault.kind} ${fault.act} ${fault.when}`;
    case 'machine-crash':
      return `${fault.kind} ${fault.disk}`;
    case 'pause':
      return `${fault.kind} ${hostOf(fault.at)} ${fault.scope}`;
    case 'clock-jump':
      return `${fault.kind} ${hostOf(fault.at)} ${fault.byMs < 0 ? 'back' : 'forward'}`;
    case 'cut':
      return `${fault.kind} ${fault.silent ? 'silent' : 'told'}`;
    case 'partition':
    case 'replay':
    case 'double':
      return `${fault.kind} ${fault.way}`;
    case 'fail-at':
    case 'slow-at':
      return `${fault.kind} ${fault.act}`;
    case 'repository':
      return `${fault.kind} ${fault.failure}`;
    case 'stranger-kills':
      return `${fault.kind} ${fault.what}`;
    case 'slow-network':
    case 'second-engine':
    case 'slow-repository':
    case 'port-taken':
    case 'volumes-lost':
      return fault.kind;
  }
}

const named = (kind: FaultPlan['kind'], variants: readonly string[]): readonly string[] =>
  variants.map((variant) => `${kind} ${variant}`);

const bothTimes = (act: string): readonly string[] => [`${act} before`, `${act} after`];

export const allFaultNames: readonly string[] = [
  ...named('process-crash', ['engine', 'agent']),
  ...named(
    'crash-at',
    [...engineActs, ...agentActs, ...volumeActs, ...volumeEngineActs].flatMap(bothTimes),
  ),
  ...named('machine-crash', ['kept', 'lost']),
  ...named('pause', ['engine process', 'agent process', 'agent machine']),
  ...named('clock-jump', ['engine forward', 'engine back', 'agent forward', 'agent back']),
  ...named('cut', ['told', 'silent']),
  ...named('partition', ['both', 'to-engine', 'to-agent']),
  ...named('replay', ['to-engine', 'to-agent']),
  ...named('double', ['to-engine', 'to-agent']),
  'slow-network',
  ...named('fail-at', [...failingEngineActs, ...failingAgentActs, ...failingVolumeActs]),
  ...named('slow-at', [...slowEngineActs, ...slowAgentActs, ...volumeActs]),
  ...named('full-disk', ['engine', 'agent']),
  'second-engine',
  ...named('repository', repositoryFailures),
  'slow-repository',
  ...named('stranger-kills', ['command', 'supervisor']),
  'port-taken',
  'volumes-lost',
];
