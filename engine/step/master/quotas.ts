// Weights, guarantees and limits of the applied revision, as the allocator goes by them.
import type { Allocator } from '../../allocate/offer-allocator.ts';
import type { QuotaSpec } from '../../model/wanted.ts';

/** `before`: those that it went by until now; who is in none of them any more has none. */
export function setQuotas(
  allocator: Allocator,
  quotas: readonly QuotaSpec[],
  before: readonly QuotaSpec[] = [],
): void {
  const roles = new Set(quotas.map(({ role }) => role));
  for (const { role } of before) {
    if (roles.has(role)) continue;
    allocator.setWeight(role, 1000);
    allocator.setQuota(role, { guarantee: {}, limit: {} });
  }
  for (const { role, weightMilli, guarantee = {}, limit = {} } of quotas) {
    allocator.setWeight(role, weightMilli);
    allocator.setQuota(role, { guarantee, limit });
  }
}
