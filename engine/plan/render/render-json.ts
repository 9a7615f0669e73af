// The document itself: canonical JSON, so equal plans are equal files.
import type { PlanDocument } from '../../../schemas/generated/api.ts';
import { canonicalJson, type Json } from '../../lib/digest.ts';

export const renderJson = (document: PlanDocument): string =>
  `${canonicalJson(document as unknown as Json)}\n`;
