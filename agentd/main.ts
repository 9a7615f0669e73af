#!/usr/bin/env node
// meridian-agentd: the agent on one machine.
import { readFileSync } from 'node:fs';
import { Redacted } from '../engine/lib/redacted.ts';
import { type AgentArguments, parseArguments, usage } from './arguments.ts';
import { type AgentOptions, assembleAgent } from './assemble.ts';

const fail = (lines: readonly string[]): never => {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
};

function readToken(file: string | undefined): Redacted {
  const text = file === undefined ? process.env.MERIDIAN_JOIN_TOKEN : readTokenFile(file);
  delete process.env.MERIDIAN_JOIN_TOKEN;
  const token = text?.trim() ?? '';
  if (/^[\x21-\x7e]{1,1024}$/.test(token)) return new Redacted(token);
  const where = file === undefined ? 'MERIDIAN_JOIN_TOKEN' : file;
  const what = token === '' ? 'no join token in it' : 'what it holds is no join token';
  return fail([`${where}: ${what}: take the one the engine shows, by --token-file FILE`]);
}

function readTokenFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return fail([
      `--token-file: ${(error as Error).message}: name a file that holds the join token`,
    ]);
  }
}

function optionsOf(args: AgentArguments): AgentOptions {
  const { engine, work, name, resources, defaultRole, attributes } = args;
  const { allowRoot, defaultUser, keepSandboxes, startTimeoutMs, tokenFile } = args;
  return {
    engine,
    work,
    attributes,
    defaultRole,
    allowRoot,
    keepSandboxes,
    startTimeoutMs,
    token: readToken(tokenFile),
    ...(name === undefined ? {} : { name }),
    ...(resources === undefined ? {} : { resources }),
    ...(defaultUser === undefined ? {} : { defaultUser }),
  };
}

async function run(args: AgentArguments): Promise<void> {
  const agent = await assembleAgent(optionsOf(args));
  const stop = () => void agent.stop(args.killTasksOnExit);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', () => {});
  // Whoever reads our log may go first; the tasks must not suffer from it.
  process.stderr.on('error', () => {});
  if (args.exitWithStdin) process.stdin.on('error', stop).once('end', stop).resume();
  const { code, text } = await agent.exited;
  process.stderr.write(`${text}\n`);
  process.exit(code);
}

const parsed = parseArguments(process.argv.slice(2));
if (parsed.kind === 'help') process.stdout.write(usage);
else if (parsed.kind === 'faults') fail(parsed.faults);
else await run(parsed.options).catch((error: unknown) => fail([(error as Error).message]));
