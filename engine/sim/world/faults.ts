// Carries out one fault of a script. What has no one to hit (an engine that is down already)
// doesn't occur, and isn't counted.
import { StoreError } from '../../ports/store.ts';
import type { Hit, Host } from '../kernel/host.ts';
import { faultName } from '../script/fault-names.ts';
import type { FaultPlan } from '../script/script.ts';
import type { World } from './world.ts';

type Of<K extends FaultPlan['kind']> = Extract<FaultPlan, { kind: K }>;
/** Whether it has hit somebody; one that is armed counts when it does. */
type CarryOut<K extends FaultPlan['kind']> = (world: World, fault: Of<K>) => boolean | 'armed';

export function carryOutFault(world: World, fault: FaultPlan): void {
  const carryOut = faults[fault.kind] as CarryOut<FaultPlan['kind']>;
  if (carryOut(world, fault) === true) noteFault(world, fault);
}

function noteFault(world: World, fault: FaultPlan): void {
  const name = faultName(fault);
  world.kernel.counters.count('fault', name);
  world.kernel.noteAct();
  const at = 'at' in fault ? ` at ${fault.at}` : '';
  world.kernel.trace('world', `FAULT ${name}${at}`);
}

const faults: { readonly [K in FaultPlan['kind']]: CarryOut<K> } = {
  'process-crash': (world, { at, backMs }) => {
    const host = world.hostOf(at);
    if (!host?.isAlive) return false;
    world.comesBackAfter(at, backMs);
    host.die();
    return true;
  },

  'crash-at': (world, fault) => {
    const kind = fault.when === 'before' ? 'die-before' : 'die-after';
    return arm(world, fault, { kind }, () => world.comesBackAfter(fault.at, fault.backMs));
  },

  'machine-crash': (world, { at, disk, backMs }) => {
    const machine = world.machines.get(at);
    if (!machine?.isUp) return false;
    world.machineCrash(at, disk, backMs);
    return true;
  },

  pause: (world, { at, scope, forMs }) => {
    const host = world.hostOf(at);
    if (scope === 'machine') world.machines.get(at)?.standStill(forMs);
    if (host?.isAlive) host.standStill(forMs);
    return host?.isAlive === true;
  },

  'clock-jump': (world, { at, byMs }) => {
    const host = world.hostOf(at);
    if (!host) return false;
    world.putClock(at, byMs);
    return true;
  },

  cut: (world, { at, silent }) => {
    if (!world.network.present(at)) return false;
    world.network.cut(at, silent);
    return true;
  },

  partition: (world, { at, way, forMs }) => {
    const line = world.network.line(at);
    if (way !== 'to-agent') line.block('to-engine', forMs);
    if (way !== 'to-engine') line.block('to-agent', forMs);
    return true;
  },

  replay: (world, { at, way, count }) => world.network.replay(at, way, count),

  double: (world, { at, way, count }) => {
    world.network.line(at).double(way, count);
    return true;
  },

  'slow-network': (world, { at, byMs, forMs }) => {
    world.network.line(at).slowDown(byMs, forMs);
    return true;
  },

  'fail-at': (world, fault) => {
    const error =
      fault.at === 'engine'
        ? new StoreError('broken', 'memory store: the disk failed: replace it')
        : new Error('EIO: i/o error, write');
    return arm(world, fault, { kind: 'fail', error });
  },

  'slow-at': (world, fault) => arm(world, fault, { kind: 'slow', ms: fault.byMs }),

  'full-disk': (world, { at, forMs }) => {
    world.fillDisk(at, forMs);
    return true;
  },

  'second-engine': (world) => {
    if (!world.hostOf('engine')?.isAlive) return false;
    world.startEngine();
    return true;
  },

  repository: (world, { failure, forMs }) => {
    world.repository.fail(failure, forMs);
    return true;
  },

  'slow-repository': (world, { byMs, forMs }) => {
    world.repository.slowDown(byMs, forMs);
    return true;
  },

  'volumes-lost': (world, { at, backMs }) => {
    const machine = world.machines.get(at);
    if (!machine?.isUp || machine.volumes.size === 0) return false;
    world.comesBackAfter(at, backMs);
    machine.loseVolumes();
    world.hostOf(at)?.die();
    return true;
  },

  'stranger-kills': (world, { at, what }) => world.machines.get(at)?.strangerKills(what) ?? false,

  'port-taken': (world, { at, forMs }) => {
    const machine = world.machines.get(at);
    if (!machine) return false;
    const [least, most] = machine.plan.ports;
    const port = world.kernel.random.between(least, most);
    machine.takenPorts.add(port);
    world.later(forMs, () => machine.takenPorts.delete(port));
    return true;
  },
};

function arm(
  world: World,
  fault: Of<'crash-at' | 'fail-at' | 'slow-at'>,
  hit: Hit,
  before: () => void = () => undefined,
): 'armed' | false {
  const host: Host | undefined = world.hostOf(fault.at);
  if (!host) return false;
  const onHit = () => {
    before();
    noteFault(world, fault);
  };
  host.arm({ act: fault.act, hit, onHit });
  return 'armed';
}
