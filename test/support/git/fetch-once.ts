// A process of its own that opens a mirror, fetches once and tells the commit: what a kill test
// kills. Arguments: url, ref, folder, timeout in ms.
import { openGitRepo } from '../../../engine/adapters/repo-git.ts';

const [url = '', ref = '', folder = '', timeout = ''] = process.argv.slice(2);
const repo = await openGitRepo({ url, ref, folder, timeoutMs: Number(timeout) });
const { id } = await repo.fetch();
process.stdout.write(`${id}\n`);
await repo.close();
