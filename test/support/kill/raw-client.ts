// A client below HTTP: sends any bytes at any pace, keeps what it hears, and sees when it is cut
// off.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export class RawClient {
  readonly socket: Socket;
  readonly #dialledMs = performance.now();
  readonly #closed: Promise<number>;
  /** Bytes as Latin-1 text. */
  heard = '';
  /** Its own port, also once it is closed. */
  localPort = 0;
  #trickle: NodeJS.Timeout | undefined;

  private constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1' });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (bytes) => {
      this.heard += bytes.toString('latin1');
    });
    this.#closed = new Promise((resolve) => {
      this.socket.once('close', () => {
        clearInterval(this.#trickle);
        resolve(performance.now() - this.#dialledMs);
      });
    });
  }

  static async dial(port: number): Promise<RawClient> {
    const client = new RawClient(port);
    await once(client.socket, 'connect');
    client.localPort = client.socket.localPort ?? 0;
    return client;
  }

  send(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** A byte now and one each second, until it is cut off. */
  trickle(bytes: string | Buffer): void {
    const rest = [...Buffer.from(bytes)];
    const next = (): void => {
      const byte = rest.shift();
      if (byte !== undefined) this.socket.write(Buffer.of(byte));
    };
    next();
    this.#trickle = setInterval(next, 1_000);
  }

  /** Milliseconds from dialling until the other side had closed. */
  async closed(boundMs: number): Promise<number> {
    const late = new AbortController();
    const bound = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(this.#stillOpen(boundMs)), boundMs);
      late.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    return await Promise.race([this.#closed, bound]).finally(() => late.abort());
  }

  leave(): void {
    clearInterval(this.#trickle);
    this.socket.destroy();
  }

  #stillOpen(boundMs: number): Error {
    return new Error(`still open after ${boundMs} ms; heard ${JSON.stringify(this.heard)}`);
  }
}
