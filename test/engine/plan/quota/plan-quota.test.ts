// Quotas in the plan's document: what changes, what stands against it, and what limits rule out.
import { describe, expect, it, test } from 'vitest';
import { exitCodeOf } from '../../../../engine/plan/exit-code.ts';
import { renderJunit } from '../../../../engine/plan/render/render-junit.ts';
import { renderMarkdown } from '../../../../engine/plan/render/render-markdown.ts';
import { renderText } from '../../../../engine/plan/render/render-text.ts';
import type { Snapshot } from '../../../../engine/plan/snapshot.ts';
import { app, job, quota } from '../../../support/fault-table.ts';
import { wantedOf } from '../../../support/specs/spec-tree.ts';
import { agent, baseOf, engineOf, locateIn, plan, snapshotOf } from '../plan-world.ts';

const shop = (instances: number, cpus = 1, role = 'shop'): string =>
  app('/shop/web', `  role: ${role}\n  instances: ${instances}\n`).replace(
    '{command: run}',
    `{command: run, resources: {cpus: ${cpus}}}`,
  );

interface Tree {
  readonly apps: string;
  readonly quotas?: readonly string[];
}

const wantedIn = ({ apps, quotas = [] }: Tree) =>
  wantedOf({ 'a.yaml': apps, 'q.yaml': quotas.map(quota).join('---\n') });

const agents = [agent({ name: 'one', cpus: 8 })];

const planned = (before: Tree, after: Tree, more: Parameters<typeof plan>[2] = {}) =>
  plan(wantedIn(after), engineOf(snapshotOf(wantedIn(before), agents)), more);

describe('a change of a Quota', () => {
  test.each([
    [
      '{role: a, guarantee: {memory: 2GiB, disk: 0}, limit: {tapes: 3}}',
      '{role: a, guarantee: {memory: 2.0}, limit: {tapes: 3}}'.replace('2.0', '1536'),
      ['guarantee.memory: 2GiB -> 1536MiB'],
      'what it lacks of its guarantee is kept free for it; nothing that runs is touched',
    ],
    [
      '{role: a, limit: {cpus: 4, memory: 2GiB}}',
      '{role: a, weight: 2, limit: {cpus: 4.5}}',
      ['weight: 1 -> 2', 'limit.cpus: 4 -> 4.5', 'limit.memory: 2GiB -> undefined'],
      'shares of roles that compete shift; it is given nothing over its limit; ' +
        'nothing that runs is touched',
    ],
    [
      '{role: a, guarantee: {cpus: 1}, limit: {cpus: 4}}',
      '{role: a}',
      ['guarantee.cpus: 1 -> undefined', 'limit.cpus: 4 -> undefined'],
      'nothing is kept free for it any more; it has no limit any more; ' +
        'nothing that runs is touched',
    ],
  ])('from %s to %s', (before, after, changes, impact) => {
    const document = planned(
      { apps: shop(1), quotas: [before] },
      { apps: shop(1), quotas: [after] },
    );
    const [object] = document.objects;
    expect(object).toMatchObject({ kind: 'Quota', name: 'a', action: 'change', impact });
    const texts = object?.changes.map(
      ({ path, old, new: wanted }) => `${path}: ${old} -> ${wanted}`,
    );
    expect(texts).toEqual(changes);
    expect(object?.changes.every(({ consequence }) => consequence === 'policy')).toBe(true);
  });

  it('is shown where it stands', () => {
    const files = (limit: string) => ({
      'a.yaml': shop(1),
      'q.yaml': `apiVersion: meridian/v1\nkind: Quota\nspec:\n  role: a\n  limit:\n    ${limit}\n`,
    });
    const [before, after] = [wantedOf(files('cpus: 4')), wantedOf(files('memory: 4GiB'))];
    const locate = locateIn(files('memory: 4GiB'));
    const [object] = plan(after, baseOf(before), { locate }).objects;
    expect(object?.changes.map(({ path, line }) => [path, line])).toEqual([
      ['limit.cpus', 5],
      ['limit.memory', 6],
    ]);
  });
});

