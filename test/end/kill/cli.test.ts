// The command line against an engine that dies in the middle of its answer: it ends within a bound,
// with exit code 1 and one line that says where, what, and what to do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appYaml } from '../../support/cluster/app-yaml.ts';
import { Besieged } from '../../support/kill/besieged.ts';
import { type Death, DyingEngine } from '../../support/kill/dying-engine.ts';
import { holdsConnection } from '../../support/kill/held.ts';
import { MeridianProcess } from '../../support/kill/meridian-process.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Of a command that asks once: well below the 30 s that it would wait for an answer. */
const boundMs = 20_000;

let besieged: Besieged;
/** Of the engine that is killed. */
let doomed: Besieged;
const started: MeridianProcess[] = [];

beforeAll(async () => {
  [besieged, doomed] = await Promise.all([withChatty(), withChatty()]);
});

afterAll(async () => {
  for (const one of started) one.kill();
  await Promise.all([besieged.stop(), doomed.stop()]);
});

async function withChatty(): Promise<Besieged> {
  const command = 'while :; do echo a line; sleep 0.1; done';
  const chatty = appYaml({ name: '/chatty', command });
  const it = await Besieged.start({}, { 'apps/chatty.yaml': chatty });
  await it.cluster.waitFor('the chatty task', async () => {
    const { items } = await it.cluster.client.tasks({ name: '/chatty' });
    return items[0]?.state === 'running';
  });
  return it;
}

function meridian(line: string, url = doomed.cluster.url): MeridianProcess {
  const one = new MeridianProcess(line.split(' '), url, besieged.cluster.repo.path);
  started.push(one);
  return one;
}

const problem = (url: string, what: string, hint: string): string =>
  `engine at ${url}: ${what}: ${hint}\n`;

const broken = 'broke off in the middle of its answer (other side closed)';
const again = 'it may have been stopped or restarted: try again';
const unknown = 'whether it was done isn’t known: look at `meridian status`, then try again';

describe.concurrent('an engine that is killed', () => {
  it('ends `sync` and `logs --follow`; `events --follow` goes on with the next one', async () => {
    const { cluster } = doomed;
    const logs = meridian('logs /chatty#0.1 --follow');
    const events = meridian('events --follow');
    await waitUntil('both to begin', () => logs.stdout.includes('a line') && events.stdout !== '');
    process.kill(doomed.pid, 'SIGSTOP');
    const sync = meridian('sync');
    await waitUntil('it to ask', () => holdsConnection(sync.pid, doomed.port));
    await cluster.kill('engine');
    const cut = { code: 1, stderr: problem(cluster.url, broken, again) };
    expect(await logs.ended(boundMs)).toMatchObject(cut);
    expect(await sync.ended(boundMs)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^engine at \S+: broke off before it answered \(.*\): whether/),
    });
    await cluster.startEngine();
    cluster.commit({ 'apps/after.yaml': appYaml({ name: '/after' }) });
    await waitUntil('it to go on', () => events.stdout.includes('/after#0.1'), 30_000);
    const lines = events.stdout.trim().split('\n');
    expect(new Set(lines).size).toBe(lines.length);
    expect(events.stderr).toContain(cluster.url);
  });
});

describe.concurrent('an engine that dies in the middle of an answer', () => {
  const rows: readonly (readonly [line: string, dies: RegExp, hint: string])[] = [
    ['status', /status/, again],
    ['status /steady', /apps/, again],
    ['apps --output json', /apps/, again],
    ['app /steady', /apps/, again],
    ['tasks', /tasks/, again],
    ['agents', /agents/, again],
    ['why /steady', /why/, again],
    ['logs /chatty#0.1', /logs/, again],
    ['logs /chatty#0.1 --follow', /logs/, again],
    ['rollouts', /rollouts/, again],
    ['revisions', /revisions/, again],
    ['events', /events/, again],
    ['plan', /snapshot/, again],
    ['rollback --dry-run', /revisions/, again],
    ['sync', /POST/, unknown],
    ['sync', /revisions/, again],
    ['sync --wait', /apps/, again],
    ['pause /nobody', /POST/, unknown],
    ['resume /nobody', /POST/, unknown],
    ['abort /nobody!1', /POST/, unknown],
    ['gone nobody-000000', /POST/, unknown],
  ];

  it.each(rows)('`meridian %s` (%s) says so', async (line, dies, hint) => {
    const dying = await DyingEngine.start(besieged.cluster.url);
    dying.dies = dies;
    if (line.startsWith('logs')) dying.death = 'in a chunk';
    const ran = await meridian(line, dying.url).ended(boundMs);
    expect(ran).toMatchObject({ code: 1, stderr: problem(dying.url, broken, hint) });
    if (!line.startsWith('logs')) expect(ran.stdout).toBe('');
    expect(dying.deaths).toBeGreaterThan(0);
    await dying.stop();
  });

  const deaths: readonly (readonly [Death, string])[] = [
    ['before the answer', 'broke off before it answered (other side closed)'],
    ['in the head', 'broke off before it answered (other side closed)'],
    ['in a chunk', broken],
  ];

  it('again and again in the stream of events is borne, and each event comes once', async () => {
    const dying = await DyingEngine.start(besieged.cluster.url);
    Object.assign(dying, { dies: /events/, death: 'in a chunk' });
    const following = meridian('events --follow --after 0 --output json', dying.url);
    await waitUntil('it to have died often', () => dying.deaths > 5, boundMs);
    process.kill(following.pid, 'SIGINT');
    const { code, stdout, stderr } = await following.ended(boundMs);
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    const numbers = lines.map((line) => JSON.parse(line).number);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    expect(numbers.length).toBeGreaterThan(5);
    expect(stderr).toContain(`engine at ${dying.url}: connection lost (${broken})`);
    await dying.stop();
  });

  it.each(deaths)('%s, too', async (death, what) => {
    const dying = await DyingEngine.start(besieged.cluster.url);
    Object.assign(dying, { dies: /status/, death });
    const ran = await meridian('status', dying.url).ended(boundMs);
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: problem(dying.url, what, again) });
    await dying.stop();
  });
});
