// Jobs and runs over real sockets: answers as described, operations checked, no value of a secret.
import { describe, expect, test } from 'vitest';
import { Problem } from '../../../engine/model/problem.ts';
import { apiFaults } from '../../support/http/api-check.ts';
import { call } from '../../support/http/http-call.ts';
import { fail, failed, firstRun, hourMs, load, running } from '../../support/http/job-worlds.ts';
import { served } from '../../support/http/served.ts';

const json = { 'content-type': 'application/json' };
const encoded = encodeURIComponent(firstRun);
const logTail = { stdout: 'loading\n', stderr: 'no disk\n' };

/** Its history has one run that failed, and knows the end of its output. */
async function servedJobs() {
  const world = failed();
  const made = await served({ world });
  const run = world.history.get(firstRun);
  if (!run) throw new Error('no run');
  await made.face.history.put([{ run: { ...run, logTail }, keep: 10 }]);
  return { ...made, world };
}

const operate = (port: number, body: object) =>
  call(port, '/v1/operations', { method: 'POST', headers: json, body: JSON.stringify(body) });

describe('answers', () => {
  test.each([
    ['/v1/jobs', 'job.json#/$defs/JobList'],
    ['/v1/jobs?group=/etl&state=idle&limit=1', 'job.json#/$defs/JobList'],
    ['/v1/jobs/etl/load', 'job.json#/$defs/JobDetail'],
    ['/v1/jobs/%2Fetl%2Fload', 'job.json#/$defs/JobDetail'],
    ['/v1/next/etl/load?after=0&count=1000', 'job.json#/$defs/NextDueList'],
    ['/v1/runs', 'run.json#/$defs/RunList'],
    [`/v1/runs?job=${load}&state=failed&limit=3`, 'run.json#/$defs/RunList'],
    [`/v1/runs${firstRun}`, 'run.json#/$defs/RunDetail'],
    [`/v1/runs/${encoded}`, 'run.json#/$defs/RunDetail'],
    ['/v1/graph', 'job.json#/$defs/GraphView'],
    [`/v1/why?name=${load}`, 'why.json'],
    [`/v1/why?name=${encoded}`, 'why.json'],
    [`/v1/why?name=${encoded}.1`, 'why.json'],
    ['/v1/status', 'status.json'],
    ['/v1/snapshot', 'snapshot.json'],
    ['/v1/tasks', 'task.json#/$defs/TaskList'],
  ])('%s is as %s says, and costs no body while nothing changes', async (path, schema) => {
    const { port } = await servedJobs();
    const answer = await call(port, path);
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    expect(apiFaults(schema, JSON.parse(answer.text))).toEqual([]);
    const headers = { 'if-none-match': String(answer.headers.etag) };
    expect((await call(port, path, { headers })).status).toBe(304);
  });

  test('a thousand due times are given where they are asked for', async () => {
    const { port } = await servedJobs();
    const { text } = await call(port, '/v1/next/etl/load?count=1000&after=0');
    const { items } = JSON.parse(text);
    expect([items.length, items[0].utc, items[999].utc]).toEqual([
      1_000,
      '2026-01-01T00:00:00Z',
      '2026-02-11T15:00:00Z',
    ]);
  });

  test('a run forgotten by the tables is told of by the history, with its output', async () => {
    const { port, world } = await servedJobs();
    world.advance(hourMs);
    world.report('a', '/etl/load@t20260101T020000Z.1', { state: 'finished' });
    expect(world.core.tables.jobs.get(load as never)?.runs.size).toBe(1);
    const { text } = await call(port, `/v1/runs${firstRun}`);
    expect(JSON.parse(text)).toMatchObject({ id: firstRun, state: 'failed', logTail });
    const { items } = JSON.parse((await call(port, `/v1/runs?job=${load}`)).text);
    expect(items.map(({ id }: { id: string }) => id)).toEqual([
      '/etl/load@t20260101T020000Z',
      firstRun,
    ]);
    expect(JSON.stringify(items)).not.toContain('loading');
    const why = JSON.parse((await call(port, `/v1/why?name=${encoded}.1`)).text);
    expect([why.subject, why.name]).toEqual(['run', firstRun]);
  });

  test('a run that is tried again is told of as it is, not as the history has it', async () => {
    const { port, world } = await servedJobs();
    world.operate({ kind: 'retry', run: firstRun });
    const state = async () => JSON.parse((await call(port, `/v1/runs${firstRun}`)).text).state;
    expect(await state()).toBe('running');
    world.advance(1_000);
    world.report('a', `${firstRun}.2`, { state: 'finished' });
    expect(await state()).toBe('succeeded');
  });

  test.each([
    ['/v1/jobs/etl/laod', /did you mean \/etl\/load\?/],
    ['/v1/jobs/etl', /is a group: ask for \/etl\/load/],
    ['/v1/jobs/', /names no job/],
    ['/v1/next/none', /nothing here has that name/],
    ['/v1/runs?job=/none', /nothing here has that name/],
    ['/v1/runs/etl/load@m7', /there is no such run, or it is kept no longer.*runs \/etl\/load/],
    ['/v1/runs/etl/load', /is no run.*named like/],
    ['/v1/runs/none@m1', /nothing here has that name/],
    [`/v1/runs?job=${load}&cursor=YQ`, /none that was given out/],
    ['/v1/next/etl/load?count=1001', /count/],
    ['/v1/why?name=/etl/load@m7', /there is no such run/],
    ['/v1/jobs?state=healthy', /one of idle, running/],
  ])('%s is a problem that says what may be meant', async (path, says) => {
    const { port } = await servedJobs();
    const answer = await call(port, path);
    expect([answer.status >= 400 && answer.status < 500, answer.text]).toEqual([
      true,
      expect.stringMatching(says),
    ]);
  });
});

