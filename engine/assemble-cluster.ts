// The two ways an engine is started: from a configuration file, and as a whole cluster on this
// machine (`up`), whose agents are processes that end with it.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureMachine } from '../agentd/adapters/machine.ts';
import { detectedResources } from '../agentd/core/machine/allowance.ts';
import type { EngineConfig } from '../schemas/generated/config.ts';
import { plainValue } from '../specs/yaml/plain-value.ts';
import { parseYaml, syntaxFaults } from '../specs/yaml/yaml-documents.ts';
import { readEngineConfig, readToken } from './adapters/config-file.ts';
import { makeExampleRepo } from './adapters/local/example-repo.ts';
import { type RunningAgent, startLocalAgent } from './adapters/local/local-agents.ts';
import { openLog } from './adapters/log-pino.ts';
import { type RunningEngine, startEngine } from './assemble.ts';
import type { EngineOptions, RunningCluster, UpOptions } from './cli/tools.ts';
import { localShares } from './place/local-shares.ts';
import { type RemovalLimit, usualRemovalLimit } from './step/master/removals/removal-limit.ts';

const msPerSecond = 1_000;

/** Starts the engine that a configuration file describes. */
export async function startDaemon(options: EngineOptions): Promise<RunningEngine> {
  const config = await readEngineConfig(options.config, parseConfig);
  const { repository, listen } = config;
  const apiToken =
    config.apiTokenFile === undefined ? {} : { apiToken: await readToken(config.apiTokenFile) };
  return await startEngine({
    dataFolder: config.data,
    repo: {
      url: repository.url,
      ref: repository.ref ?? 'HEAD',
      timeoutMs: (repository.timeoutSeconds ?? 60) * msPerSecond,
    },
    listen: { host: listen?.host ?? '127.0.0.1', port: listen?.port ?? 5050 },
    joinToken: await readToken(config.joinTokenFile),
    ...apiToken,
    openOnLoopback: false,
    settings: {
      agentTimeoutMs:
        options.agentTimeoutMs ?? Math.round((config.agentTimeoutSeconds ?? 75) * msPerSecond),
      agentReregistrationTimeoutMs: Math.round(
        (config.agentReregistrationTimeoutSeconds ?? 600) * msPerSecond,
      ),
      agentRemovalLimit: removalLimitOf(config.agentRemovalLimit),
      ...(config.offerTimeoutSeconds === undefined
        ? {}
        : { offerTimeoutMs: Math.round(config.offerTimeoutSeconds * msPerSecond) }),
    },
    allocator: config.allocator ?? 'drf',
    isAdopting: options.adoptEpoch,
    log: openLog(config.logLevel ?? 'info'),
  });
}

function removalLimitOf({ agents, perSeconds }: Removals = {}): RemovalLimit {
  const perMs = perSeconds === undefined ? undefined : Math.round(perSeconds * msPerSecond);
  const usual = usualRemovalLimit;
  return { agents: agents ?? usual.agents, perMs: perMs ?? usual.perMs };
}

type Removals = NonNullable<EngineConfig['agentRemovalLimit']>;

/** The one document of a configuration file; throws on what isn't YAML. */
function parseConfig(text: string): unknown {
  const { documents, faults } = parseYaml(text);
  const [document] = documents;
  if (!document) throw new Error(faults[0]?.message ?? 'no document in it');
  const value = plainValue(document);
  const fault = [...faults, ...syntaxFaults(text, document), ...value.faults][0];
  if (fault) throw new Error(fault.message);
  return value.value;
}

const here = dirname(fileURLToPath(import.meta.url));
/** The project's folder, seen from the sources and from the build. */
const projectFolder = existsSync(join(here, '../examples'))
  ? join(here, '..')
  : join(here, '../..');

/** What `up` deploys without a repository: both in one. */
const examples = ['shop', 'etl'].map((name) => join(projectFolder, 'examples', name));

/** Starts a whole cluster on this machine. */
export async function startCluster(options: UpOptions): Promise<RunningCluster> {
  const dataFolder = resolve(options.data);
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const repo = options.repo ?? join(dataFolder, 'repo');
  if (options.repo === undefined) await makeExampleRepo(examples, repo);
  const tokenFile = await drawToken(join(dataFolder, 'join.token'));
  const engine = await startEngine({
    dataFolder,
    repo: { url: repo, ref: options.ref ?? 'HEAD', timeoutMs: 60_000 },
    listen: { host: '127.0.0.1', port: options.port },
    joinToken: await readToken(tokenFile),
    openOnLoopback: true,
    settings: { agentTimeoutMs: 75_000, agentReregistrationTimeoutMs: 600_000 },
    allocator: 'drf',
    isAdopting: false,
    log: openLog('info', join(dataFolder, 'engine.log')),
  });
  const agents = await startAgents(options, { dataFolder, tokenFile, url: engine.url });
  const stop = async () => {
    // The engine first: it must not see its tasks end and start others in their place.
    await engine.stop();
    await Promise.all(agents.map((agent) => agent.stop()));
  };
  const isRoot = process.getuid?.() === 0;
  return {
    url: engine.url,
    repo,
    isExample: options.repo === undefined,
    dataFolder,
    agents: agents.map((agent) => agent.name),
    warnings: isRoot ? ['tasks run as root, because you are: fine to try, not to keep'] : [],
    failed: Promise.race([engine.failed, ...agents.map(agentFailure)]),
    stop,
  };
}

async function agentFailure(agent: RunningAgent): Promise<Error> {
  return new Error(`${agent.name} ended: ${await agent.ended}`);
}

interface Place {
  readonly dataFolder: string;
  readonly tokenFile: string;
  readonly url: string;
}

async function startAgents(options: UpOptions, place: Place): Promise<RunningAgent[]> {
  const machine = detectedResources(await measureMachine(place.dataFolder));
  const shares = localShares(machine, options.agents);
  const built = fileURLToPath(new URL('../agentd/main.js', import.meta.url));
  return await Promise.all(
    shares.map((resources, index) => {
      const name = `agent-${index + 1}`;
      const folder = join(place.dataFolder, 'agents', name);
      const args = ['--engine', place.url, '--token-file', place.tokenFile];
      args.push('--work', join(folder, 'work'), '--name', name, '--resources', resources);
      args.push('--default-user', userInfo().username, '--exit-with-stdin');
      if (process.getuid?.() === 0) args.push('--allow-root');
      if (!options.keepTasks) args.push('--kill-tasks-on-exit');
      return startLocalAgent({ name, folder, command: [process.execPath, built], args });
    }),
  );
}

/** The file with a token in it, drawn once. */
async function drawToken(file: string): Promise<string> {
  const token = `${randomBytes(24).toString('hex')}\n`;
  try {
    await writeFile(file, token, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return file;
}
