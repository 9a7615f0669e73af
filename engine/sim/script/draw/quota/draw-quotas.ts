// What people commit about Quotas: they come, change and go, beside whatever else a commit does.
// Some ask for what can't be: a guarantee that is above a limit over it (faulty), more than there
// is, or a limit below what is used (both blocked). Mostly that is mended before long, or allowed.
import type { Random } from '../../../../lib/random.ts';
import type { QuotaPlan } from '../../quota/quota-plan.ts';
import { isFaultyQuota, upwards } from '../../quota/quota-rules.ts';
import type { AgentPlan, CommitPlan } from '../../script.ts';
import { type TreeState, treeAfter } from '../../trees.ts';
import { pickWeighted, type Weighted } from '../weighted.ts';
import { rolesOf } from './draw-teams.ts';

/** Nobody is in it: what it is promised stays free. */
const emptyRole = 'vip';
/** Of all worlds, so many have Quotas with more than a weight. */
const quotasChance = 0.65;
/** Of the commits after the first, so many change a Quota. */
const changeChance = 0.3;
const mendChance = 0.9;

type Quotas = Readonly<Record<string, QuotaPlan | null>>;
type Change = Pick<CommitPlan, 'allowQuota'> & { readonly quotas: Quotas };

/** A commit has asked for what can't be: of which role, and what that had before. */
interface Trouble {
  readonly role: string;
  readonly before: QuotaPlan | null;
}

export function withQuotas(
  random: Random,
  commits: readonly CommitPlan[],
  agents: readonly AgentPlan[],
): readonly CommitPlan[] {
  const roles = rolesOf(commits);
  if (roles.length === 0 || !random.chance(quotasChance)) return commits;
  return new QuotaAuthor(random, roles, agents).write(commits);
}

class QuotaAuthor {
  readonly #random: Random;
  readonly #roles: readonly string[];
  /** Roles that agents keep something for. */
  readonly #kept: readonly string[];
  readonly #all: { readonly cpusMilli: number; readonly memoryMib: number };
  readonly #trees: TreeState[] = [];
  #trouble: Trouble | undefined;