describe('a revision is blocked', () => {
  const before = { apps: shop(4) };
  const over = { apps: shop(4), quotas: ['{role: shop, guarantee: {cpus: 9}}'] };
  const below = { apps: shop(4), quotas: ['{role: shop, limit: {cpus: 3}}'] };

  it('where guarantees come to more than agents have, with the figures', () => {
    const document = planned(before, over);
    expect(document).toMatchObject({
      verdict: 'blocked',
      reason: expect.stringContaining('come to 9 (shop 9), and all known agents have 8'),
      blocks: [{ kind: 'quota', roles: ['shop'] }],
    });
    expect(exitCodeOf(document, { exitCode: true })).toBe(3);
    expect(renderText(document)).toMatch(/BLOCKED/);
    expect(renderJunit(document)).toMatch(/create Quota shop[^>]*>\s*<failure/);
    expect(planned(before, over, { allowQuota: ['shop'] }).verdict).toBe('changes');
  });

  it('where a limit is below what its role uses, with all roles below it', () => {
    expect(planned(before, below).reason).toContain('cpus 3, is below what it uses, cpus 4');
    const nested = { apps: shop(4, 1, 'shop/eu') };
    expect(planned(nested, { ...below, apps: nested.apps }).verdict).toBe('blocked');
  });

  it('not for what it takes away itself', () => {
    expect(planned(before, { ...below, apps: shop(3) }).verdict).toBe('changes');
    const gone = { apps: app('/shop/db'), quotas: below.quotas };
    expect(planned(before, gone, { allowDelete: 1 }).verdict).toBe('changes');
  });

  it('not for Quotas that it leaves as they are, however few agents are left', () => {
    const grown = { ...over, apps: shop(5) };
    expect(planned(over, grown).verdict).toBe('changes');
    expect(planned(over, over).verdict).toBe('no-change');
  });

  it('for both that and a mass deletion, told together', () => {
    const all = `${shop(4)}---\n${app('/shop/db')}`;
    const document = planned({ apps: all }, { apps: app('/x'), quotas: over.quotas });
    expect(document.blocks?.map(({ kind }) => kind)).toEqual(['mass-delete', 'quota']);
    expect(document.reason).toMatch(/Meridian-Allow-Delete: 2.*Meridian-Allow-Quota: shop/);
  });

  it('counts agents that may come back, and what is reserved on them', () => {
    const { snapshot } = { snapshot: snapshotOf(wantedIn(before), agents) };
    const back = agent({ name: 'two', cpus: 1, presence: 'unreachable' });
    const verdict = (more: Snapshot['agents']) =>
      plan(wantedIn(over), engineOf({ ...snapshot, agents: [...snapshot.agents, ...more] }))
        .verdict;
    expect(verdict([back])).toBe('changes');
    expect(verdict([{ ...back, presence: 'gone' }])).toBe('blocked');
    const reserved = { ...back, total: { ...back.total, scalars: { cpus: 0 } } };
    expect(verdict([reserved])).toBe('blocked');
    expect(verdict([{ ...reserved, capacity: { cpus: 1000 } }])).toBe('changes');
  });
});

describe('what is not looked at', () => {
  const after = wantedIn({ apps: shop(4), quotas: ['{role: shop, guarantee: {cpus: 99}}'] });
  const note = /not held against agents and use/;

  it('is told where no engine is asked, and only where something would be', () => {
    for (const against of [{ kind: 'empty' } as const, baseOf(wantedIn({ apps: shop(4) }))]) {
      const document = plan(after, against);
      expect(document.verdict).toBe('changes');
      expect(document.notes).toEqual([expect.stringMatching(note)]);
      expect(renderText(document)).toMatch(/^Note {4}guarantees and limits/m);
      expect(renderMarkdown(document)).toMatch(/^Note: guarantees and limits/m);
    }
    expect(plan(after, baseOf(after)).notes).toBeUndefined();
    const weighed = wantedIn({ apps: shop(4), quotas: ['{role: shop, weight: 3}'] });
    expect(plan(weighed, { kind: 'empty' }).notes).toBeUndefined();
  });

  it('is told of a first revision, and while no agent is known', () => {
    const { commit: _, ...empty } = snapshotOf(wantedIn({ apps: shop(0) }), agents);
    expect(plan(after, engineOf(empty)).notes).toEqual([expect.stringContaining('first revision')]);
    const bare = snapshotOf(wantedIn({ apps: shop(0) }), []);
    expect(plan(after, engineOf(bare))).toMatchObject({
      verdict: 'changes',
      notes: [expect.stringContaining('none is known')],
    });
  });
});

