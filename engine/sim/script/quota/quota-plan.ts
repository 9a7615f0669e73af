// What a role is promised and may have at most, and what agents keep for roles, as a script has it.

/** Absent: not named. */
export interface AmountsPlan {
  /** 1/1000 of a core. */
  readonly cpusMilli?: number;
  readonly memoryMib?: number;
}

export interface QuotaPlan {
  readonly guarantee?: AmountsPlan;
  readonly limit?: AmountsPlan;
}

/** A part of what the agent has, which it keeps for a role: `cpus(shop):2`. */
export interface ReservationPlan {
  readonly role: string;
  readonly cpusMilli: number;
  readonly memoryMib: number;
  /** Both ends included. */
  readonly ports?: readonly [number, number];
}

/** What may be another with each start of its process. */
export interface FlagsPlan {
  /** 1/1000 of a core, reserved ones included. */
  readonly cpusMilli: number;
  readonly memoryMib: number;
  readonly reserved?: readonly ReservationPlan[];
  /** Absent: those that it had. */
  readonly attributes?: Readonly<Record<string, string>>;
}
