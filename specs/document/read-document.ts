// One document's value to a spec document and all that is wrong with it in itself.
import { defaultPaths } from '../build/defaults.ts';
import { maintenanceRules } from '../maintenance/maintenance-rules.ts';
import { quotaRules } from '../quota/quota-rules.ts';
import { type Kind, shapeFindings } from '../shape/shape-check.ts';
import { volumeRules } from '../volumes/volume-rules.ts';
import { checkRules } from './check-rules.ts';
import type { Finding } from './finding.ts';
import { jobRules } from './job-rules.ts';
import { placementRules, unreachableRules, updateRules } from './policy-rules.ts';
import { knownPorts } from './port-index.ts';
import { Scope } from './scope.ts';
import type { ParentUse, SpecDocument, VolumeUse } from './spec-document.ts';
import { reservedNames, taskRules } from './task-rules.ts';
import { parentUses, templateFindings, templateTexts, variableUses } from './template-rules.ts';

export interface ReadDocument {
  readonly document: SpecDocument;
  readonly findings: readonly Finding[];
}

export interface Standing {
  readonly index: number;
  readonly line: number;
}

export interface Reading {
  /** Its syntax is faulty, so nothing more is said of it; its name still counts. */
  readonly isBroken: boolean;
  /** The file may have templates. */
  readonly mayHaveTemplates: boolean;
}

export function readDocument(
  kind: Kind,
  value: unknown,
  standing: Standing,
  { isBroken, mayHaveTemplates }: Reading,
): ReadDocument {
  const shape = isBroken ? [] : shapeFindings(kind, value);
  const scope = new Scope(value, shape);
  const texts = isBroken || !mayHaveTemplates ? [] : templateTexts(scope);
  const ports = kind === 'Group' ? undefined : knownPorts(scope);
  const templates = templateFindings(texts, { kind, ports });
  const findings = isBroken ? [] : [...shape, ...rules(kind, scope), ...templates];
  const document = {
    kind,
    ...standing,
    name: nameOf(value),
    dependsOn: isBroken ? noNames : (scope.at<readonly string[]>('spec', 'dependsOn') ?? noNames),
    after: isBroken || kind !== 'Job' ? noNames : parentsOf(scope),
    volumes: isBroken || (kind !== 'App' && kind !== 'Job') ? noVolumes : volumesOf(scope),
    uses: variableUses(texts),
    parentUses: kind === 'Job' ? parentUses(texts) : noUses,
    paths: kind === 'Cluster' && !isBroken ? pathsOf(scope) : undefined,
    // The schema of the kind has found nothing, so this is its type.
    body: findings.length === 0 && !isBroken ? value : undefined,
  } as SpecDocument;
  return { document, findings };
}

const noNames: readonly string[] = [];
const noUses: readonly ParentUse[] = [];
const noVolumes: readonly VolumeUse[] = [];

function volumesOf(scope: Scope): readonly VolumeUse[] {
  const field = ['spec', 'task', 'volumes'];
  const count = scope.length(...field);
  if (count === 0) return noVolumes;
  return Array.from({ length: count }, (_, index) => [...field, index, 'volume']).flatMap(
    (path) => {
      const name = scope.at<string>(...path);
      return name === undefined ? [] : [{ name, path }];
    },
  );
}

const parentsOf = (scope: Scope): readonly string[] =>
  scope.at<readonly string[]>('spec', 'after') ?? noNames;

const namePattern = /^(\/[a-z0-9][a-z0-9.-]{0,62})+$/;

function nameOf(value: unknown): string | undefined {
  const name = (value as { metadata?: { name?: unknown } | null } | null)?.metadata?.name;
  return typeof name === 'string' && name.length <= 128 && namePattern.test(name)
    ? name
    : undefined;
}

function pathsOf(scope: Scope): readonly string[] | undefined {
  const path = ['spec', 'paths'];
  const isTold = scope.map('spec') !== undefined || scope.isSound('spec');
  if (!isTold || !scope.isSound(...path)) return undefined;
  return scope.at<readonly string[]>(...path) ?? defaultPaths;
}

function rules(kind: Kind, scope: Scope): readonly Finding[] {
  switch (kind) {
    case 'App':
      return [
        ...taskRules(scope),
        ...checkRules(scope),
        ...placementRules(scope),
        ...updateRules(scope),
        ...unreachableRules(scope),
        ...volumeRules(kind, scope),
      ];
    case 'Job':
      return [
        ...taskRules(scope),
        ...placementRules(scope),
        ...jobRules(scope),
        ...volumeRules(kind, scope),
      ];
    case 'Group':
      return [
        ...reservedNames(scope.map('spec', 'task', 'env') ?? {}),
        ...placementRules(scope),
        ...updateRules(scope),
      ];
    case 'Quota':
      return quotaRules(scope);
    case 'Maintenance':
      return maintenanceRules(scope);
    case 'Volume':
    case 'Cluster':
      return [];
  }
}
