// A server on a world, closed when the test is over.
import { afterEach } from 'vitest';
import { createHttpServer, type HttpServerOptions } from '../../../engine/http/server.ts';
import { Redacted } from '../../../engine/lib/redacted.ts';
import { CoreWorld } from '../core-world.ts';
import { WorldFace } from './face-of-world.ts';
import { app } from './worlds.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

export const token = 'correct-horse-battery-staple';

export interface Served {
  readonly face: WorldFace;
  readonly port: number;
  readonly url: string;
  readonly server: ReturnType<typeof createHttpServer>;
}

/** Two agents and two apps. */
function shop(): CoreWorld {
  const world = new CoreWorld();
  for (const name of ['a', 'b']) world.addAgent(name);
  world.commit(app('/shop/web', { instances: 2 }), app('/shop/db', { instances: 1 }));
  return world;
}

export interface ServedOptions extends Partial<HttpServerOptions> {
  readonly port?: number;
  readonly world?: CoreWorld;
}

export async function served(options: ServedOptions = {}): Promise<Served> {
  const { port: wanted = 0, world = shop(), ...others } = options;
  const face = new WorldFace(world);
  const server = createHttpServer({ face, openOnLoopback: true, version: '1.2.3', ...others });
  closers.push(() => server.close());
  const { port } = await server.listen('127.0.0.1', wanted);
  return { face, port, url: `http://127.0.0.1:${port}`, server };
}

/** As `meridian engine` serves: by token. */
export const servedByToken = (): Promise<Served> =>
  served({ openOnLoopback: false, token: new Redacted(token) });