describe('operations', () => {
  test('run, cancel and retry are handed on, and the run is named', async () => {
    const { port, face } = await servedJobs();
    const answer = await operate(port, { kind: 'run', job: load, env: { A: '1' } });
    const view = JSON.parse(answer.text);
    expect(view).toMatchObject({ message: 'run /etl/load', run: '/etl/load@m1' });
    expect(apiFaults('operation.json#/$defs/OperationAnswerView', view)).toEqual([]);
    await operate(port, { kind: 'run', job: load });
    await operate(port, { kind: 'cancel', run: firstRun });
    await operate(port, { kind: 'retry', run: firstRun.slice(1) });
    expect(face.operations.map(({ operation }) => operation)).toEqual([
      { kind: 'run', name: load, env: { A: '1' } },
      { kind: 'run', name: load, env: {} },
      { kind: 'cancel', run: firstRun },
      { kind: 'retry', run: firstRun },
    ]);
  });

  const secret = 'hunter2';
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`V${at}`, secret]));
  test.each([
    [{ '1A': secret }, /env 1A: is no name of a variable/],
    [{ 'A B': secret }, /is no name of a variable/],
    [{ 'A=B': secret }, /is no name of a variable/],
    [{ ['A'.repeat(129)]: secret }, /is no name of a variable/],
    [{ MERIDIAN_TASK: secret }, /env MERIDIAN_TASK: is one of the engine’s own/],
    [{ A: secret.repeat(600) }, /env.A in the body must NOT have more than 4096/],
    [{ A: `${secret}${'ü'.repeat(4_000)}` }, /env A: has over 4096 bytes/],
    [{ A: `${secret}\0` }, /env A: holds a NUL/],
    [many, /env in the body must NOT have more than 100/],
    [{ A: 7 }, /env.A in the body must be string/],
  ])('%j is refused without a word of its values', async (env, says) => {
    const { port, face } = await servedJobs();
    const answer = await operate(port, { kind: 'run', job: load, env });
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(says)]);
    expect(answer.text).not.toContain(secret);
    expect(face.operations).toEqual([]);
  });

  test.each([
    [{ kind: 'run' }, /the body must have required property 'job'/],
    [{ kind: 'run', job: 'etl/load' }, /job in the body must match/],
    [{ kind: 'cancel' }, /the body must have required property 'run'/],
    [{ kind: 'cancel', run: firstRun, env: {} }, /must NOT have additional properties/],
    [{ kind: 'constructor' }, /the body/],
  ])('%j is a problem', async (body, says) => {
    const { port } = await servedJobs();
    const answer = await operate(port, body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(says)]);
  });
});

describe('the output of an attempt', () => {
  const bytes = async function* () {
    yield new TextEncoder().encode('loading');
  };

  test('that the engine has forgotten is asked of the agent that the history names', async () => {
    const { port, face, world } = await servedJobs();
    face.output = () => Promise.resolve(bytes());
    const path = `/v1/tasks/logs?task=${encoded}.1`;
    expect((await call(port, path)).text).toBe('loading');
    world.advance(hourMs);
    world.report('a', '/etl/load@t20260101T020000Z.1', { state: 'finished' });
    expect((await call(port, path)).text).toBe('loading');
    expect(face.streams.map(({ agentId }) => agentId)).toEqual([undefined, 'a-000000']);
  });

  test('that is no more says where the end of it is', async () => {
    const { port, face, world } = await servedJobs();
    world.advance(hourMs);
    world.report('a', '/etl/load@t20260101T020000Z.1', { state: 'finished' });
    const text = { where: 'x', what: 'its agent is away', hint: 'try again' };
    face.output = () => Promise.reject(new Problem('unreachable', text));
    const answer = await call(port, `/v1/tasks/logs?task=${encoded}.1`);
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text).hint).toBe(
      `try again; the end of the run's output is in \`meridian runs ${firstRun}\``,
    );
    for (const [id, says] of [
      [`${encoded}.7`, /its run has no such attempt: these are known: .*Z\.1/],
      ['/etl/load%40m9.1', /there is no such run/],
    ] as const) {
      const none = await call(port, `/v1/tasks/logs?task=${id}`);
      expect([none.status, none.text]).toEqual([404, expect.stringMatching(says)]);
    }
  });
});

describe('metrics', () => {
  const metrics = async (port: number) => (await call(port, '/metrics')).text;

  test('count runs by outcome and how late they start, by no job’s name', async () => {
    const world = running();
    const { port, face } = await served({ world });
    const tell = (kind: string, subject: string) => face.tell({ kind, subject, message: '' });
    tell('task-launched', `${firstRun}.1`);
    tell('task-launched', `${firstRun}.2`);
    tell('task-launched', '/shop/web#0.1');
    fail(world);
    tell('run-failed', firstRun);
    const text = await metrics(port);
    expect(text).toContain('meridian_runs_total{outcome="failed"} 1');
    expect(text).toContain('meridian_runs_total{outcome="skipped"} 0');
    expect(text).toContain('meridian_run_lateness_seconds_count 1');
    expect(text).toContain('meridian_run_lateness_seconds_bucket{le="0.1"} 1');
    expect(text).toContain('meridian_jobs{state="idle"} 1');
    expect(text).not.toContain(load);
  });
});
