// One cluster in the life of an allocator. Each step is worked out from its own number and from
// what is there, so a script that fails can be made shorter by leaving steps out.
import type {
  AllocationRound,
  Holding,
  InverseOffer,
  OfferAllocator,
  RoundScope,
} from '../../../engine/allocate/offer-allocator.ts';
import { Random } from '../../../engine/lib/random.ts';
import type { AgentId, Role } from '../../../engine/model/ids.ts';
import {
  addBundles,
  type Bundle,
  bundleOf,
  containsBundle,
  subtractBundles,
} from '../../../engine/model/resources/bundle.ts';
import { isIndivisible, type Resource } from '../../../engine/model/resources/resource.ts';
import { drawForm, drawPart } from './bundle-draw.ts';
import {
  allRoles,
  drawAgent,
  drawFramework,
  drawQuota,
  drawTotal,
  pickFrom,
} from './cluster-draw.ts';

const refusals = [0, 0, 300, 2000, 5000, 20_000, -1, Number.NaN];

export class ClusterScript {
  readonly #driven: OfferAllocator;
  readonly #roles: readonly Role[];
  readonly #frameworks = new Map<string, readonly Role[]>();
  readonly #active = new Map<AgentId, boolean>();
  readonly #totals = new Map<AgentId, Bundle>();
  /** What was offered or is in use. */
  #held: Holding[] = [];
  #asked: InverseOffer[] = [];
  #nowMs = 0;
  #ids = 0;

  constructor(driven: OfferAllocator, random: Random) {
    this.#driven = driven;
    const some = allRoles.filter(() => random.chance(0.5));
    this.#roles = some.length === 0 ? allRoles : some;
    const isLarge = random.chance(0.02);
    const agents = isLarge ? random.between(20, 50) : random.between(1, 5);
    const frameworks = isLarge ? random.between(10, 30) : random.between(1, 6);
    for (let at = 0; at < agents; at += 1) this.#addAgent(random.fork(`agent ${at}`));
    for (let at = 0; at < frameworks; at += 1) this.#addFramework(random.fork(`framework ${at}`));
    while (random.chance(0.5)) this.#setQuota(random);
  }

  step(number: number): void {
    const random = new Random(number);
    if (random.chance(0.35)) this.#round(random);
    else if (random.chance(0.5)) this.#use(random);
    else if (random.chance(0.4)) this.#changeAgents(random);
    else if (random.chance(0.6)) this.#changeFrameworks(random);
    else this.#changeRoles(random);
  }

