// Network namespaces of a test's own. Their names hold the test's process id: what a dead one has
// left behind is known by it, and removed at the next start. A keeper, a shell that only waits for
// the test's end, removes all of it also when the test is killed.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const family = 'meridian-test';
/** Removing is a few calls of `ip`; some more while processes end. */
const removeBoundMs = 20_000;

/** Undefined when this user can have network namespaces; else what to do about it. */
export function whyNoNamespaces(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  const missing = whyNoIp();
  if (missing !== undefined) return missing;
  const name = namespaceOf(process.pid, 'try');
  const words = ['netns', 'add', name];
  const made = spawnSync('ip', words, { encoding: 'utf8' });
  spawnSync('ip', ['netns', 'del', name]);
  if (made.status === 0) return undefined;
  return `needs a root that may make network namespaces: ip ${words.join(' ')}: ${made.stderr}`;
}

function whyNoIp(): string | undefined {
  const isThere = (): boolean =>
    ['/sbin/ip', '/usr/sbin/ip', '/bin/ip', '/usr/bin/ip'].some((path) => existsSync(path));
  if (isThere()) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env, timeout: 120_000 });
  const args = ['install', '-y', '-qq', '--no-install-recommends', 'iproute2'];
  const run = spawnSync('apt-get', args, { env, timeout: 300_000 });
  if (isThere()) return undefined;
  return `install iproute2: apt-get said ${String(run.stderr).slice(-300)}`;
}

export const namespaceOf = (pid: number, machine: string): string => `${family}-${pid}-${machine}`;

/** How the path of a network's own folder begins. */
export const folderOf = (pid: number): string => join(tmpdir(), `meridian-network-${pid}-`);

/** Names of links outside any namespace of ours: at most 15 characters. */
export const linkOf = (pid: number, end: string): string => `mrt${pid}${end}`;

/** Namespaces and links that bear the id of a process, whether it lives or not. */
export function leftBy(pid: number): readonly string[] {
  const isOf = new RegExp(`^(${family}-${pid}-|mrt${pid}[a-z])`);
  return [...namespaces(), ...links()].filter((name) => isOf.test(name));
}

const namespaces = (): readonly string[] => firstWords(['netns', 'list'], /^(\S+)/gm);
const links = (): readonly string[] => firstWords(['-o', 'link'], /^\d+: ([^:@]+)/gm);

function firstWords(words: readonly string[], pattern: RegExp): readonly string[] {
  // On stderr it tells of namespaces that are going.
  const text = execFileSync('ip', words, { encoding: 'utf8', stdio: 'pipe' });
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Runs lines of `ip -batch`, in a namespace or in none of ours. */
export function ipBatch(lines: readonly string[], namespace?: string): void {
  const words = namespace === undefined ? [] : ['-n', namespace];
  const input = `${lines.join('\n')}\n`;
  execFileSync('ip', [...words, '-batch', '-'], { input, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Processes that are in a namespace. */
export function pidsIn(namespace: string): readonly number[] {
  const text = execFileSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' });
  return text.split('\n').filter(Boolean).map(Number);
}

/** Of processes that live no more, and what this one may have left under its id. */
export function sweepLeftovers(): void {
  const pattern = new RegExp(`^(?:${family}-(\\d+)-|mrt(\\d+)[a-z])`);
  const pids = [...namespaces(), ...links()].flatMap((name) => {
    const found = pattern.exec(name);
    return found ? [Number(found[1] ?? found[2])] : [];
  });
  for (const pid of new Set(pids))
    if (pid === process.pid || !existsSync(`/proc/${pid}`)) sweepOf(pid);
}

function sweepOf(pid: number): void {
  execFileSync('/bin/sh', ['-c', sweep, 'sh', family, String(pid)], { stdio: 'pipe' });
  const folder = folderOf(pid);
  for (const name of readdirSync(dirname(folder)))
    if (name.startsWith(basename(folder)))
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
}

/** $1 is the family, $2 the process id that is in the names. */
const sweep = `
for ns in $(ip netns list | cut -d ' ' -f 1 | grep "^$1-$2-"); do
  n=0
  while [ $n -lt 100 ]; do
    pids=$(ip netns pids "$ns" 2> /dev/null)
    [ -n "$pids" ] || break
    kill -9 $pids 2> /dev/null
    n=$((n + 1))
  done
  ip netns del "$ns" 2> /dev/null
done
for link in $(ip -o link | cut -d : -f 2 | cut -d @ -f 1 | grep "^ mrt$2[a-z]"); do
  ip link del "$link" 2> /dev/null
done
:`;

/** Each line it reads is a folder that goes, too. */
const keep = `
while read -r folder; do folders="$folders $folder"; done
${sweep}
[ -z "$folders" ] || rm -rf $folders`;

export class NamespaceKeeper {
  readonly #shell: ChildProcess;

  constructor() {
    const words = ['-c', keep, 'sh', family, String(process.pid)];
    // Of a session of its own: Ctrl-C in the test's terminal doesn't reach it.
    const stdio = ['pipe', 'ignore', 'ignore'] as const;
    this.#shell = spawn('/bin/sh', words, { stdio: [...stdio], detached: true });
    this.#shell.unref();
  }

  get pid(): number {
    return this.#shell.pid ?? 0;
  }

  /** A folder without blanks in its name that is removed with everything else. */
  alsoRemove(folder: string): void {
    if (/\s/.test(folder)) throw new Error(`a blank in ${folder}: set TMPDIR to a path without`);
    this.#shell.stdin?.write(`${folder}\n`);
  }

  /** Resolves when nothing is left. */
  async removeAll(): Promise<void> {
    const exited = once(this.#shell, 'exit', { signal: AbortSignal.timeout(removeBoundMs) });
    this.#shell.stdin?.end();
    await exited;
  }
}
