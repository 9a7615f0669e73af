// An agent of which much is to be told: it takes the one task that is placed on it, and then says
// in turn that it is well and that it isn't, each time at length.

import { WebSocket } from 'ws';
import { factsOnWire } from '../../../engine/model/agent-facts.ts';
import { unreserved } from '../../../engine/model/resources/amounts-of.ts';
import type { AgentWire, TaskReport } from '../../../schemas/generated/wire.ts';
import { waitUntil } from '../wait-until.ts';
import { joinToken, registerText } from './rogue-agent.ts';

type ToAgent = NonNullable<AgentWire['toAgent']>;
type Status = TaskReport['status'];

/** Reports sent before the engine has acknowledged any. */
const batch = 100;
const words = 'so it says, at length. '.repeat(170);

export class NoisyAgent {
  readonly #socket: WebSocket;
  #envelope: ToAgent['envelope'] | undefined;
  #order: Extract<ToAgent, { kind: 'launch' }>['order'] | undefined;
  #sent = 0;
  #seq = 0;
  #acknowledged = 0;

  private constructor(port: number) {
    const headers = { authorization: `Bearer ${joinToken}` };
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/v1/agent`, ['meridian.agent.v3'], {
      headers,
    });
    const scalars = { cpus: 8_000, mem: 64_000 };
    const resources = unreserved({ scalars, ranges: {}, sets: {} });
    const facts = factsOnWire({
      ...{ hostname: 'noisy', version: '0', resources, attributes: {}, capabilities: [] },
    });
    this.#socket.on('open', () => this.#socket.send(registerText('noisy', { facts })));
    this.#socket.on('message', (data) => this.#hear(JSON.parse(String(data))));
    this.#socket.on('error', () => undefined);
  }

  /** Resolves once it has its task. */
  static async join(port: number): Promise<NoisyAgent> {
    const agent = new NoisyAgent(port);
    await waitUntil('the noisy agent’s task', () => agent.#order !== undefined);
    return agent;
  }

  /** So many reports, of about 4 KiB each; resolves when the engine has taken them. */
  async makeNoise(reports = batch): Promise<void> {
    for (let number = 0; number < reports; number += 1) this.#report();
    await waitUntil('the engine to take it', () => this.#acknowledged >= this.#seq);
  }

  leave(): void {
    this.#socket.terminate();
  }

  #hear(message: ToAgent): void {
    this.#envelope = message.envelope;
    if (message.kind === 'launch') this.#order = message.order;
    if (message.kind === 'ack') this.#acknowledged = Math.max(this.#acknowledged, message.seq);
    if (message.kind === 'ping') this.#say({ kind: 'pong' });
  }

  #report(): void {
    const order = this.#order;
    if (!order) throw new Error('it has no task');
    this.#seq += 1;
    const status: Status = {
      state: 'running',
      seq: this.#seq,
      health: this.#seq % 2 === 0 ? 'unhealthy' : 'healthy',
      ready: true,
      message: words,
      settingsDigest: order.settings.digest,
    };
    const { taskId, taskDigest } = order;
    this.#say({ kind: 'report', task: { taskId, taskDigest, status } });
  }

  #say(message: object): void {
    this.#sent += 1;
    const envelope = { ...this.#envelope, sequence: this.#sent };
    this.#socket.send(JSON.stringify({ ...message, envelope }));
  }
}
