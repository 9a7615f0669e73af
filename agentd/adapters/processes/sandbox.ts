// A task's sandbox, with a link at each volume's path to the volume's data. With its links it is
// made beside, while nobody else may reach it, and renamed: nobody can lead the agent's own rights
// astray by what they put in their paths, and a sandbox that is there is whole.
import {
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Order } from '../../../schemas/generated/wire.ts';
import { sandboxOf, taskFolder } from '../../ports/task-folder.ts';
import { volumeData } from '../../ports/volume-folder.ts';
import type { Runner } from './task-environment.ts';

export function makeSandbox(work: string, order: Order, runner: Runner): void {
  const sandbox = sandboxOf(work, order.taskId);
  const { volumes = [] } = order;
  for (const { id } of volumes) giveData(volumeData(work, id), runner);
  if (volumes.length > 0 && !existsSync(sandbox)) makeWithLinks(work, order, runner);
  mkdirSync(sandbox, { recursive: true, mode: 0o700 });
  giveAway(sandbox, runner);
}

/** The top folder alone: what is in it is its users' own business. */
function giveData(data: string, { account: { uid, gid } }: Runner): void {
  const now = statSync(data);
  if (now.uid !== uid || now.gid !== gid) chownSync(data, uid, gid);
}

function makeWithLinks(work: string, { taskId, volumes = [] }: Order, runner: Runner): void {
  const draft = `${taskFolder(work, taskId)}/sandbox.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  for (const { id, path } of volumes) {
    makeParents(draft, dirname(path), runner);
    const link = join(draft, path);
    symlinkSync(volumeData(work, id), link);
    giveAway(link, runner);
  }
  renameSync(draft, sandboxOf(work, taskId));
}

function makeParents(draft: string, path: string, runner: Runner): void {
  if (path === '.' || existsSync(join(draft, path))) return;
  makeParents(draft, dirname(path), runner);
  mkdirSync(join(draft, path), { mode: 0o700 });
  giveAway(join(draft, path), runner);
}

function giveAway(path: string, { account, isOther }: Runner): void {
  if (isOther) lchownSync(path, account.uid, account.gid);
}
