// `meridian validate`: every fault with file:line:column, or what the tree asks for, counted.
import { type Fault, faultLine } from '../engine/model/fault.ts';
import type { Wanted } from '../engine/model/wanted.ts';
import type { LoadOutcome } from './loader.ts';

export interface ValidateReport {
  readonly formatVersion: 1;
  readonly faults: readonly Fault[];
  /** How many there are in all; `faults` may hold fewer. */
  readonly faultCount: number;
  /** Documents passed over because they are somebody else's. */
  readonly ignoredDocuments: number;
  readonly objects: {
    readonly apps: number;
    readonly jobs: number;
    readonly groups: number;
    readonly quotas: number;
    readonly volumes: number;
    readonly maintenance: number;
  };
}

export interface ValidateAnswer {
  /** 0: no fault; 1: some. */
  readonly exitCode: 0 | 1;
  readonly text: string;
  readonly json: ValidateReport;
}

const nothing = { apps: 0, jobs: 0, groups: 0, quotas: 0, volumes: 0, maintenance: 0 };

export function validateAnswer(outcome: Exclude<LoadOutcome, { kind: 'need' }>): ValidateAnswer {
  return outcome.kind === 'wanted' ? soundAnswer(outcome.wanted) : faultyAnswer(outcome);
}

function soundAnswer(wanted: Wanted): ValidateAnswer {
  const { apps, jobs, groups, quotas, volumes, maintenance, ignoredDocuments } = wanted;
  const objects = {
    apps: apps.length,
    jobs: jobs.length,
    groups: groups.length,
    quotas: quotas.length,
    volumes: volumes.length,
    maintenance: maintenance.length,
  };
  const parts = [
    counted(objects.apps, 'app'),
    counted(objects.jobs, 'job'),
    counted(objects.groups, 'group'),
    counted(objects.quotas, 'quota'),
    counted(objects.volumes, 'volume'),
    ...maintenanceText(objects.maintenance),
    ...ignoredText(ignoredDocuments),
  ];
  return {
    exitCode: 0,
    text: `no faults: ${parts.join(', ')}\n`,
    json: { formatVersion: 1, faults: [], faultCount: 0, ignoredDocuments, objects },
  };
}

function faultyAnswer(outcome: Extract<LoadOutcome, { kind: 'faulty' }>): ValidateAnswer {
  const { faults, faultCount, ignoredDocuments } = outcome;
  const files = new Set(faults.map(({ file }) => file)).size;
  const more = faultCount - faults.length;
  const summary = [
    `${counted(faultCount, 'fault')} in ${counted(files, 'file')}`,
    ...(more > 0 ? [`${more} of them not shown`] : []),
    ...ignoredText(ignoredDocuments),
  ];
  return {
    exitCode: 1,
    text: `${[...faults.map(faultLine), summary.join(', ')].join('\n')}\n`,
    json: { formatVersion: 1, faults, faultCount, ignoredDocuments, objects: nothing },
  };
}

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

const maintenanceText = (count: number): readonly string[] =>
  count === 0 ? [] : [counted(count, 'maintenance window')];

const ignoredText = (count: number): readonly string[] =>
  count === 0 ? [] : [`${counted(count, 'document')} of others passed over`];
