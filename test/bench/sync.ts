// sync-cold, sync-noop, sync-one (targets.md).
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { EngineCore } from '../../engine/step/engine-core.ts';
import { Tables } from '../../engine/step/tables.ts';
import { SpecLoader } from '../../specs/loader.ts';
import type { Bench, Measured } from './bench.ts';
import { alternate, growth, median, rounded, timeMs } from './measure.ts';
import { SpecRepository } from './spec-repository.ts';
import { openMirror, wantedOf } from './wanted-of-repository.ts';

const files = 10_000;

async function cold(): Promise<Measured> {
  const repository = new SpecRepository(files);
  let runs = 0;
  const texts: Uint8Array[] = [];
  const ours = async () => {
    runs += 1;
    const repo = await openMirror(repository.repo.path, join(repository.folder.path, `m${runs}`));
    const loader = new SpecLoader();
    const ms = await timeMs(async () => wantedOf(repo, (await repo.fetch()).id, loader));
    if (texts.length === 0) {
      const tree = repo.tree((await repo.fetch()).id);
      const blobs = (await tree.list()).map((entry) => entry.blob);
      texts.push(...(await tree.read(blobs)).values());
    }
    await repo.close();
    return ms;
  };
  await ours();
  const yardstick = () => {
    runs += 1;
    const target = join(repository.folder.path, `c${runs}`);
    return timeMs(() => {
      execFileSync('git', ['clone', '-q', '--bare', repository.repo.path, target]);
      for (const text of texts) parseAllDocuments(Buffer.from(text).toString('utf8'));
    });
  };
  const times = await alternate(ours, yardstick);
  const heap = await heapPerDocument(repository);
  repository.remove();
  const ratio = rounded(times.ours / times.yardstick);
  return {
    parameters: { files, heapBytesPerDocument: heap },
    result: rounded(times.ours),
    unit: 'ms',
    yardstick: { what: 'git clone + bare yaml parse', value: rounded(times.yardstick) },
    ratio,
    target: 'ratio <= 1.6, heap <= 8192 bytes a document',
    met: ratio <= 1.6 && heap <= 8192,
  };
}

async function heapPerDocument(repository: SpecRepository): Promise<number> {
  const repo = await openMirror(repository.repo.path, join(repository.folder.path, 'heap'));
  const { id } = await repo.fetch();
  const collect = globalThis.gc ?? (() => undefined);
  collect();
  const before = process.memoryUsage().heapUsed;
  const loader = new SpecLoader();
  const wanted = await wantedOf(repo, id, loader);
  collect();
  const after = process.memoryUsage().heapUsed;
  await repo.close();
  return Math.round((after - before) / wanted.apps.length);
}

async function noopMs(size: number) {
  const repository = new SpecRepository(size);
  const repo = await openMirror(repository.repo.path, join(repository.folder.path, 'mirror'));
  await repo.fetch();
  const lsRemote = () =>
    timeMs(() => spawnSync('git', ['ls-remote', repository.repo.path, 'refs/heads/main']));
  const times = await alternate(() => timeMs(() => repo.fetch()), lsRemote, 25);
  await repo.close();
  repository.remove();
  return times;
}

async function noop(): Promise<Measured> {
  const half = await noopMs(files / 2);
  const full = await noopMs(files);
  const ratio = rounded(full.ours / full.yardstick);
  const exponent = growth(half.ours, full.ours);
  return {
    parameters: { files },
    result: rounded(full.ours),
    unit: 'ms',
    yardstick: { what: 'git ls-remote', value: rounded(full.yardstick) },
    ratio,
    target: 'ratio <= 1.5, exponent <= 0.1',
    met: ratio <= 1.5 && exponent <= 0.1,
    exponent,
  };
}

async function oneMs(size: number): Promise<{ readonly overFetch: number; readonly ours: number }> {
  const repository = new SpecRepository(size);
  const { path } = repository.repo;
  const repo = await openMirror(path, join(repository.folder.path, 'mirror'));
  const bare = join(repository.folder.path, 'bare');
  execFileSync('git', ['clone', '-q', '--bare', path, bare]);
  const loader = new SpecLoader();
  const core = new EngineCore(new Tables({ agentTimeoutMs: 1, agentReregistrationTimeoutMs: 1 }));
  const apply = async () => {
    const commit = await repo.fetch();
    const wanted = await wantedOf(repo, commit.id, loader);
    const seen = { id: commit.id, subject: '', author: '', timeMs: 0 };
    core.handle([{ kind: 'revision', revision: { kind: 'wanted', commit: seen, wanted } }], 1);
  };
  await apply();
  const over: number[] = [];
  const all: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    repository.changeOne();
    const fetchMs = await timeMs(() =>
      execFileSync('git', ['-C', bare, 'fetch', '-q', path, '+main:main']),
    );
    const ours = await timeMs(apply);
    all.push(ours);
    over.push(ours - fetchMs);
  }
  await repo.close();
  repository.remove();
  return { overFetch: median(over), ours: median(all) };
}

async function one(): Promise<Measured> {
  const half = await oneMs(files / 2);
  const full = await oneMs(files);
  const over = rounded(full.overFetch);
  const exponent = growth(half.overFetch, full.overFetch);
  return {
    parameters: { files, commitToActionMs: rounded(full.ours) },
    result: over,
    unit: 'ms over git fetch',
    target: '<= 150 ms over git fetch, exponent <= 0.1',
    met: over <= 150 && exponent <= 0.1,
    exponent,
  };
}

export const syncBenches: readonly Bench[] = [
  { name: 'sync-cold', run: cold },
  { name: 'sync-noop', run: noop },
  { name: 'sync-one', run: one },
];
