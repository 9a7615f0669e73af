// The acts of a process that a fault may hit, by the begin of their names (kernel/host.ts).

/** Handing messages to the network: `ping` and `ack` apart, each is an order or an answer. */
const spoken = [
  'speak launch',
  'speak kill',
  'speak configure',
  'speak registered',
  'speak ack',
  'speak ping',
] as const;

export const engineActs = [
  'store commit',
  ...spoken,
  'repo fetch',
  'repo list',
  'repo read',
  'repo pin',
] as const;

export const agentActs = [
  'journal identity',
  'journal order',
  'journal marks',
  'journal health',
  'journal remove',
  'process start',
  'process claim',
  'process search',
  'process signal',
  'process sweep',
  'process limits',
  'process check',
  'probe',
  'send register',
  'send report',
  'send pong',
] as const;

/** Those that only worlds with volumes have: drawn apart (draw/volumes). */
export const volumeActs = ['volume list', 'volume open', 'volume destroy'] as const;
export const failingVolumeActs = ['volume open', 'volume destroy'] as const;
export const volumeEngineActs = ['speak destroy-volume'] as const;

/** Those that may fail and be survived, or end the process as they should. */
export const failingEngineActs = ['store commit'] as const;
export const failingAgentActs = [
  'journal identity',
  'journal order',
  'journal marks',
  'journal health',
  'journal remove',
  'process claim',
] as const;

/** Those that take time; the others are done at once. */
const takesTime = (act: string): boolean => !act.startsWith('speak') && !act.startsWith('send');
export const slowEngineActs: readonly string[] = engineActs.filter(takesTime);
export const slowAgentActs: readonly string[] = agentActs.filter(takesTime);
