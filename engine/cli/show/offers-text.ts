// Offers that frameworks haven't answered, as a table.
import type { OfferView } from '../../../schemas/generated/api.ts';
import { type Page, table } from './table.ts';
import { ageText, amountText, noneText } from './words.ts';

/** `given`: the options that chose them. */
export function offersText(
  offers: readonly OfferView[],
  page: Page,
  given: readonly string[] = [],
): string {
  if (offers.length === 0)
    return given.length === 0
      ? 'no offers outstanding: apps and jobs answer theirs at once\n'
      : noneText('offers', given);
  const columns = [
    { title: 'OFFER' },
    { title: 'FRAMEWORK', isSpare: true },
    { title: 'ROLE', least: 8 },
    { title: 'AGENT', least: 10 },
    { title: 'CPUS', isNumber: true },
    { title: 'MEMORY MIB', isNumber: true },
    { title: 'PORTS', isNumber: true, isSpare: true },
    { title: 'AGE', isNumber: true },
  ];
  const rows = offers.map(({ id, framework, role, agentId, resources, ports, sinceMs }) => ({
    cells: [
      ...[id, framework, role, agentId],
      amountText(resources.cpus ?? 0),
      amountText(resources.mem ?? 0),
      String(ports),
      ageText(sinceMs, page.nowMs),
    ],
  }));
  return table(columns, rows, page);
}
