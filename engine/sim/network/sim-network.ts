// Connections between agents and engines, as TCP gives them: in order, lost only with the
// connection, held back while the way is blocked; and a process that dies closes its own. What an
// unkind network may do on top (replay, double, cut off in silence) is asked for by faults.
import type { Link, LinkCalls, Links } from '../../../agentd/ports/links.ts';
import type { AgentDoor } from '../../ports/agent-door.ts';
import type { Host } from '../kernel/host.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { SimConnection } from './connection.ts';
import { Line, type Way } from './line.ts';
import type { Listener, Listening } from './listener.ts';

export class SimNetwork {
  readonly kernel: Kernel;
  readonly #lines = new Map<string, Line>();
  readonly #connections = new Set<SimConnection>();
  /** Who answers those that dial now. */
  #listening: Listening | undefined;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  line(machine: string): Line {
    const line = this.#lines.get(machine) ?? new Line(this.kernel, machine);
    this.#lines.set(machine, line);
    return line;
  }

  /** The door of one engine process; whoever opens last is dialled. */
  door(listener: Listener): AgentDoor {
    return {
      onPeer: (accept) => {
        this.#listening = { ...listener, accept };
      },
      expectStream: () => Promise.reject(new Error('no streams here')),
      close: async () => this.processDied(listener.host),
    };
  }

  links(machine: string, host: Host): Links {
    return {
      dial: (calls) => this.#dial(machine, host, calls),
      openStream: () => Promise.reject(new Error('no streams here')),
    };
  }

  /** The machine's present connection, if it is open. */
  present(machine: string): SimConnection | undefined {
    const all = [...this.#connections].filter((one) => one.line.machine === machine && one.isOpen);
    return all.at(-1);
  }

  /** Its kernel closes what a dead process held. */
  processDied(host: Host): void {
    if (this.#listening?.host === host) this.#listening = undefined;
    for (const connection of [...this.#connections])
      if (connection.agentHost === host) connection.closeFrom('to-engine', 'connection reset');
      else if (connection.engineHost === host) connection.closeFrom('to-agent', 'connection reset');
  }

  /** Nothing more comes from a machine that is down, not even the end of its connections. */
  machineDied(machine: string): void {
    for (const connection of [...this.#connections])
      if (connection.line.machine === machine) connection.vanish();
  }

  /** `isSilent`: neither side is told. */
  cut(machine: string, isSilent: boolean): void {
    const connection = this.present(machine);
    if (isSilent) connection?.vanish();
    else connection?.cut();
  }

  /** The connection ends, and what was said on it comes once more, on the next one. */
  replay(machine: string, way: Way, count: number): boolean {
    const connection = this.present(machine);
    if (!connection) return false;
    this.line(machine).late[way] = count;
    connection.cut();
    return true;
  }

  #dial(machine: string, host: Host, calls: LinkCalls): Link {
    const line = this.line(machine);
    const onOver = () => void this.#connections.delete(connection);
    const ends = { kernel: this.kernel, line, agentHost: host, calls, onOver };
    const connection: SimConnection = new SimConnection(ends);
    this.#connections.add(connection);
    host.do('dial', () => this.#knock(connection, host));
    return connection.link;
  }

  #knock(connection: SimConnection, host: Host): void {
    const { agenda } = this.kernel;
    const { line } = connection;
    agenda.at(line.arrivalMs('to-engine'), 'network', () => {
      // A packet that waits for a way out is answered by whoever listens when it gets there.
      const open = this.#listening;
      const backMs = line.arrivalMs('to-agent');
      if (open?.host.isAlive !== true) {
        agenda.at(backMs, 'network', () => connection.refuse('connection refused'), host.life);
        return;
      }
      const answer = () => connection.establish(open);
      agenda.at(Math.max(agenda.nowMs, open.host.life.stillUntilMs), 'network', answer);
    });
  }
}
