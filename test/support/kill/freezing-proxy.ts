// A network that can stop carrying: a proxy that takes nothing more from either side of connections
// that are frozen and tells neither. New ones are carried, save while it is parted.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class FreezingProxy {
  readonly #server: Server;
  #pairs: (readonly [near: Socket, far: Socket])[] = [];
  readonly #frozen: Socket[] = [];
  /** New connections are ended at once. */
  isParted = false;

  private constructor(to: number) {
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#carry(near, to));
  }

  static async start(to: number): Promise<FreezingProxy> {
    const proxy = new FreezingProxy(to);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ports that the proxy's frozen connections have towards their clients, and to the server. */
  freeze(): readonly { readonly clientPort: number; readonly portToServer: number }[] {
    const pairs = this.#pairs;
    this.#pairs = [];
    return pairs.map(([near, far]) => {
      for (const socket of [near, far]) {
        socket.removeAllListeners('data');
        socket.removeAllListeners('end');
        socket.removeAllListeners('close');
        socket.pause();
        this.#frozen.push(socket);
      }
      return { clientPort: near.remotePort ?? 0, portToServer: far.localPort ?? 0 };
    });
  }

  async stop(): Promise<void> {
    for (const socket of [...this.#frozen, ...this.#pairs.flat()]) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(near: Socket, to: number): void {
    if (this.isParted) {
      near.destroy();
      return;
    }
    const far = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true });
    const pair = [near, far] as const;
    this.#pairs.push(pair);
    const forget = (): void => {
      this.#pairs = this.#pairs.filter((other) => other !== pair);
    };
    for (const [from, into] of [pair, [far, near] as const]) {
      from.on('error', () => undefined);
      from.on('data', (bytes) => into.write(bytes));
      from.on('end', () => into.end());
      from.on('close', () => {
        into.destroy();
        forget();
      });
    }
  }
}
