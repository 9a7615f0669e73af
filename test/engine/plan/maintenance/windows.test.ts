// Windows as objects of the plan: whom they mean, when, and what becomes of them as they change.
import { describe, expect, it, test } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import type { MaintenanceSpec } from '../../../../engine/model/wanted.ts';
import { exitCodeOf } from '../../../../engine/plan/exit-code.ts';
import { wantedOf } from '../../../support/app-spec.ts';
import { agent, asOfMs, baseOf, engineOf, plan, snapshotOf } from '../plan-world.ts';
import {
  clusterOf,
  detailOf,
  hour,
  notesOf,
  objectOf,
  planWith,
  windowOf,
} from './window-world.ts';

const rack = (name: string, of: string, host = `${name.slice(0, 2)}.example.com`) => ({
  ...agent({ name, attributes: { rack: of } }),
  hostname: host,
});
const agents = [rack('n1-aaaaaa', 'r1'), rack('n2-bbbbbb', 'r2'), rack('n3-cccccc', 'r2')];

const r2 = [{ attribute: 'rack', operator: 'is', value: 'r2' }] as const;
const meantBy = (more: Partial<MaintenanceSpec>) =>
  detailOf(planWith({ agents }, [windowOf(more)])).agents;

describe('the agents that are meant', () => {
  test.each([
    ['ids', { agents: ['n1-aaaaaa'] }, ['n1-aaaaaa']],
    ['names', { agents: ['n1', 'n3'] }, ['n1-aaaaaa', 'n3-cccccc']],
    ['host names', { agents: ['n2.example.com'] }, ['n2-bbbbbb']],
    ['attributes', { agents: [], select: r2 }, ['n2-bbbbbb', 'n3-cccccc']],
    ['names or attributes', { agents: ['n1'], select: r2 }, ['n1', 'n2', 'n3']],
    [
      'all of the attributes',
      {
        agents: [],
        select: [...r2, { attribute: 'hostname', operator: 'like', value: 'n3.*' }] as const,
      },
      ['n3-cccccc'],
    ],
    [
      'what they are not',
      { agents: [], select: [{ attribute: 'rack', operator: 'unlike', value: 'r2' }] as const },
      ['n1-aaaaaa'],
    ],
  ])('are told by %s', (_what, more, expected) => {
    const found = meantBy(more) ?? [];
    expect(found).toHaveLength(expected.length);
    for (const [at, start] of expected.entries()) expect(found[at]?.startsWith(start)).toBe(true);
  });

  it('are none that are gone', () => {
    const gone = { ...rack('n2-bbbbbb', 'r2'), presence: 'gone' as const };
    const window = windowOf({ agents: ['n2'], select: r2 });
    const document = planWith({ agents: [rack('n1-aaaaaa', 'r1'), gone] }, [window]);
    expect(detailOf(document).agents).toEqual([]);
  });

  it('are none, and it is said of whom', () => {
    const document = planWith({ agents }, [
      windowOf({ agents: ['n8', 'n9'], select: [{ ...r2[0], value: 'r9' }] }),
    ]);
    expect(objectOf(document).impact).toMatch(/^NO AGENT emptied from/);
    expect(notesOf(detailOf(document))).toEqual([
      '! no-agent: no agent is meant by agents n8, n9, nor by select rack is r9',
    ]);
  });

  it('are not those of names that nobody has, and it is said what may be meant', () => {
    const names = ['n1', 'n1-aaaaab', 'zz', ...Array.from({ length: 9 }, (_, at) => `y${at}y`)];
    const notes = notesOf(detailOf(planWith({ agents }, [windowOf({ agents: names })])));
    expect(notes.slice(0, 2)).toEqual([
      '! unknown-agent: no agent is called n1-aaaaab: did you mean n1-aaaaaa?',
      '! unknown-agent: no agent is called zz',
    ]);
    expect(notes.at(-1)).toBe('! unknown-agent: no agent is called by 6 more of the names');
  });

  it('are not known where no engine is asked', () => {
    for (const against of [{ kind: 'empty' } as const, baseOf(wantedOf())]) {
      const document = plan(wantedOf(windowOf()), against);
      const detail = detailOf(document);
      expect(detail).not.toHaveProperty('agents');
      expect(detail).not.toHaveProperty('apps');
      expect(notesOf(detail)).toEqual([
        "agents-unknown: which agents are meant isn't known: no engine was asked",
      ]);
      expect(objectOf(document).impact).toBe(
        'its agents emptied from 2026-01-02T12:49:05Z, away from 2026-01-02T13:04:05Z ' +
          'to 2026-01-02T15:04:05Z',
      );
    }
  });
});

