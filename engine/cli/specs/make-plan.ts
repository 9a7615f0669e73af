// The plan of a folder or of a ref: gathers what `planOf` is made of. A folder counts as the commit
// that is checked out when its YAML files are just those, byte by byte; otherwise it is
// uncommitted.
//
// Against a ref (`--base`) the base has moved when that ref holds commits that the head doesn't:
// then the plan would undo them, and says so. Against the engine it has moved when something other
// than `--base` is applied there.
import type { PlanDocument } from '../../../schemas/generated/api.ts';
import type { EngineClient } from '../../client.ts';
import { counted } from '../../lib/text/spoken-duration.ts';
import { Problem } from '../../model/problem.ts';
import { planOf } from '../../plan/plan-document.ts';
import type { Against } from '../../plan/plan-input.ts';
import { allowedRoles } from '../../plan/quota/allowed-roles.ts';
import type { Snapshot } from '../../plan/snapshot.ts';
import type { CommitFacts, SpecTree, Tools } from '../tools.ts';
import { type LoadedSpecs, loadSpecs, type Say } from './load-specs.ts';

export interface PlanWish {
  readonly folder: string;
  /** Absent: the folder as it is. */
  readonly ref?: string;
  readonly base?: string;
  readonly against: 'engine' | 'empty' | 'base';
  /** ISO 8601 in UTC. */
  readonly asOf?: string;
  readonly client: () => Promise<EngineClient>;
  /** Hears what takes a while. */
  readonly say?: Say;
}

interface Head {
  readonly tree: SpecTree;
  /** The commit that is planned; absent for what isn't committed. */
  readonly commit?: CommitFacts;
  /** The commit that it stands on. */
  readonly onto?: CommitFacts;
}

/** As of then where nothing says otherwise: the same folder gives the same bytes. */
const noInstant = new Date(0).toISOString();

/** Rejects with a Problem when one of the two sides can't be had. */
export async function makePlan(tools: Tools, wish: PlanWish): Promise<PlanDocument> {
  const head = await headOf(tools, wish);
  const { outcome, locate } = await loadSpecs(head.tree, wish.say);
  const { against, expectedBase } = await baseOf(tools, wish, head);
  const allowDelete = head.commit === undefined ? undefined : allowedDeletes(head.commit);
  const onto = head.commit ?? head.onto;
  return planOf({
    repo: wish.folder,
    ...(head.commit === undefined ? {} : { head: head.commit.id }),
    asOf: wish.asOf ?? (onto === undefined ? noInstant : new Date(onto.timeMs).toISOString()),
    engineVersion: tools.version,
    timeZoneData: tools.timeZoneData,
    wanted: outcome.kind === 'wanted' ? outcome.wanted : undefined,
    faults: outcome.kind === 'wanted' ? [] : outcome.faults,
    against,
    ...(allowDelete === undefined ? {} : { allowDelete }),
    ...allowedRoles(head.commit?.trailers ?? []),
    ...(expectedBase === undefined ? {} : { expectedBase }),
    locate,
  });
}

async function headOf(tools: Tools, { folder, ref }: PlanWish): Promise<Head> {
  const { repo } = tools;
  if (ref !== undefined) {
    const commit = await repo.headCommit(folder, ref);
    return { tree: await repo.gitTree(folder, commit.id), commit, onto: commit };
  }
  const tree = tools.tree(folder);
  await tree.list();
  const onto = (await repo.findWorkTree(folder))?.head;
  if (onto === undefined) return { tree };
  const isCommitted = await holdsCommit(tools, { folder, tree, commit: onto.id });
  return { tree, onto, ...(isCommitted ? { commit: onto } : {}) };
}

interface Held {
  readonly folder: string;
  readonly tree: SpecTree;
  readonly commit: string;
}

/** What else lies in the folder (what is built, what is installed) is no part of the plan. */
const specFile = /\.ya?ml$/i;

/** A folder that the commit doesn't have at all isn't committed either. */
async function holdsCommit(tools: Tools, { folder, tree, commit }: Held): Promise<boolean> {
  try {
    const committed = await tools.repo.gitTree(folder, commit);
    const differences = await tools.repo.differences(committed, tree);
    return !differences.some(({ path }) => specFile.test(path));
  } catch (error) {
    if ((error as { readonly failure?: unknown }).failure === 'missing-ref') return false;
    throw error;
  }
}

interface Base {
  readonly against: Against;
  readonly expectedBase?: string;
}

async function baseOf(tools: Tools, wish: PlanWish, head: Head): Promise<Base> {
  switch (wish.against) {
    case 'empty':
      return { against: { kind: 'empty' } };
    case 'engine':
      return engineBase(tools, wish);
    case 'base':
      return refBase(tools, wish, head);
  }
}

async function engineBase(tools: Tools, { folder, base, client }: PlanWish): Promise<Base> {
  // Its specs were made by the code that plans here; only the ids' brands are missing.
  const snapshot = (await (await client()).snapshot()) as unknown as Snapshot;
  const against = { kind: 'engine', snapshot } as const;
  if (base === undefined) return { against };
  return { against, expectedBase: (await tools.repo.headCommit(folder, base)).id };
}

async function refBase(tools: Tools, wish: PlanWish, head: Head): Promise<Base> {
  const { repo } = tools;
  const { folder, base = '', say } = wish;
  const commit = (await repo.headCommit(folder, base)).id;
  const specs = await loadSpecs(await repo.gitTree(folder, commit), say);
  const wanted = soundOf(specs, base);
  const fork = head.onto && (await repo.mergeBase(folder, head.onto.id, commit));
  return {
    against: { kind: 'base', wanted, commit },
    ...(fork === undefined ? {} : { expectedBase: fork }),
  };
}

function soundOf({ outcome }: LoadedSpecs, base: string) {
  if (outcome.kind === 'wanted') return outcome.wanted;
  const what = `--base ${base} has ${counted(outcome.faultCount, 'fault')}`;
  const hint = 'compare with a commit that is sound, or use --against empty';
  throw new Problem('faulty-revision', { where: 'meridian plan', what, hint });
}

/** N of the last trailer `Meridian-Allow-Delete: N`. */
function allowedDeletes({ trailers }: CommitFacts): number | undefined {
  const trailer = trailers.findLast(
    ({ key, value }) => key.toLowerCase() === 'meridian-allow-delete' && /^\d{1,9}$/.test(value),
  );
  return trailer === undefined ? undefined : Number(trailer.value);
}
