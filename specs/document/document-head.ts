// Whose document is it? One whose apiVersion isn't meridian/... is somebody else's, passed over
// and counted. One that looks like ours and says so wrongly is a fault, never passed over.
import { editDistance, suggest } from '../../engine/lib/text/suggest.ts';
import { type Kind, kinds } from '../shape/shape-check.ts';
import type { Finding } from './finding.ts';

const apiVersion = 'meridian/v1';

export type Head =
  | { readonly whose: 'others' }
  | { readonly whose: 'ours'; readonly kind: Kind }
  | { readonly whose: 'ours'; readonly fault: Finding };

const isKind = (value: unknown): value is Kind => kinds.some((kind) => kind === value);

export function headOf(value: unknown): Head {
  if (!isMap(value)) return { whose: 'others' };
  const version = value.apiVersion;
  if (version === apiVersion) return kindOf(value.kind);
  const isOurs = typeof version === 'string' && version.startsWith('meridian/');
  return isOurs || looksLikeOurs(value) ? versionFault(version) : { whose: 'others' };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A kind of ours with no apiVersion at all, or one that is ours but for a slip. */
function looksLikeOurs(value: Readonly<Record<string, unknown>>): boolean {
  if (!isKind(value.kind)) return false;
  const version = value.apiVersion;
  if (version === undefined) return isMap(value.spec) || isMap(value.metadata);
  return typeof version === 'string' && editDistance(version.toLowerCase(), apiVersion, 2) <= 2;
}

function versionFault(version: unknown): Head {
  const fault: Finding =
    version === undefined
      ? {
          path: [],
          at: 'key',
          code: 'missing-field',
          message: 'the document has no apiVersion',
          hint: `add apiVersion: ${apiVersion}`,
        }
      : {
          path: ['apiVersion'],
          at: 'value',
          code: 'unknown-api-version',
          message: `apiVersion is ${JSON.stringify(version)}`,
          hint: `this version reads ${apiVersion}`,
        };
  return { whose: 'ours', fault };
}

function kindOf(kind: unknown): Head {
  if (isKind(kind)) return { whose: 'ours', kind };
  const list = `one of ${kinds.join(', ')}`;
  if (kind === undefined) {
    const message = 'the document has no kind';
    return {
      whose: 'ours',
      fault: { path: [], at: 'key', code: 'missing-field', message, hint: list },
    };
  }
  const meant = suggest(String(kind), kinds);
  const hint = meant === undefined ? list : `did you mean ${meant}? ${list}`;
  const message = `unknown kind ${JSON.stringify(kind)}`;
  return {
    whose: 'ours',
    fault: { path: ['kind'], at: 'value', code: 'unknown-kind', message, hint },
  };
}