  constructor(random: Random, roles: readonly string[], agents: readonly AgentPlan[]) {
    this.#random = random;
    this.#roles = roles;
    this.#kept = agents.flatMap(({ reserved = [] }) => reserved.map(({ role }) => role));
    this.#all = {
      cpusMilli: agents.reduce((sum, { cpusMilli }) => sum + cpusMilli, 0),
      memoryMib: agents.reduce((sum, { memoryMib }) => sum + memoryMib, 0),
    };
  }

  write(commits: readonly CommitPlan[]): readonly CommitPlan[] {
    return commits.map((commit, at) => {
      const change = at === 0 ? { quotas: this.#first() } : this.#next(commit);
      const written = change === undefined ? commit : { ...commit, ...change };
      this.#trees.push(treeAfter(written, this.#trees));
      return written;
    });
  }

  #first(): Quotas {
    const quotas = new Map(Object.entries(this.#random.chance(0.4) ? this.#family(new Map()) : {}));
    for (let left = this.#random.between(1, 4); left > 0; left -= 1) {
      const role = this.#anyRole();
      const terms = this.#sound(quotas, role);
      if (terms !== undefined) quotas.set(role, terms);
    }
    return Object.fromEntries(quotas);
  }

  /** A role is promised something, and one far below it a part of that: who else may have it? */
  #family(quotas: TreeState['quotas']): Readonly<Record<string, QuotaPlan>> {
    const low = this.#random.pickAny(this.#roles.filter((role) => upwards(role).length > 2));
    const top = upwards(low ?? '').at(-1);
    if (low === undefined || top === undefined) return {};
    const part = this.#random.pick([0.2, 0.35, 0.5]);
    const terms = { [top]: this.#promise(part), [low]: this.#promise(part * 0.8) };
    return isFaultyQuota(new Map([...quotas, ...Object.entries(terms)])) ? {} : terms;
  }

  #promise = (part: number): QuotaPlan => ({
    guarantee: {
      cpusMilli: Math.ceil(this.#all.cpusMilli * part),
      memoryMib: Math.ceil(this.#all.memoryMib * part),
    },
  });

  /** A force only moves the ref. */
  #next(commit: CommitPlan): Change | undefined {
    if (commit.kind === 'force') return undefined;
    const { quotas } = treeAfter(commit, this.#trees);
    const trouble = this.#trouble;
    if (trouble !== undefined && this.#random.chance(mendChance))
      return this.#mend(quotas, trouble);
    if (trouble !== undefined || !this.#random.chance(changeChance)) return undefined;
    const idea = pickWeighted(this.#random, ideas);
    return this.#carryOut(idea, quotas);
  }

  /** As it was, or as it is and allowed. */
  #mend(quotas: TreeState['quotas'], { role, before }: Trouble): Change {
    this.#trouble = undefined;
    const isAllowable = !isFaultyQuota(quotas) && this.#random.chance(0.4);
    return isAllowable ? { quotas: {}, allowQuota: [role] } : { quotas: { [role]: before } };
  }

  #carryOut(idea: IdeaName, quotas: TreeState['quotas']): Change | undefined {
    const role = this.#random.pickAny([...quotas.keys()]);
    switch (idea) {
      case 'other terms': {
        const other = this.#anyRole();
        const terms = this.#sound(quotas, other);
        return terms && { quotas: { [other]: terms } };
      }
      case 'a family':
        return { quotas: this.#family(quotas) };
      case 'none':
        return role === undefined ? undefined : { quotas: { [role]: null } };
      case 'more than there is':
        return this.#ask(quotas, this.#anyRole(), { guarantee: this.#part(1.1) });
      case 'below what is used':
        return this.#ask(quotas, this.#anyRole(), { limit: this.#part(0.02) });
      case 'above the limit over it':
        return this.#askAbove(quotas);
    }
  }

  #ask(quotas: TreeState['quotas'], role: string, terms: QuotaPlan): Change {
    this.#trouble = { role, before: quotas.get(role) ?? null };
    return { quotas: { [role]: terms } };
  }

  #askAbove(quotas: TreeState['quotas']): Change | undefined {
    const below = this.#roles.filter((role) =>
      upwards(role).some((one) => quotas.get(one)?.limit !== undefined),
    );
    const role = this.#random.pickAny(below);
    const { limit: _, ...terms } = quotas.get(role ?? '') ?? {};
    const asked = { ...terms, guarantee: this.#part(0.9) };
    return role === undefined ? undefined : this.#ask(quotas, role, asked);
  }

  /** Terms with which the tree isn't faulty; undefined when these would make it so. */
  #sound(quotas: TreeState['quotas'], role: string): QuotaPlan | undefined {
    const terms = this.#terms(role);
    const { guarantee: _, ...limited } = terms;
    return [terms, limited].find(
      (one) => Object.keys(one).length > 0 && !isFaultyQuota(new Map([...quotas, [role, one]])),
    );
  }

  /** The higher the role stands, the more it gets. */
  #terms(role: string): QuotaPlan {
    const random = this.#random;
    const depth = upwards(role).length;
    if (role === emptyRole) return { guarantee: this.#part(random.pick([0.05, 0.1, 0.2])) };
    const guarantee = random.pick([0.08, 0.15, 0.3]) / depth;
    const limit = random.pick([0.12, 0.25, 0.4, 0.6]) / Math.sqrt(depth);
    const kind = random.pick(['guarantee', 'limit', 'limit', 'both', 'both'] as const);
    return {
      ...(kind === 'limit' ? {} : { guarantee: this.#part(guarantee) }),
      ...(kind === 'guarantee' ? {} : { limit: this.#part(limit) }),
    };
  }

  /** Of all that agents have; sometimes of cpus or of memory alone. */
  #part(part: number): NonNullable<QuotaPlan['limit']> {
    const cpusMilli = Math.ceil(this.#all.cpusMilli * part);
    const memoryMib = Math.ceil(this.#all.memoryMib * part);
    const kind = this.#random.pick(['both', 'both', 'cpus', 'memory'] as const);
    if (kind === 'cpus') return { cpusMilli };
    return kind === 'memory' ? { memoryMib } : { cpusMilli, memoryMib };
  }

  #anyRole(): string {
    if (this.#random.chance(0.3)) return this.#random.pickAny(this.#kept) ?? emptyRole;
    return this.#random.chance(0.15) ? emptyRole : (this.#random.pickAny(this.#roles) ?? emptyRole);
  }
}

type IdeaName =
  | 'other terms'
  | 'a family'
  | 'none'
  | 'more than there is'
  | 'below what is used'
  | 'above the limit over it';

const ideas: readonly [Weighted<IdeaName>, ...Weighted<IdeaName>[]] = [
  [42, 'other terms'],
  [8, 'a family'],
  [20, 'none'],
  [9, 'more than there is'],
  [9, 'below what is used'],
  [4, 'above the limit over it'],
];
