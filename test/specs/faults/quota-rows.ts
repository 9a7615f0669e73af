// Faults of guarantees and limits: in one Quota, and between those of a tree of roles.
import { type FaultRow, quota } from '../../support/fault-table.ts';

const code = 'bad-quota';

const alone: readonly FaultRow[] = [
  {
    code,
    what: 'a guarantee above the limit',
    files: quota('{role: a, guarantee: {cpus: §2.5}, limit: {cpus: 2}}'),
    message: 'guarantee cpus 2.5 is above limit cpus 2',
    hint: 'at most 2',
  },
  {
    code,
    what: 'guarantees above limits in other units, all at once',
    files: quota(
      '{role: a, guarantee: {memory: §2049MiB, disk: §2, tapes: §0.002}, ' +
        'limit: {memory: 2GiB, disk: 1MiB, tapes: 0.001}}',
    ),
    message: 'guarantee memory 2049MiB is above limit memory 2GiB',
  },
  {
    code,
    what: 'a guarantee where the limit is nothing',
    files: quota('{role: a, guarantee: {gpus: §1}, limit: {gpus: 0}}'),
  },
  {
    code,
    what: 'a guarantee and a limit of *',
    files: quota('{role: "*", weight: 2, §guarantee: {cpus: 1}, §limit: {cpus: 2}}'),
    message: 'the role * has a guarantee',
    hint: 'a weight alone',
  },
  {
    code,
    what: 'ports, which are no amount',
    files: quota('{role: a, limit: {§ports: 100}}'),
    hint: 'cpus, memory, disk, gpus',
  },
  {
    code: 'unknown-field',
    what: 'names that other systems have, whatever their values are',
    files: quota('{role: a, guarantee: {§mem: 20GiB, §cpu: 1}, limit: {§CPUS: 3, §gpu: 1}}'),
    message: 'unknown field mem',
    hint: 'did you mean memory?',
  },
  {
    code: 'unknown-field',
    what: 'a misspelt name, and not what depends on it',
    files: quota('{role: a, guarantee: {cpus: 3}, limit: {§cpuss: 1}}'),
    hint: 'did you mean cpus?',
  },
  {
    code: 'out-of-range',
    what: 'custom resources below nothing, beyond the bound and too fine',
    files: quota(
      '{role: a, limit: {tapes: §-1, wires: §100000000001, huge: §1e30, fine: §0.0001}}',
    ),
    hint: '0 to 100000000000',
  },
  {
    code: 'wrong-type',
    what: 'a custom resource in words',
    files: quota('{role: a, limit: {tapes: §many}}'),
    hint: 'a number',
  },
  {
    code: 'bad-name',
    what: 'names that no resource has',
    files: quota('{role: a, limit: {§"a b": 1, §toString: 1}}'),
  },
];

const between: readonly FaultRow[] = [
  {
    code,
    what: 'a child’s guarantee above its parent’s limit',
    files: {
      'a.yaml': quota('{role: eng, limit: {memory: 2GiB}}'),
      'b.yaml': quota('{role: eng/ads, guarantee: {memory: §3000MiB}}'),
    },
    message: 'guarantee memory 3000MiB is above limit memory 2GiB of eng (a Quota at a.yaml:1)',
    hint: 'a limit binds the roles below it too',
  },
  {
    code,
    what: 'a guarantee above a limit two roles up, with none between',
    files: {
      'a.yaml': quota('{role: eng, limit: {cpus: 1}}'),
      'b.yaml': quota('{role: eng/ads/web, guarantee: {cpus: §2}}'),
    },
  },
  {
    code,
    what: 'children whose guarantees come to more than the limit',
    files: {
      'a.yaml': quota('{role: eng, limit: {cpus: §3}}'),
      'b.yaml': quota('{role: eng/ads, guarantee: {cpus: 2}}'),
      'c.yaml': quota('{role: eng/web, guarantee: {cpus: 2}}'),
    },
    message: 'limit cpus 3 is below the guarantees of the roles below (eng/ads 2, eng/web 2)',
    hint: 'at least 4',
  },
  {
    code,
    what: 'grandchildren that come to more than both limits above them',
    files: {
      'a.yaml': quota('{role: a, limit: {cpus: §3}}'),
      'b.yaml': quota('{role: a/b, guarantee: {cpus: 1}, limit: {cpus: §3}}'),
      'c.yaml': quota('{role: a/b/c, guarantee: {cpus: 2}}'),
      'd.yaml': quota('{role: a/b/d, guarantee: {cpus: 2}}'),
    },
  },
];

export const quotaRows: readonly FaultRow[] = [...alone, ...between];
