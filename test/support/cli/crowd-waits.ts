// One sentence for each kind of wait, as long as the engine's own are.
import type { WaitView } from '../../../schemas/generated/api.ts';

export const sentences: Readonly<Record<WaitView['kind'], string>> = {
  unplaceable:
    '2 of 3 instances have no place: none of 20 agents fits: cpus rule out 14 (8 wanted, ' +
    '3.5 free at most), hostname unique rules out 6',
  quota:
    '2 of 3 instances have no place: its role shop is at its limit: cpus 40 of 40 used: raise ' +
    'the limit in its Quota to 42, or let something of it end',
  volume:
    'instance 0 goes back to rack7-3f9a2c, which has its volumes; that agent: unreachable for ' +
    '25m: `meridian release /shop/db#0` gives its data up',
  dependency: 'waits for /platform/database/primary, which it depends on (0 of 1 healthy)',
  backoff: 'starts again in 45s, after instance 0 ended with exit code 9: out of luck',
  paused: 'paused by alice (127.0.0.1) 3h ago: `meridian resume` lets it go on',
  quarantined:
    'revision c2000000 failed (instance 1 failed: exit code 3: cannot open config ' +
    '/etc/shop/front.yaml: no such file); it runs c1000000 instead',
  recovering: '1 task on rack7-3f9a2c, not back since the engine started 40s ago',
  unreachable: '1 task on rack9-00b1e7, unreachable for 25m, not replaced meanwhile',
  rolling: '1 of 3 instances of bbbbbbbb are proven; 2 old ones are left',
  stopping: 'its file is deleted; 1 instance to stop',
  unhealthy: 'instance 1 is unhealthy (status 500 from GET /healthz)',
  starting: '2 of 3 instances are starting: their readiness checks have not passed yet',
  disconnected: 'silent for 20s; waited for another 55s',
  gone: 'declared gone by bob (10.0.0.7) 2h ago',
  avoided: 'passed over for 4m: 3 tasks in a row failed there to start',
  zombies: '2 tasks run there that nothing asked for: they are being stopped',
  unkillable:
    "/shop/web#0.3 on rack7-3f9a2c can't be killed: a process of it outlives SIGKILL: pid 812 " +
    '(dd) is in state D, in nfs_wait_bit_killable: see what hangs on host rack7',
  'no-resources': "never offered: it has no cpus: start it with --resources 'cpus:...'",
  repository: "can't be read for 12m: connection refused; what is applied goes on",
  revision: 'has 3 faults (apps/web.yaml:7:3: unknown field instnaces): commit a fix',
  'parent-failed': '/batch/extract failed at its last run: `meridian retry` starts that again',
  'parent-running': 'waits for /batch/extract, which runs since 4m',
  deadline: 'due 40s ago, expires in 20s unless a place is found',
  suspended: 'suspended by its spec: no run is due until that is changed',
  concurrency: 'its run t20260131T070000Z is not over, and only one may run',
  draining:
    'drained by ann (drain 3): 2 instances, 1 run left: `meridian undrain rack7-3f9a2c` calls ' +
    'it off',
  drained:
    'drained for /rack-2, until 2026-12-01T03:00:00Z: nothing runs there any more: change or ' +
    'delete /rack-2 in the repository to call it off',
  suppressed: 'in role dev it wants no offers: it has sent SUPPRESS: its scheduler sends REVIVE',
  offers:
    'in role dev none of 20 agents is offered to it: filter rules out 18 (it refused that for ' +
    'another 4s), gpus rules out 2 (it has gpus, which are for others)',
  retry: 'attempt 2 of 4 ended with exit code 1: the next begins in 30s',
};
