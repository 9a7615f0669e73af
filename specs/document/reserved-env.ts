// Names that Meridian sets itself in every task's environment; in `env` they are faults.

const exact = new Set(['HOST', 'PORT', 'PORTS', 'SANDBOX', 'MESOS_SANDBOX']);
const families = /^(MERIDIAN_.*|PORT\d+|PORT_.*)$/;

export const isReservedEnv = (name: string): boolean => exact.has(name) || families.test(name);
