// A small network: a switch (a bridge in a namespace of its own), a machine (a namespace) for the
// engine and for each agent, and this process with a cable to the switch and one straight to the
// engine, which an operator has too. Cutting a machine off pulls its cable out of the switch: its
// connections say nothing any more, and nothing in it is ended.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../wait-until.ts';
import {
  folderOf,
  ipBatch,
  linkOf,
  NamespaceKeeper,
  namespaceOf,
  pidsIn,
  sweepLeftovers,
} from './namespaces.ts';

const firstHost = 10;
const killBoundMs = 10_000;

export class TestNetwork {
  readonly #keeper: NamespaceKeeper;
  readonly #machines: readonly string[];
  readonly #folder = mkdtempSync(folderOf(process.pid));
  readonly #subnet: number;

  /** One at a time. `engine` is a machine besides those named. */
  constructor(agents: readonly string[]) {
    this.#machines = ['engine', ...agents];
    sweepLeftovers();
    this.#subnet = freeSubnet();
    this.#keeper = new NamespaceKeeper();
    this.alsoRemove(this.#folder);
    this.#build();
    for (const machine of this.#machines) this.newBoot(machine);
  }

  /** The process that removes it all when this one has ended. */
  get keeperPid(): number {
    return this.#keeper.pid;
  }

  /** In the network of the cluster. */
  address(machine: string): string {
    return `198.18.${this.#subnet}.${firstHost + this.#indexOf(machine)}`;
  }

  /** Of the engine, for this process alone. */
  get engineAddress(): string {
    return `198.19.${this.#subnet}.2`;
  }

  /** What stands before a command that runs on a machine; its host name is its address. */
  enter(machine: string): readonly string[] {
    const net = `--net=/run/netns/${this.#namespace(machine)}`;
    const script =
      'echo "$1" > /proc/sys/kernel/hostname && ' +
      'mount --bind "$2" /proc/sys/kernel/random/boot_id && shift 2 && exec "$@"';
    const own = ['unshare', '--mount', '--uts', '--', '/bin/sh', '-c', script, 'sh'];
    return ['nsenter', net, '--', ...own, this.address(machine), this.#bootFile(machine)];
  }

  cut(machine: string): void {
    ipBatch([`link set p-${machine} down`], this.#namespace('hub'));
  }

  heal(machine: string): void {
    ipBatch([`link set p-${machine} up`], this.#namespace('hub'));
  }

  pids(machine: string): readonly number[] {
    return pidsIn(this.#namespace(machine));
  }

  /** Everything on it is dead when this resolves, as after a loss of power. */
  async powerOff(machine: string): Promise<void> {
    const isDead = (): boolean => {
      const pids = this.pids(machine);
      if (pids.length > 0) killAll(pids);
      return pids.length === 0;
    };
    await waitUntil(`nothing runs on ${machine}`, isDead, killBoundMs);
  }

  /** What is started on it from now on sees another boot id. */
  newBoot(machine: string): void {
    writeFileSync(this.#bootFile(machine), `${crypto.randomUUID()}\n`);
  }

  /** A folder that goes with the network. */
  alsoRemove(folder: string): void {
    this.#keeper.alsoRemove(folder);
  }

  /** Ends whatever still runs in it, and removes all of it. */
  async close(): Promise<void> {
    await this.#keeper.removeAll();
  }

  #namespace(machine: string): string {
    return namespaceOf(process.pid, machine);
  }

  #bootFile(machine: string): string {
    return join(this.#folder, `boot-id-${machine}`);
  }

  #indexOf(machine: string): number {
    const index = this.#machines.indexOf(machine);
    if (index < 0) throw new Error(`no machine ${machine}: there are ${this.#machines.join(', ')}`);
    return index;
  }

  #build(): void {
    const hub = this.#namespace('hub');
    const engine = this.#namespace('engine');
    const [near, straight] = [linkOf(process.pid, 'h'), linkOf(process.pid, 'e')];
    const [here, there] = [`198.18.${this.#subnet}`, `198.19.${this.#subnet}`];
    ipBatch([
      ...['hub', ...this.#machines].map((machine) => `netns add ${this.#namespace(machine)}`),
      `link add ${near} type veth peer name p-test netns ${hub}`,
      `link add ${straight} type veth peer name operator netns ${engine}`,
      `address add ${here}.1/24 dev ${near}`,
      `address add ${there}.1/24 dev ${straight}`,
      `link set ${near} up`,
      `link set ${straight} up`,
    ]);
    const ports = this.#machines.map((machine) => `p-${machine}`);
    ipBatch(
      [
        'link add bridge type bridge',
        'link set bridge up',
        ...this.#machines.map(
          (machine) =>
            `link add p-${machine} type veth peer name eth0 netns ${this.#namespace(machine)}`,
        ),
        ...[...ports, 'p-test'].map((port) => `link set ${port} master bridge up`),
      ],
      hub,
    );
    ipBatch([`address add ${there}.2/24 dev operator`, 'link set operator up'], engine);
    for (const machine of this.#machines)
      ipBatch(
        [`address add ${this.address(machine)}/24 dev eth0`, 'link set eth0 up', 'link set lo up'],
        this.#namespace(machine),
      );
  }
}

/** Of the addresses that are kept for tests of networks (RFC 2544), a part that nobody has here. */
function freeSubnet(): number {
  const taken = execFileSync('ip', ['route', 'show', 'table', 'all'], { encoding: 'utf8' });
  const isFree = (subnet: number): boolean => !new RegExp(`198\\.1[89]\\.${subnet}\\.`).test(taken);
  for (let step = 0; step < 256; step += 1) {
    const subnet = (process.pid + step) % 256;
    if (isFree(subnet)) return subnet;
  }
  throw new Error('routes: all of 198.18.0.0/15 is taken: tests of networks need some of it');
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
}
