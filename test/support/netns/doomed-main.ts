// Has a network with a process in it, says so with its keeper's process id, and stays until it is
// killed.
import { spawn } from 'node:child_process';
import { TestNetwork } from './test-network.ts';

const network = new TestNetwork(['a1']);
const [command = '', ...words] = [...network.enter('a1'), 'sleep', '100000'];
spawn(command, words, { stdio: 'ignore', detached: true }).once('spawn', () =>
  process.stdout.write(`${network.keeperPid}\n`),
);
setInterval(() => undefined, 60_000);
