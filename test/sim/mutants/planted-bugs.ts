// All planted bugs.
import { agentBugs } from './bugs/agent-bugs.ts';
import { appBugs } from './bugs/app-bugs.ts';
import { engineBugs } from './bugs/engine-bugs.ts';
import { jobBugs } from './bugs/job-bugs.ts';
import { maintenanceBugs } from './bugs/maintenance-bugs.ts';
import { quotaBugs } from './bugs/quota-bugs.ts';
import { verdictBugs } from './bugs/verdict-bugs.ts';
import { volumeBugs } from './bugs/volume-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';

export const plantedBugs: readonly PlantedBug[] = [
  ...engineBugs,
  ...appBugs,
  ...agentBugs,
  ...jobBugs,
  ...maintenanceBugs,
  ...quotaBugs,
  ...verdictBugs,
  ...volumeBugs,
];
