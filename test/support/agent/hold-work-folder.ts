// Holds an agent's work directory until it is killed; says so on stdout.
import { openWorkFolder } from '../../../agentd/adapters/journal/work-folder.ts';

await openWorkFolder(process.argv[2] ?? '');
process.stdout.write('held\n');
setInterval(() => {}, 60_000);
