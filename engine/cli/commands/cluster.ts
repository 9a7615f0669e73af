// What runs until it is ended: up, engine, agentd.
import { printable } from '../../plan/render/printable.ts';
import type { Call } from '../call.ts';
import { removePointer, type UpPointer, writePointer } from '../cluster/up-pointer.ts';
import { announce, showFirstRevision } from '../cluster/up-session.ts';
import { whatNext } from '../cluster/what-next.ts';
import type { CommandSpec } from '../command.ts';
import type { RunningCluster, UpOptions } from '../tools.ts';

const defaults = { agents: 3, data: '.meridian', port: 5050 } as const;
const mostAgents = 100;
/** Above 1023, by the Fetch standard, "bad port"; lower ones aren't worth a list. */
const refusedPorts: ReadonlySet<number> = new Set([
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566],
  ...[6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
]);

export const up: CommandSpec = {
  name: 'up',
  about: 'A whole cluster on this machine: engine and agents, until Ctrl-C.',
  options: [
    {
      flags: '--repo PATH-OR-URL',
      about: 'what to deploy (= the bundled example, in a new one)',
      completes: 'folder',
    },
    { flags: '--ref BRANCH', about: 'branch, tag or commit to follow (= its HEAD)' },
    { flags: '--agents N', about: `agents that share this machine out (= ${defaults.agents})` },
    {
      flags: '--data DIR',
      about: `where everything is kept (= ${defaults.data})`,
      completes: 'folder',
    },
    { flags: '--port P', about: `of the API; 0 takes a free one (= ${defaults.port})` },
    { flags: '--keep-tasks', about: 'Ctrl-C leaves the tasks running for the next `up`' },
  ],
  json: 'cli/report.json#/$defs/UpReport',
  examples: ['meridian up', 'meridian up --repo . --agents 5 --data ./cluster'],
  async run(call) {
    const options = upOptions(call);
    const stopped = call.tools.interrupted();
    call.progress('starting the engine and its agents');
    const cluster = await call.tools.startCluster(options);
    let pointer: UpPointer | undefined;
    try {
      pointer = await writePointer(call.tools, cluster);
      announce(call, cluster, pointer);
      return await attend(call, cluster, stopped);
    } finally {
      call.progress(options.keepTasks ? 'stopping; tasks stay' : 'stopping everything');
      if (pointer !== undefined) await removePointer(call.tools, pointer);
      await cluster.stop();
    }
  },
};

function upOptions(call: Call): UpOptions {
  const repo = call.text('repo');
  const ref = call.text('ref');
  return {
    ...(repo === undefined ? {} : { repo }),
    ...(ref === undefined ? {} : { ref }),
    agents: call.count('agents', 1, mostAgents) ?? defaults.agents,
    data: call.text('data') ?? defaults.data,
    port: portOf(call),
    keepTasks: call.flag('keep-tasks'),
  };
}

function portOf(call: Call): number {
  const port = call.count('port', 0, 65_535) ?? defaults.port;
  if (!refusedPorts.has(port)) return port;
  const what = `${port} is a port that HTTP clients refuse, browsers and \`meridian\` too`;
  throw call.wrong('port', what, 'write another, or 0 for a free one');
}

async function attend(
  call: Call,
  cluster: RunningCluster,
  stopped: Promise<void>,
): Promise<number> {
  const ended = Promise.race([stopped, failure(cluster.failed)]);
  // What it shows ends with the cluster; a failure to show it doesn't end the cluster.
  const show = { isOver: false };
  const shown = call.isJson ? Promise.resolve() : present(call, cluster, show);
  await Promise.race([ended, shown]).finally(() => {
    show.isOver = true;
  });
  await ended;
  return 0;
}

async function present(
  call: Call,
  cluster: RunningCluster,
  show: { readonly isOver: boolean },
): Promise<void> {
  try {
    const shown = await showFirstRevision(call, cluster);
    call.print(`\n${whatNext(call.tools, cluster, shown)}`);
  } catch (error) {
    if (show.isOver) return;
    const why = error instanceof Error ? error.message : String(error);
    call.tools.io.stderr(`${printable(why)}\nThe cluster runs on; Ctrl-C ends it.\n`);
  }
}

async function failure(failed: Promise<Error>): Promise<never> {
  throw await failed;
}

export const engine: CommandSpec = {
  name: 'engine',
  about: 'The engine, until SIGTERM; what it did is kept, and what runs goes on.',
  options: [
    {
      flags: '--config FILE',
      about: 'its configuration, YAML or JSON',
      completes: 'file',
      isRequired: true,
    },
    { flags: '--adopt-epoch', about: 'take over with a store that was restored from a backup' },
    { flags: '--agent-timeout D', about: 'a silent agent is waited for so long (= 75s)' },
  ],
  outputs: [],
  examples: ['meridian engine --config /etc/meridian/engine.yaml'],
  async run(call) {
    const agentTimeoutMs = call.durationMs('agent-timeout');
    const stopped = call.tools.interrupted();
    const running = await call.tools.runEngine({
      config: call.text('config') ?? '',
      adoptEpoch: call.flag('adopt-epoch'),
      ...(agentTimeoutMs === undefined ? {} : { agentTimeoutMs }),
    });
    try {
      await Promise.race([stopped, failure(running.failed)]);
      return 0;
    } finally {
      await running.stop();
    }
  },
};

export const agentd: CommandSpec = {
  name: 'agentd',
  about: 'The agent on a machine: all options are those of meridian-agentd.',
  outputs: [],
  isPassedOn: true,
  examples: ['meridian agentd --help'],
  run: (call) => call.tools.runAgent(call.args),
};
