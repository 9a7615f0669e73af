// An engine that only speaks the agents' protocol: a real WebSocket server that remembers its
// orders and what was reported, sends an order again to an agent that doesn't know it, and
// acknowledges. Every message it gets is checked against the wire schema.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { Checker } from '../../../../engine/lib/check.ts';
import {
  type AgentWire,
  type Order,
  type Register,
  type Status,
  type TaskReport,
  wireSchemas,
} from '../../../../schemas/generated/wire.ts';
import { joinToken } from '../join-token.ts';

type ToEngine = NonNullable<AgentWire['toEngine']>;
type ToAgent = NonNullable<AgentWire['toAgent']>;
type Unsealed = ToAgent extends infer M ? (M extends ToAgent ? Omit<M, 'envelope'> : never) : never;

const ends = ['finished', 'failed', 'killed', 'error', 'lost'];
const checker = new Checker({ schemas: [wireSchemas.agent] });

export interface Connection {
  readonly agentId: string;
  readonly register: Register;
  readonly socket: WebSocket;
  readonly number: number;
  sent: number;
}

export class FakeEngine {
  readonly orders = new Map<string, Order>();
  /** All statuses of a task, in the order they came. */
  readonly history = new Map<string, Status[]>();
  readonly registers: Register[] = [];
  readonly refusals: { readonly taskId: string; readonly message: string }[] = [];
  readonly destroyedVolumes: string[] = [];
  readonly faults: string[] = [];
  readonly pongs: number[] = [];
  readonly streams = new Map<string, { bytes: Buffer; code: number | undefined }>();
  readonly connections = new Map<string, Connection>();
  clusterId = 'cluster-1';
  epoch = 1;
  agentTimeoutMs = 5_000;
  /** Acknowledge what is reported. */
  acknowledges = true;
  /** Instead of admitting. */
  rejectWith: 'gone' | 'stale' | 'cluster' | 'busy' | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<WebSocket>();
  readonly #waiters = new Set<() => void>();
  #connections = 0;
  #pings: NodeJS.Timeout | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeEngine> {
    const server = createServer();
    const engine = new FakeEngine(server);
    const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 * 1024 });
    server.on('upgrade', (request, socket, head) => {
      if (request.headers.authorization !== `Bearer ${joinToken}`) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (ws) => engine.#accept(ws, request));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return engine;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Pings all agents every so often, until the engine stops. */
  startPings(everyMs: number): void {
    this.#pings = setInterval(() => {
      for (const one of this.connections.values()) this.send(one, { kind: 'ping' });
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#pings);
    for (const socket of this.#sockets) socket.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** As after an engine's restart: all connections end, the epoch rises. */
  restart(): void {
    this.epoch += 1;
    this.#connections = 0;
    this.connections.clear();
    for (const socket of this.#sockets) socket.terminate();
  }

  launch(order: Order): void {
    this.orders.set(order.taskId, order);
    for (const one of this.connections.values()) this.send(one, { kind: 'launch', order });
  }

  /** To every agent that is connected. */
  tell(message: Unsealed): void {
    for (const one of this.connections.values()) this.send(one, message);
  }

  send(connection: Connection, message: Unsealed, envelope: object = {}): void {
    const { clusterId, epoch } = this;
    const sequence = connection.sent;
    connection.sent += 1;
    const own = { clusterId, epoch, connection: connection.number, sequence };
    connection.socket.send(JSON.stringify({ ...message, envelope: { ...own, ...envelope } }));
  }

  status(taskId: string): Status | undefined {
    return this.history.get(taskId)?.at(-1);
  }

  hasEnded(taskId: string): boolean {
    return ends.includes(this.status(taskId)?.state ?? '');
  }

  /** Resolves when `isTrue` after some message; rejects after the bound. */
  until(what: string, isTrue: () => boolean, boundMs = 15_000): Promise<void> {
    if (isTrue()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(check);
        const last = [...this.history].map(([id, all]) => [id, all.at(-1)]);
        reject(
          new Error(
            `waited ${boundMs} ms in vain: ${what}: ${JSON.stringify(last).slice(0, 4000)}`,
          ),
        );
      }, boundMs);
      const check = () => {
        if (!isTrue()) return;
        clearTimeout(timer);
        this.#waiters.delete(check);
        resolve();
      };
      this.#waiters.add(check);
    });
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const stream = /^\/v1\/agent\/streams\/(.+)$/.exec(request.url ?? '')?.[1];
    if (stream !== undefined) this.#acceptStream(decodeURIComponent(stream), socket);
    else this.#acceptAgent(socket);
  }

  #acceptStream(id: string, socket: WebSocket): void {
    const kept: { bytes: Buffer; code: number | undefined } = {
      bytes: Buffer.alloc(0),
      code: undefined,
    };
    this.streams.set(id, kept);
    socket.on('message', (data: Buffer) => {
      kept.bytes = Buffer.concat([kept.bytes, data]);
      this.#changed();
    });
    socket.on('close', (code) => {
      kept.code = code;
      this.#changed();
    });
  }

  #acceptAgent(socket: WebSocket): void {
    let connection: Connection | undefined;
    let sequence = -1;
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ToEngine;
      this.#check(message);
      if (message.envelope.sequence !== sequence + 1)
        this.faults.push(`sequence ${message.envelope.sequence} after ${sequence}`);
      sequence = message.envelope.sequence;
      if (message.kind === 'register') connection = this.#register(socket, message);
      else if (connection !== undefined) this.#receive(connection, message);
      this.#changed();
    });
    socket.on('close', () => {
      if (connection === undefined) return;
      if (this.connections.get(connection.agentId) === connection)
        this.connections.delete(connection.agentId);
      this.#changed();
    });
  }

  #check(message: ToEngine): void {
    const id = `${wireSchemas.agent.$id}#/$defs/ToEngine`;
    const [first] = checker.violations(id, message);
    if (first !== undefined)
      this.faults.push(`${message.kind}: ${first.path.join('.')} ${first.message}`);
  }

  #register(socket: WebSocket, register: Register): Connection | undefined {
    const number = this.#connections + 1;
    this.#connections = number;
    const connection = { agentId: register.agentId, register, socket, number, sent: 0 };
    this.registers.push(register);
    if (this.rejectWith !== undefined) {
      this.send(connection, { kind: 'rejected', code: this.rejectWith, message: 'as told' });
      return undefined;
    }
    this.connections.set(register.agentId, connection);
    this.send(connection, { kind: 'registered', agentTimeoutMs: this.agentTimeoutMs });
    const known = new Set(register.tasks.map((task) => task.taskId));
    for (const task of register.tasks) this.#record(task);
    for (const order of this.orders.values())
      if (!known.has(order.taskId) && !this.hasEnded(order.taskId))
        this.send(connection, { kind: 'launch', order });
    return connection;
  }

  #receive(connection: Connection, message: Exclude<ToEngine, Register>): void {
    if (message.envelope.connection !== connection.number)
      this.faults.push(`${message.kind} of connection ${message.envelope.connection}`);
    if (message.kind === 'pong') this.pongs.push(connection.number);
    else if (message.kind === 'refusal') this.refusals.push(message);
    else if (message.kind === 'volume-destroyed') this.destroyedVolumes.push(message.volumeId);
    else this.#report(connection, message.task);
  }

  #report(connection: Connection, task: TaskReport): void {
    this.#record(task);
    const { taskId, status } = task;
    if (this.acknowledges) this.send(connection, { kind: 'ack', taskId, seq: status.seq });
  }

  #record({ taskId, status }: TaskReport): void {
    const all = this.history.get(taskId) ?? [];
    const last = all.at(-1);
    if (last !== undefined && status.seq < last.seq)
      this.faults.push(`${taskId}: status ${status.seq} after ${last.seq}`);
    if (last !== undefined && ends.includes(last.state) && status.state !== last.state)
      this.faults.push(`${taskId}: ${status.state} after ${last.state}`);
    if (last?.seq !== status.seq) all.push(status);
    this.history.set(taskId, all);
  }

  #changed(): void {
    for (const check of [...this.#waiters]) check();
  }
}
