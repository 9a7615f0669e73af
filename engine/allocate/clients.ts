// Who can be offered anything: a client is a framework in a role. Each has a small number, by which
// agents keep what it refused. One that left keeps its place in the shares until it holds nothing.
import type { Role } from '../model/ids.ts';
import type { Scalars } from '../model/resources/amounts.ts';
import { Bits } from './agents/bits.ts';
import type { AllocatorFramework } from './offer-allocator.ts';
import type { QuotaBook } from './quota/quota-book.ts';
import type { RoleNode } from './quota/role-node.ts';
import type { Sorter } from './sorter/sorter.ts';
import type { ClientDemands } from './turns/client-demands.ts';

export interface Client {
  readonly index: number;
  readonly framework: string;
  readonly role: Role;
  /** Undefined once it has left. */
  info: AllocatorFramework | undefined;
  isFrameworkActive: boolean;
  isSuppressed: boolean;
  minAllocatable: readonly Scalars[];
  /** Its own: the role's limit doesn't say what is worth an offer to it. */
  hasOwnMinimum: boolean;
  /** What it asked for by REQUEST, if it does that. */
  demands: ClientDemands | undefined;
  /** Anything may be offered to it: always so, unless it says by REQUEST what it wants. */
  isWanting: boolean;
  /** How much it holds on all agents, all kinds together. */
  held: number;
}

export interface RoleEntry {
  readonly role: Role;
  readonly sorter: Sorter<Client>;
  /** By framework. */
  readonly clients: Map<string, Client>;
  /** Of them, those that may be offered something. */
  active: number;
  ownMinimums: number;
}

const isActive = (client: Client): boolean =>
  client.info !== undefined && client.isFrameworkActive && !client.isSuppressed && client.isWanting;

export class Clients {
  readonly roles = new Map<Role, RoleEntry>();
  /** All that may be offered something now. */
  readonly active = new Bits();
  /** Those of them that the limit of their role leaves something. */
  readonly hungry = new Bits();
  readonly #roleSorter: Sorter<RoleEntry>;
  readonly #quotas: QuotaBook;
  readonly #newSorter: () => Sorter<Client>;
  readonly #spare: number[] = [];
  #numbers = 0;

  constructor(roleSorter: Sorter<RoleEntry>, quotas: QuotaBook, newSorter: () => Sorter<Client>) {
    this.#roleSorter = roleSorter;
    this.#quotas = quotas;
    this.#newSorter = newSorter;
  }

  find(framework: string, role: Role): Client | undefined {
    return this.roles.get(role)?.clients.get(framework);
  }

  /** The client, made as one that has left if it isn't there. */
  ensure(framework: string, role: Role): Client {
    const entry = this.#ensureRole(role);
    let client = entry.clients.get(framework);
    if (client === undefined) {
      client = {
        index: this.#spare.pop() ?? this.#numbers++,
        framework,
        role,
        info: undefined,
        isFrameworkActive: false,
        isSuppressed: false,
        minAllocatable: [],
        hasOwnMinimum: false,
        demands: undefined,
        isWanting: true,
        held: 0,
      };
      entry.clients.set(framework, client);
      entry.sorter.add(framework, client);
    }
    return client;
  }

  #ensureRole(role: Role): RoleEntry {
    let entry = this.roles.get(role);
    if (entry === undefined) {
      entry = { role, sorter: this.#newSorter(), clients: new Map(), active: 0, ownMinimums: 0 };
      this.roles.set(role, entry);
      this.#roleSorter.add(role, entry);
    }
    return entry;
  }

  /** Changes a client, and all that follows from whether it is active. */
  change(client: Client, changes: Partial<Pick<Client, Changeable>>): void {
    const entry = this.#ensureRole(client.role);
    const before = Number(isActive(client));
    const hadOwn = Number(client.hasOwnMinimum);
    Object.assign(client, changes);
    entry.ownMinimums += Number(client.hasOwnMinimum) - hadOwn;
    const now = Number(isActive(client));
    entry.active += now - before;
    if (now > before) entry.sorter.activate(client.framework);
    if (now < before) entry.sorter.deactivate(client.framework);
    if (entry.active === 0) this.#roleSorter.deactivate(client.role);
    else this.#roleSorter.activate(client.role);
    this.#mark(client);
  }

  /** It has left: forgotten if it holds nothing. */
  forgetIdle(client: Client): boolean {
    if (client.info !== undefined || client.held > 0) return false;
    const entry = this.roles.get(client.role);
    entry?.clients.delete(client.framework);
    entry?.sorter.remove(client.framework);
    this.#spare.push(client.index);
    if (entry?.clients.size !== 0) return true;
    this.roles.delete(client.role);
    this.#roleSorter.remove(client.role);
    return true;
  }

  /** Roles whose limit leaves nothing are hungry no more, and the other way round. */
  settleHunger(): void {
    for (const node of this.#quotas.takeToggled()) this.#markBelow(node);
  }

  #markBelow(node: RoleNode): void {
    for (const client of this.roles.get(node.role)?.clients.values() ?? []) this.#mark(client);
    for (const child of node.children) this.#markBelow(child);
  }

  #mark(client: Client): void {
    const { index } = client;
    // Those that say what they want are offered turns, not rounds.
    const isOn = isActive(client) && client.demands === undefined;
    if (isOn) this.active.set(index);
    else this.active.unset(index);
    if (isOn && (client.hasOwnMinimum || !this.#quotas.isFull(client.role))) this.hungry.set(index);
    else this.hungry.unset(index);
  }
}

type Changeable =
  | 'info'
  | 'isFrameworkActive'
  | 'isSuppressed'
  | 'isWanting'
  | 'minAllocatable'
  | 'hasOwnMinimum';