describe('as of the time of the plan', () => {
  const at = (start: number, hours: number | null = 2, applied: MaintenanceSpec[] = []) => {
    const startMs = asOfMs + start * hour;
    const window = windowOf({
      agents: ['n2'],
      startMs,
      endMs: hours === null ? null : startMs + hours * hour,
      drainBeforeMs: hour,
    });
    return planWith({ agents, applied }, [window]);
  };

  test.each([
    [5, 2, 'ahead', /^1 agent emptied from 2026-01-02T07:04:05Z, away from 2026-01-02T08:04:05Z/],
    [1, 2, 'draining', /^1 agent EMPTIED AT ONCE, away from 2026-01-02T04:04:05Z to/],
    [0, 2, 'under-way', /^1 agent EMPTIED AT ONCE, away from 2026-01-02T03:04:05Z to/],
    [-9, null, 'under-way', /^1 agent EMPTIED AT ONCE, .* until it is deleted; nothing runs there/],
    [-2, 2, 'over', /^in the past: changes nothing$/],
  ] as const)('a window %i hours ahead for %j is %s', (start, hours, phase, impact) => {
    const document = at(start, hours);
    expect(detailOf(document).phase).toBe(phase);
    expect(objectOf(document).impact).toMatch(impact);
  });

  it('one that begins at once warns of it', () => {
    expect(notesOf(detailOf(at(1)))).toEqual([
      '! at-once: n2-bbbbbb is emptied as soon as it is applied',
    ]);
    expect(notesOf(detailOf(at(5)))).toEqual([]);
  });

  it('one that is over warns of it, and tells nothing of what runs', () => {
    const detail = detailOf(at(-3));
    expect(notesOf(detail)).toEqual([
      '! over: it is in the past and changes nothing: it ended 2026-01-02T02:04:05Z',
    ]);
    expect(detail).not.toHaveProperty('apps');
    expect(detail.agents).toEqual(['n2-bbbbbb']);
  });

  it('--as-of decides', () => {
    const later = planWith({ agents }, [windowOf({ agents: ['n2'] })], {
      asOf: '2026-01-02T13:30:00Z',
    });
    expect(detailOf(later).phase).toBe('under-way');
  });
});

describe('a window that changes', () => {
  const running = windowOf({ agents: ['n1', 'n2'], startMs: asOfMs - hour, endMs: null });
  const become = (more: Partial<MaintenanceSpec>, before = running) =>
    planWith({ agents, applied: [before] }, [windowOf({ ...before, ...more })]);

  it('names its fields', () => {
    const document = become({ agents: ['n1'], batch: 2, startMs: asOfMs });
    const { changes, action } = objectOf(document);
    expect(action).toBe('change');
    expect(changes.map(({ path, consequence }) => `${path} ${consequence}`)).toEqual([
      ...['agents placement', 'start schedule', 'batch policy'],
    ]);
    expect(document.summary.maintenance).toEqual({ added: 0, changed: 1, removed: 0 });
  });

  it('opens agents that it means no more, and begins at once with those that it means now', () => {
    expect(notesOf(detailOf(become({ agents: ['n2', 'n3'] })))).toEqual([
      '! at-once: n3-cccccc is emptied as soon as it is applied',
      'reopened: n1-aaaaaa is placed on again',
    ]);
  });

  it('opens its agents when it is put off, or ended', () => {
    const again = 'reopened: n1-aaaaaa, n2-bbbbbb are placed on again';
    expect(notesOf(detailOf(become({ startMs: asOfMs + 9 * hour })))).toEqual([again]);
    const ended = become({ endMs: asOfMs });
    expect(notesOf(detailOf(ended))).toContain(again);
    expect(objectOf(ended).impact).toBe('over: 2 agents placed on again');
  });

  it('in its labels alone touches nothing', () => {
    expect(objectOf(become({ labels: { team: 'a' } })).impact).toBe('nothing that runs is touched');
  });
});

describe('a window that is deleted', () => {
  const gone = (window: MaintenanceSpec) =>
    plan(wantedOf(), engineOf(clusterOf({ agents, applied: [window] })));

  test.each([
    [windowOf({ agents: ['n1', 'n2'] }), '2 agents no longer to be emptied'],
    [windowOf({ agents: ['n9'] }), '0 agents no longer to be emptied'],
    [
      windowOf({ agents: ['n1'], startMs: asOfMs, endMs: null }),
      '1 agent placed on again; what has left them stays where it is',
    ],
    [windowOf({ startMs: 0, endMs: 1000 }), 'it is over: changes nothing'],
  ])('%#: says what becomes of its agents', (window, impact) => {
    const document = gone(window);
    expect(objectOf(document)).toMatchObject({ action: 'delete', impact, changes: [] });
    expect(document.summary.maintenance).toEqual({ added: 0, changed: 0, removed: 1 });
  });

  it('is nothing that the mass-delete guard keeps', () => {
    const windows = Array.from({ length: 30 }, (_, at) =>
      windowOf({ name: objectName(`/m${at}`), agents: ['n1'] }),
    );
    const document = plan(wantedOf(), engineOf(clusterOf({ agents, applied: windows })));
    expect(document.verdict).toBe('changes');
    expect(document.objects).toHaveLength(30);
  });
});

test('windows that are the same as applied are no change', () => {
  const wanted = wantedOf(windowOf());
  for (const against of [engineOf(snapshotOf(wanted, agents)), baseOf(wanted)]) {
    const document = plan(wantedOf(windowOf()), against);
    expect(document).toMatchObject({ verdict: 'no-change', objects: [] });
    expect(exitCodeOf(document, { exitCode: true })).toBe(0);
  }
});
