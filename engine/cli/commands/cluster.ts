// What runs until it is ended: up, engine, agentd.
import type { Call } from '../call.ts';
import { announce, retract, showFirstRevision, whatNext } from '../cluster/up-session.ts';
import type { CommandSpec } from '../command.ts';
import type { RunningCluster, UpOptions } from '../tools.ts';

const defaults = { agents: 3, data: '.meridian', port: 5050 } as const;
const mostAgents = 100;

export const up: CommandSpec = {
  name: 'up',
  about: 'A whole cluster on this machine: engine and agents, until Ctrl-C.',
  options: [
    { flags: '--repo PATH-OR-URL', about: 'what to deploy (= the bundled example, in a new one)' },
    { flags: '--ref BRANCH', about: 'branch, tag or commit to follow (= its HEAD)' },
    { flags: '--agents N', about: `agents that share this machine out (= ${defaults.agents})` },
    { flags: '--data DIR', about: `where everything is kept (= ${defaults.data})` },
    { flags: '--port P', about: `of the API; 0 takes a free one (= ${defaults.port})` },
    { flags: '--keep-tasks', about: 'Ctrl-C leaves the tasks running for the next `up`' },
  ],
  examples: ['meridian up', 'meridian up --repo . --agents 5 --data ./cluster'],
  async run(call) {
    const options = upOptions(call);
    const stopped = call.tools.interrupted();
    call.progress('starting the engine and its agents');
    const cluster = await call.tools.startCluster(options);
    try {
      return await attend(call, cluster, stopped);
    } finally {
      call.progress(options.keepTasks ? 'stopping; tasks stay' : 'stopping everything');
      await retract(call, cluster);
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
    port: call.count('port', 0, 65_535) ?? defaults.port,
    keepTasks: call.flag('keep-tasks'),
  };
}

async function attend(
  call: Call,
  cluster: RunningCluster,
  stopped: Promise<void>,
): Promise<number> {
  await announce(call, cluster);
  const ended = Promise.race([stopped, failure(cluster.failed)]);
  // What it shows ends with the cluster; a failure to show it doesn't end the cluster.
  const shown = call.isJson ? Promise.resolve() : present(call, cluster);
  await Promise.race([ended, shown]);
  await ended;
  return 0;
}

async function present(call: Call, cluster: RunningCluster): Promise<void> {
  try {
    await showFirstRevision(call, cluster);
    call.print(whatNext(call, cluster));
  } catch (error) {
    call.progress(error instanceof Error ? error.message : String(error));
  }
}

async function failure(failed: Promise<Error>): Promise<never> {
  throw await failed;
}

export const engine: CommandSpec = {
  name: 'engine',
  about: 'The engine, until SIGTERM; what it did is kept, and what runs goes on.',
  options: [
    { flags: '--config FILE', about: 'its configuration, YAML or JSON', isRequired: true },
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
