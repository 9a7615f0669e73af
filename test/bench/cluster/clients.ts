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
parentPort.on('message', async ({ url, count }) => {
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
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => reject(error);
      this.#worker.once('error', failed);
      this.#worker.once('message', (answer: ReadTime) => {
        this.#worker.off('error', failed);
        resolve(answer);
      });
      this.#worker.postMessage({ url, count });
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
