// A program that opens very many connections to an engine at once and holds them: of ten, five say
// nothing, two have another token, one has the right one and never registers, two are agents that
// register and answer pings. It prints how far it is, one JSON line at a time, until it is killed.
import { connect, type Socket } from 'node:net';
import type { ManyCounts } from './many-clients.ts';
import { frameOf, registerText, upgradeHead } from './rogue-agent.ts';

const [port = 0, total = 0] = process.argv.slice(2).map(Number);
const counts: Record<keyof ManyCounts, number> = {
  ...{ asked: total, opened: 0, failed: 0, closed: 0, turnedAway: 0, registered: 0 },
};

/** Those that want an answer come back as agents do when they are cut off before it. */
function open(number: number): void {
  const socket = connect({ port, host: '127.0.0.1' });
  const goal = { isReached: false };
  let isOpen = false;
  socket.on('connect', () => {
    isOpen = true;
    counts.opened += 1;
    speak(socket, number, goal);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (isOpen) counts.closed += 1;
    else counts.failed += 1;
    const wantsMore = number % 10 >= 5 && number % 10 !== 7 && !goal.isReached;
    if (wantsMore) setTimeout(() => open(number), 200 + (number % 800));
  });
}

interface Goal {
  isReached: boolean;
}

function speak(socket: Socket, number: number, goal: Goal): void {
  const kind = number % 10;
  if (kind < 5) socket.resume();
  else if (kind < 7) knock(socket, goal);
  else if (kind < 8) socket.resume().write(upgradeHead());
  else join(socket, number, goal);
}

function knock(socket: Socket, goal: Goal): void {
  socket.once('data', (bytes) => {
    goal.isReached = bytes.toString('latin1').startsWith('HTTP/1.1 401');
    if (goal.isReached) counts.turnedAway += 1;
  });
  socket.write(upgradeHead('another'));
}

function join(socket: Socket, number: number, goal: Goal): void {
  let sequence = 0;
  socket.write(
    Buffer.concat([Buffer.from(upgradeHead()), frameOf(registerText(`many-${number}`))]),
  );
  socket.on('data', (bytes) => {
    const text = bytes.toString('latin1');
    const given = /"kind":"(registered|ping)".*?"envelope":(\{[^}]*\})/.exec(text);
    if (!given) return;
    if (given[1] === 'registered') counts.registered += 1;
    goal.isReached = true;
    sequence += 1;
    const envelope = { ...JSON.parse(given[2] ?? '{}'), sequence };
    socket.write(frameOf(JSON.stringify({ kind: 'pong', envelope })));
  });
}

for (let number = 0; number < total; number += 1) open(number);
setInterval(() => process.stdout.write(`${JSON.stringify(counts)}\n`), 100);
