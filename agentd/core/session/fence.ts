// Who may say what: judged for every message before anything else (house.md part 3, Fencing).
import type { Session, ToAgent } from './session.ts';

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'drop'; readonly why: string }
  /** A lower epoch than the agent has seen: its sender is no longer the engine. */
  | { readonly kind: 'stale'; readonly why: string }
  | { readonly kind: 'cluster'; readonly why: string };

const pass: Verdict = { kind: 'pass' };
const drop = (why: string): Verdict => ({ kind: 'drop', why });

export function judge(session: Session, message: ToAgent): Verdict {
  const { envelope } = message;
  const { identity, phase } = session;
  if (envelope.sequence <= session.lastSequence)
    return drop(`sequence ${envelope.sequence} after ${session.lastSequence}`);
  if (message.kind === 'rejected') return judgeRejection(session, message);
  if (identity.clusterId !== '' && envelope.clusterId !== identity.clusterId)
    return { kind: 'cluster', why: `cluster ${JSON.stringify(envelope.clusterId)}` };
  if (envelope.epoch < identity.highestEpoch)
    return { kind: 'stale', why: `epoch ${envelope.epoch} below ${identity.highestEpoch}` };
  if (message.kind === 'registered')
    return phase.kind === 'registering' ? pass : drop('registered, but nothing had asked for it');
  if (phase.kind !== 'joined') return drop(`${message.kind} before registration`);
  if (envelope.epoch !== phase.joined.epoch) return drop(`epoch ${envelope.epoch}`);
  if (envelope.connection !== phase.joined.connection)
    return drop(`connection ${envelope.connection}`);
  return pass;
}

/** An engine that lags behind, or of another cluster, can't declare the agent gone. */
function judgeRejection(session: Session, message: ToAgent): Verdict {
  const { identity } = session;
  const { clusterId, epoch } = message.envelope;
  if (message.kind !== 'rejected' || message.code !== 'gone') return pass;
  if (identity.clusterId !== '' && clusterId !== identity.clusterId)
    return { kind: 'cluster', why: `cluster ${JSON.stringify(clusterId)}` };
  if (epoch < identity.highestEpoch)
    return { kind: 'stale', why: `epoch ${epoch} below ${identity.highestEpoch}` };
  return pass;
}
