// For machines that watch the engine: is it alive, is it ready, its numbers, its API's description.
import { Problem } from '../../model/problem.ts';
import { openApi } from '../openapi.ts';
import { json, type Route, viewed } from './route.ts';

/** `others` are described with these. */
export function plainRoutes(others: readonly Route[]): readonly Route[] {
  const routes: Route[] = [
    {
      id: 'live',
      method: 'GET',
      path: '/healthz',
      access: 'open',
      summary: 'Answers as long as the process does.',
      answer: 'operation.json#/$defs/HealthAnswer',
      produces: json,
      hasEtag: false,
      handle: () => viewed({ status: 'ok' }),
    },
    {
      id: 'ready',
      method: 'GET',
      path: '/readyz',
      access: 'open',
      summary: 'Answers 200 while the engine handles what comes in.',
      answer: 'operation.json#/$defs/HealthAnswer',
      produces: json,
      hasEtag: false,
      handle: async ({ read }) => {
        const epoch = await read(({ tables }) => tables.epoch);
        if (epoch > 0) return viewed({ status: 'ok' });
        const hint = 'wait until it has taken its store over';
        throw new Problem('busy', { where: 'engine', what: 'it is starting', hint });
      },
    },
    {
      id: 'metrics',
      method: 'GET',
      path: '/metrics',
      access: 'read',
      summary: 'Numbers for Prometheus.',
      produces: ['text/plain'],
      hasEtag: false,
      handle: async ({ face, metrics, read }) => {
        await read((core, { nowMs }) => metrics.look(core, nowMs));
        if (face.measures) metrics.measure(face.measures());
        return { kind: 'plain', type: metrics.contentType, body: await metrics.text() };
      },
    },
    {
      id: 'description',
      method: 'GET',
      path: '/v1/openapi.json',
      access: 'open',
      summary: 'This description.',
      produces: json,
      hasEtag: true,
      handle: ({ version }) => viewed(openApi([...others, ...routes], version)),
    },
  ];
  return routes;
}