  #round(random: Random): void {
    this.#nowMs += random.between(200, 5000);
    const scope: RoundScope = random.chance(0.5) ? 'all' : 'changed';
    const { offers, inverseOffers }: AllocationRound = this.#driven.allocate(this.#nowMs, scope);
    this.#asked.push(...inverseOffers);
    for (const offer of offers) this.#answer(random, offer);
  }

  #answer(random: Random, offer: Holding): void {
    if (random.chance(0.2)) {
      this.#held.push(offer);
      return;
    }
    const taken = random.chance(0.4) ? [] : drawPart(random, offer.bundle);
    const left = subtractBundles(offer.bundle, taken);
    if (taken.length > 0) this.#held.push({ ...offer, bundle: taken });
    const refuse = { refuseMs: pickFrom(random, refusals), nowMs: this.#nowMs };
    if (left.length > 0) this.#driven.recover({ ...offer, bundle: left }, refuse);
  }

  #use(random: Random): void {
    const at = random.between(0, this.#held.length - 1);
    const holding = this.#held[at];
    if (holding === undefined || random.chance(0.2)) this.#useFree(random);
    else if (random.chance(0.3)) this.#convert(random, at, holding);
    else this.#release(random, at, holding);
  }

  #release(random: Random, at: number, holding: Holding): void {
    const bundle = random.chance(0.5) ? holding.bundle : drawPart(random, holding.bundle);
    if (bundle.length === 0) return;
    const left = subtractBundles(holding.bundle, bundle);
    this.#held.splice(at, 1, ...(left.length === 0 ? [] : [{ ...holding, bundle: left }]));
    const refuse = { refuseMs: pickFrom(random, refusals), nowMs: this.#nowMs };
    this.#driven.recover({ ...holding, bundle }, random.chance(0.3) ? refuse : undefined);
  }

  #convert(random: Random, at: number, holding: Holding): void {
    const total = this.#totals.get(holding.agentId);
    const before = drawPart(random, holding.bundle);
    this.#ids += 1;
    const after = drawForm(random, before, holding.role, `v${this.#ids}`);
    if (total === undefined || !containsBundle(total, before)) return;
    this.#driven.convert(holding, before, after);
    const bundle = addBundles(subtractBundles(holding.bundle, before), after);
    this.#held.splice(at, 1, { ...holding, bundle });
    this.#totals.set(holding.agentId, addBundles(subtractBundles(total, before), after));
  }

  #useFree(random: Random): void {
    const id = random.pickAny([...this.#active.keys()]);
    const [framework, roles = []] = random.pickAny([...this.#frameworks]) ?? [];
    const role = random.pickAny(roles);
    if (id === undefined || framework === undefined || role === undefined) return;
    const total = this.#totals.get(id) ?? [];
    if (random.chance(0.5)) {
      const before = drawPart(random, this.#driven.freeOn(id) ?? []);
      this.#ids += 1;
      const after = drawForm(random, before, pickFrom(random, this.#roles), `v${this.#ids}`);
      if (!this.#driven.convertFree(id, before, after)) return;
      this.#totals.set(id, addBundles(subtractBundles(total, before), after));
      return;
    }
    const isTwice = random.chance(0.2);
    const bundle = drawPart(random, isTwice ? total : (this.#driven.freeOn(id) ?? []));
    if (bundle.length > 0) this.#allocated({ framework, role, agentId: id, bundle });
  }

  #allocated(holding: Holding): void {
    this.#held.push(holding);
    this.#driven.allocated(holding);
  }

  #changeAgents(random: Random): void {
    const id = random.pickAny([...this.#active.keys()]);
    const dice = random.next();
    if (id === undefined || (dice < 0.15 && this.#active.size < 50)) this.#addAgent(random);
    else if (dice < 0.3) this.#removeAgent(id);
    else if (dice < 0.6) this.#updateAgent(random, id);
    else if (dice < 0.75) this.#toggleAgent(id);
    else if (dice < 0.9) this.#plan(random, id);
    else this.#answerAsked(random);
  }

  #addAgent(random: Random): void {
    this.#ids += 1;
    const agent = drawAgent(
      random,
      `${pickFrom(random, ['m', 'n', 'o'])}${this.#ids}`,
      this.#roles,
    );
    const [framework, roles = []] = random.pickAny([...this.#frameworks]) ?? ['gone', this.#roles];
    const role = random.pickAny(roles);
    const bundle = drawPart(random, agent.total);
    const isHeld = role !== undefined && bundle.length > 0 && random.chance(0.3);
    const held = isHeld ? [{ framework, role, bundle }] : [];
    this.#driven.addAgent(agent, held);
    this.#active.set(agent.id, true);
    this.#totals.set(agent.id, agent.total);
    this.#held.push(...held.map((one) => ({ ...one, agentId: agent.id })));
  }

  #removeAgent(id: AgentId): void {
    this.#driven.removeAgent(id);
    this.#active.delete(id);
    this.#totals.delete(id);
  }

  #updateAgent(random: Random, id: AgentId): void {
    const drawn = drawAgent(random, id, this.#roles);
    const total = this.#totals.get(id) ?? [];
    const kept = random.chance(0.3) ? total : this.#resized(random, id, total);
    const rack = random.chance(0.2) ? drawn.attributes : { rack: 'r1' };
    const hostname = random.chance(0.1) ? `${drawn.hostname}-b` : drawn.hostname;
    this.#driven.updateAgent({ ...drawn, hostname, attributes: rack, total: kept });
    this.#totals.set(id, kept);
  }

  /** A part of what it had, or that and what it might have had. */
  #resized(random: Random, id: AgentId, total: Bundle): Bundle {
    const part = drawPart(random, total);
    if (random.chance(0.2)) return bundleOf(part.map(otherSize));
    if (random.chance(0.6)) return part;
    const more = drawTotal(random, id, this.#roles).filter(
      (resource) => isPlainScalar(resource) || !total.some(({ name }) => name === resource.name),
    );
    return addBundles(part, more);
  }

  #toggleAgent(id: AgentId): void {
    const isActive = this.#active.get(id) === true;
    if (isActive) this.#driven.deactivateAgent(id);
    else this.#driven.activateAgent(id);
    this.#active.set(id, !isActive);
  }

  #plan(random: Random, id: AgentId): void {
    const window = random.chance(0.3) ? undefined : { startMs: random.between(0, 9) };
    this.#asked = this.#asked.filter(({ agentId }) => agentId !== id);
    this.#driven.setMaintenance(id, window);
  }

  #answerAsked(random: Random): void {
    const at = random.between(0, this.#asked.length - 1);
    const [asked] = this.#asked.splice(Math.max(at, 0), 1);
    if (asked === undefined) return;
    const refuseMs = pickFrom(random, refusals);
    const answer = { isAccepted: random.chance(0.5), refuseMs, nowMs: this.#nowMs };
    this.#driven.answerInverseOffer(asked, answer);
  }

  #changeFrameworks(random: Random): void {
    const [id, own = []] = random.pickAny([...this.#frameworks]) ?? [];
    const roles = random.chance(0.5) ? own : own.slice(0, 1);
    const dice = random.next();
    if (id === undefined || (dice < 0.12 && this.#frameworks.size < 30)) this.#addFramework(random);
    else if (dice < 0.24) this.#removeFramework(random, id);
    else if (dice < 0.4) this.#updateFramework(random, id);
    else if (dice < 0.5) this.#driven.deactivateFramework(id);
    else if (dice < 0.65) this.#driven.activateFramework(id);
    else if (dice < 0.8) this.#driven.suppress(id, random.chance(0.5) ? roles : undefined);
    else this.#driven.revive(id, random.chance(0.5) ? roles : undefined);
  }

  #addFramework(random: Random): void {
    this.#ids += 1;
    const gone = this.#held
      .map(({ framework }) => framework)
      .filter((id) => !this.#frameworks.has(id));
    const id = random.chance(0.5) ? gone[0] : undefined;
    const framework = drawFramework(
      random,
      id ?? `${pickFrom(random, ['f', 'g'])}${this.#ids}`,
      this.#roles,
    );
    this.#driven.addFramework(framework, random.chance(0.9));
    this.#frameworks.set(framework.id, [...framework.roles.keys()]);
  }

  #removeFramework(random: Random, id: string): void {
    this.#driven.removeFramework(id);
    this.#frameworks.delete(id);
    if (random.chance(0.5)) return;
    for (const holding of this.#held.filter(({ framework }) => framework === id))
      this.#driven.recover(holding);
    this.#held = this.#held.filter(({ framework }) => framework !== id);
  }

  #updateFramework(random: Random, id: string): void {
    const framework = drawFramework(random, id, this.#roles);
    const own = this.#frameworks.get(id) ?? [];
    const isSameRoles = random.chance(0.5);
    const wish = [...framework.roles.values()][0] ?? {};
    const roles = isSameRoles ? new Map(own.map((role) => [role, wish])) : framework.roles;
    this.#driven.updateFramework({ ...framework, roles });
    this.#frameworks.set(id, [...roles.keys()]);
  }

  #changeRoles(random: Random): void {
    const role = pickFrom(random, this.#roles);
    if (random.chance(0.4)) this.#setQuota(random);
    else this.#driven.setWeight(role, pickFrom(random, [500, 1000, 1000, 2000, 3000, 10_000]));
  }

  #setQuota(random: Random): void {
    const named = pickFrom(random, this.#roles);
    const depth = random.between(1, 3);
    const role = named.split('/').slice(0, depth).join('/') as Role;
    const isNone = random.chance(0.2);
    const quota = drawQuota(random, 4 * this.#active.size);
    this.#driven.setQuota(role, isNone ? { guarantee: {}, limit: {} } : quota);
  }
}

/** What there can be more of: no port and no file system is there twice. */
const isPlainScalar = (resource: Resource): boolean =>
  resource.value.kind === 'scalar' && !isIndivisible(resource);

/** Of a file system or a volume, which can't be given in parts. */
function otherSize(resource: Resource): Resource {
  const { value } = resource;
  if (value.kind !== 'scalar' || !isIndivisible(resource)) return resource;
  const milli = value.milli > 1_000_000 ? 500_000 : 2 * value.milli;
  return { ...resource, value: { kind: 'scalar', milli } };
}
