// Names that the engine knows, for a person who waits with a finger on the key: within a second or
// not at all. Whatever goes wrong is no names.
import type { VolumeView } from '../../../schemas/generated/api.ts';
import type { EngineClient } from '../../client.ts';
import type { NameChoice } from '../command.ts';
import { openEngine } from '../engine-address.ts';
import type { Tools } from '../tools.ts';
import type { Candidate } from './complete.ts';

/** The shell stands still so long at most. */
export const namesTimeoutMs = 1_000;
/** More are of no help. */
const mostNames = 1_000;
const limit = mostNames;

export interface EngineAt {
  readonly url: string | undefined;
  readonly tokenFile: string | undefined;
}

export async function engineNames(
  tools: Tools,
  at: EngineAt,
  choice: NameChoice,
): Promise<readonly Candidate[]> {
  const late = tools.sleep(namesTimeoutMs).then((): readonly Candidate[] => []);
  const names = openEngine(tools, { ...at, timeoutMs: namesTimeoutMs })
    .then((client) => readers[choice](client))
    .catch((): readonly Candidate[] => []);
  return (await Promise.race([names, late])).slice(0, mostNames);
}

type Reader = (client: EngineClient) => Promise<readonly Candidate[]>;

const app: Reader = async (client) =>
  (await client.apps({ limit })).items.map(({ name, state }) => ({ value: name, about: state }));

const task: Reader = async (client) =>
  (await client.tasks({ limit })).items.map(({ id, state, end, agentId }) => ({
    value: id,
    about: `${end?.state ?? state} on ${agentId}`,
  }));

const agent: Reader = async (client) =>
  (await client.agents({ limit })).items.map(({ id, presence }) => ({
    value: id,
    about: presence,
  }));

const job: Reader = async (client) =>
  (await client.jobs({ limit })).items.map(({ name, state }) => ({ value: name, about: state }));

/** Those that aren't over, and the last one of each job. */
const run: Reader = async (client) =>
  (await client.runs({ limit })).items.map(({ id, state }) => ({ value: id, about: state }));

const all =
  (...some: readonly Reader[]): Reader =>
  async (client) =>
    (await Promise.all(some.map((reader) => reader(client)))).flat();

/** Nothing of these can be given up. */
const hasLeft: ReadonlySet<VolumeView['state']> = new Set(['leaving', 'not-made']);

/** Each name once. */
async function volumesBy(
  client: EngineClient,
  nameOf: (volume: VolumeView) => string | undefined,
): Promise<readonly Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const volume of (await client.volumes({ limit })).items) {
    const value = nameOf(volume);
    if (value !== undefined) found.set(value, { value, about: volume.state });
  }
  return [...found.values()];
}

const role: Reader = async (client) =>
  (await client.roles({ limit })).items.map(({ role: value, apps }) => ({
    value,
    about: `${apps} apps`,
  }));

const volume: Reader = async (client) =>
  volumesBy(client, ({ name, state }) => (hasLeft.has(state) ? undefined : name));

const readers: Readonly<Record<NameChoice, Reader>> = {
  app,
  job,
  run,
  task,
  agent,
  'job-or-run': all(job, run),
  'task-or-run': all(task, run),
  subject: all(app, job, agent, run, task, role, volume),
  role,
  volume,
  'volume-owner': async (client) => volumesBy(client, ({ owner }) => owner),
  rollout: async (client) =>
    (await client.rollouts({ limit: 100 })).items.map(({ id, kind, state }) => ({
      value: id,
      about: `${kind} ${state}`,
    })),
  revision: async (client) =>
    (await client.revisions({ limit: 50 })).items.map(({ number, state, subject }) => ({
      value: String(number),
      about: `${state}: ${subject}`,
    })),
};
