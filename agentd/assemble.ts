// Puts an agent together: the one place, with main.ts, where adapters are chosen. Tests and
// `meridian up` start agents through it; `decorate` may wrap the ports.
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Redacted } from '../engine/lib/redacted.ts';
import type { AgentFacts } from '../engine/model/actual.ts';
import type { Bundle } from '../engine/model/resources/bundle.ts';
import type { Resource } from '../engine/model/resources/resource.ts';
import { misspelt, neverOffered } from '../engine/model/resources/resource-warnings.ts';
import { SystemClock } from './adapters/clock-system.ts';
import { JournalFiles } from './adapters/journal/journal-files.ts';
import { openWorkFolder } from './adapters/journal/work-folder.ts';
import { socketUrl, WsLinks } from './adapters/link-ws.ts';
import { LogLines } from './adapters/log-lines.ts';
import { LogFiles } from './adapters/logs/log-files.ts';
import { measureMachine } from './adapters/machine.ts';
import { NetProbes } from './adapters/net-probes.ts';
import { NativeProcesses } from './adapters/processes/native-processes.ts';
import { VolumeFiles } from './adapters/volumes/volume-files.ts';
import { capabilitiesOf } from './core/capabilities.ts';
import { detectedResources, overrideResources } from './core/machine/allowance.ts';
import type { DefaultRole } from './core/machine/resource-rules.ts';
import { type AgentExit, AgentLoop } from './loop/agent-loop.ts';
import type { AgentPorts } from './loop/ports.ts';
import type { Log } from './ports/log.ts';

export interface AgentOptions {
  /** The engine's address: http, https, ws or wss. */
  readonly engine: string;
  readonly token: Redacted;
  /** The agent's own directory, for good. */
  readonly work: string;
  /** = the machine's name made to fit. */
  readonly name?: string;
  /** As they were given: they replace what is detected, name by name. */
  readonly resources?: readonly Resource[];
  /** Who what is detected is reserved for; = nobody. */
  readonly defaultRole?: DefaultRole;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Who runs tasks that name no user; = nobody as root, else the agent's own user. */
  readonly defaultUser?: string;
  /** Tasks may run as root; = false. */
  readonly allowRoot?: boolean;
  /** Sandboxes of ended tasks kept; = 100. */
  readonly keepSandboxes?: number;
  /** So long after its order came a task's command is to have begun; = 60_000. */
  readonly startTimeoutMs?: number;
  /** Where log lines go; = stderr. */
  readonly writeLog?: (line: string) => void;
}

export interface Agent {
  readonly agentId: string;
  /** Resolves when it has ended, by `stop` or by the engine's word. */
  readonly exited: Promise<AgentExit>;
  /** Without `killTasks` they run on and are adopted at the next start. */
  stop(killTasks: boolean): Promise<AgentExit>;
}

const defaultKeepSandboxes = 100;
const defaultStartTimeoutMs = 60_000;

/** Starts an agent. Rejects with `where: what is: what would be right`. */
export async function assembleAgent(
  options: AgentOptions,
  decorate: (ports: AgentPorts) => AgentPorts = (ports) => ports,
): Promise<Agent> {
  socketUrl(options.engine, '');
  const folder = await openWorkFolder(options.work, options.name);
  try {
    const { identity, path } = folder;
    const ports = decorate(portsOf(options, path, identity.agentId));
    const facts = await factsOf(options, path);
    warn(ports.log, facts.resources);
    const keepSandboxes = options.keepSandboxes ?? defaultKeepSandboxes;
    const { startTimeoutMs = defaultStartTimeoutMs } = options;
    const setup = { identity, facts, keepSandboxes, startTimeoutMs, seed: randomInt(2 ** 32) };
    const loop = await AgentLoop.open(ports, setup);
    loop.start();
    const exited = loop.exited.finally(() => folder.release());
    const stop = (killTasks: boolean) => loop.shutdown(killTasks).then(() => exited);
    return { agentId: identity.agentId, exited, stop };
  } catch (error) {
    folder.release();
    throw error;
  }
}

function portsOf(options: AgentOptions, work: string, agentId: string): AgentPorts {
  const toStderr = (line: string) => void process.stderr.write(line);
  const log = new LogLines(agentId, options.writeLog ?? toStderr);
  const { engine, token, defaultUser, allowRoot = false } = options;
  return {
    clock: new SystemClock(),
    journal: new JournalFiles(work),
    processes: new NativeProcesses(work, { defaultUser, allowRoot }),
    volumes: new VolumeFiles(work, log),
    probes: new NetProbes(),
    links: new WsLinks({ engine, token, log }),
    logs: new LogFiles(work),
    log,
  };
}

/** What is odd of its resources, at start and to whoever operates it; `agents` says it too. */
function warn(log: Log, resources: Bundle): void {
  const never = neverOffered(resources);
  const warnings = [...misspelt(resources), ...(never === undefined ? [] : [never])];
  for (const { what, remedy } of warnings) log.write('warn', `${what}: ${remedy}`);
}

async function factsOf(options: AgentOptions, work: string): Promise<AgentFacts> {
  const detected = detectedResources(await measureMachine(work), options.defaultRole);
  return {
    hostname: hostname(),
    version: readVersion(),
    resources: overrideResources(detected, options.resources ?? []),
    attributes: { ...options.attributes },
    capabilities: [...capabilitiesOf({ isRoot: process.getuid?.() === 0 })],
  };
}

/** The package's version, from the package.json above this file (built or not). */
function readVersion(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 4; up += 1) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) return String(JSON.parse(readFileSync(path, 'utf8')).version);
    folder = dirname(folder);
  }
  return 'unknown';
}