describe('a limit', () => {
  const limits = ['{role: shop, limit: {cpus: 6}}'];
  const none = { apps: app('/x') };

  it('rules out instances over it, and says which and what would let them in', () => {
    const { fit } = planned(none, { apps: shop(8), quotas: limits }, { allowDelete: 1 });
    expect(fit).toMatchObject({ fits: 6, of: 8 });
    expect(fit?.failures).toEqual([
      {
        ...{ app: '/shop/web', missing: 2 },
        text: 'limit of role shop rules out 2 of 8 instances: cpus 6 of 6 used',
        remedy: 'raise it to cpus 8, or ask for less',
        reasons: [{ kind: 'limit', name: 'shop', agents: 1, detail: 'cpus 6 of 6 used' }],
      },
    ]);
  });

  it('says what one takes where something is left', () => {
    const { fit } = planned(none, { apps: shop(2, 4), quotas: limits }, { allowDelete: 1 });
    expect(fit?.failures[0]).toMatchObject({
      text: 'limit of role shop rules out 1 of 2 instances: cpus 4 of 6 used, each takes 4',
      remedy: 'raise it to cpus 8, or ask for less',
    });
  });

  it('binds the roles below it too', () => {
    const after = { apps: shop(8, 1, 'shop/eu'), quotas: limits };
    const { fit } = planned(none, after, { allowDelete: 1 });
    expect(fit?.failures[0]?.text).toContain('limit of role shop rules out 2 of 8');
  });

  it('lets a rollout at the limit go on by stopping first, where the policy allows it', () => {
    const rolled = (minimumHealth: number) => {
      const policy = `  update: {minimumHealth: ${minimumHealth}, maximumOver: 1}\n`;
      const [old, anew] = [shop(6) + policy, shop(6).replace('run', 'walk') + policy];
      return planned({ apps: old, quotas: limits }, { apps: anew, quotas: limits }).fit;
    };
    expect(rolled(0.5)).toMatchObject({ fits: 6, of: 6 });
    expect(rolled(1)).toMatchObject({ fits: 0, failures: [{ missing: 6 }] });
  });

  it('rules out a job whose one attempt is over it', () => {
    const large = job('/etl', '  role: shop\n  manual: true\n').replace(
      '{command: run}',
      '{command: run, resources: {cpus: 7}}',
    );
    const { fit } = planned(none, { apps: `${app('/x')}---\n${large}`, quotas: limits });
    expect(fit?.jobs.failures).toMatchObject([
      { text: expect.stringMatching(/^limit of role shop rules out every attempt.*each takes 7$/) },
    ]);
  });
});

describe('roles', () => {
  it('are shown with shares before and after, what is asked for and their Quota', () => {
    const quotas = [
      '{role: shop, weight: 2, guarantee: {cpus: 1}, limit: {memory: 1GiB, cpus: 6}}',
    ];
    const document = planned({ apps: shop(2) }, { apps: shop(8), quotas });
    expect(document.fit?.roles).toEqual([
      {
        ...{ role: 'shop', resource: 'cpus', before: 0.25, after: 0.75, asked: 1, weight: 2 },
        ...{ guarantee: { cpus: '1' }, limit: { cpus: '6', memory: '1GiB' } },
      },
    ]);
    expect(renderText(document).replace(/\n +/g, ' ')).toContain(
      'shop: dominant share 0.25 -> 0.75 of cpus, asks for 1; ' +
        'weight 2, guarantee cpus 1, limit cpus 6, memory 1GiB',
    );
    expect(renderMarkdown(document)).toContain('| weight | guarantee | limit |');
  });

  it('with a Quota that changes are shown though their share stays, others are not', () => {
    const document = planned(
      { apps: shop(1), quotas: ['{role: calm, weight: 5}'] },
      { apps: shop(1), quotas: ['{role: calm, weight: 5}', '{role: new, weight: 3}'] },
    );
    expect(renderText(document)).toMatch(/^Role {4}new: dominant share 0; weight 3$/m);
    expect(renderText(document)).not.toMatch(/Role +(calm|shop)/);
  });
});
