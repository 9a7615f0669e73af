// Clients in a thread of their own, so that they don't hold up the server that is measured: so many
// at once ask for a page, and the time runs until the last has all of it.
import { Worker } from 'node:worker_threads';

const source = `
const { get, Agent } = require('node:http');
const { parentPort } = require('node:worker_threads');
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const read = (url) => new Promise((resolve, reject) => {
  get(url, { agent }, (answer) => {
    let bytes = 0;
    answer.on('data', (part) => { bytes += part.length; });
    answer.on('end', () => resolve({ bytes, status: answer.statusCode }));
  }).on('error', reject);
});
let pages = 0;
let isReading = false;
const readOn = async (urls, at) => {
  for (; isReading; at += 1) {
    const { status } = await read(urls[at % urls.length]);
    if (status !== 200) throw new Error(status + ' from ' + urls[at % urls.length]);
    pages += 1;
  }
};
let loops = [];
parentPort.on('message', async ({ url, urls, count }) => {
  if (urls) {
    isReading = true;
    loops = Array.from({ length: count }, (_, at) => readOn(urls, at));
    return;
  }
  if (url === undefined) {
    isReading = false;
    await Promise.all(loops);
    parentPort.postMessage(pages);
    return;
  }
  const fromMs = performance.now();
  const answers = await Promise.all(Array.from({ length: count }, () => read(url)));
  const ms = performance.now() - fromMs;
  parentPort.postMessage({ ms, ...answers[0] });
});
`;

export interface ReadTime {
  readonly ms: number;
  readonly bytes: number;
  readonly status: number;
}

export class Clients {
  readonly #worker = new Worker(source, { eval: true });

  read(url: string, count: number): Promise<ReadTime> {
    return this.#ask({ url, count });
  }

  /** So many of them read one of these after the other, until `stopReading`. */
  readOn(urls: readonly string[], count: number): void {
    this.#worker.postMessage({ urls, count });
  }

  /** How many pages were read. */
  stopReading(): Promise<number> {
    return this.#ask({});
  }

  #ask<T>(question: object): Promise<T> {
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => reject(error);
      this.#worker.once('error', failed);
      this.#worker.once('message', (answer: T) => {
        this.#worker.off('error', failed);
        resolve(answer);
      });
      this.#worker.postMessage(question);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
