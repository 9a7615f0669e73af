// Streams of a task's output that the engine asks for, each on a connection of its own, at most 16
// at once. A follower ends when the task has ended and all has been sent, or when the engine hangs
// up.
import { streamClose } from '../../engine/model/stream-close.ts';
import type { OpenStream } from '../../schemas/generated/wire.ts';
import type { ByteStream } from '../ports/links.ts';
import type { LogReader } from '../ports/logs.ts';
import type { AgentPorts } from './ports.ts';

const atOnce = 16;
const chunkBytes = 65_536;
const followMs = 200;

export class Streams {
  readonly #ports: AgentPorts;
  readonly #isLive: (taskId: string) => boolean;
  #open = 0;

  constructor(ports: AgentPorts, isLive: (taskId: string) => boolean) {
    this.#ports = ports;
    this.#isLive = isLive;
  }

  /** Never rejects. */
  async serve(request: OpenStream): Promise<void> {
    this.#open += 1;
    try {
      const stream = await this.#ports.links.openStream(request.streamId);
      if (this.#open > atOnce)
        stream.close(streamClose.tooMany, `more than ${atOnce} streams at once`);
      else await this.#send(request, stream);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#ports.log.write('warn', `stream: ${text}`, { taskId: request.taskId });
    } finally {
      this.#open -= 1;
    }
  }

  async #send(request: OpenStream, stream: ByteStream): Promise<void> {
    const { taskId, file } = request;
    const reader = await this.#ports.logs.open(taskId, file);
    if (reader === undefined) {
      stream.close(streamClose.noSuchFile, `${taskId} has no ${file} on this agent`);
      return;
    }
    try {
      if (request.tailBytes !== undefined) await reader.toLastBytes(request.tailBytes);
      if (request.tailLines !== undefined) await reader.toLastLines(request.tailLines);
      await this.#copy(request, reader, stream);
      stream.close(streamClose.done, '');
    } catch (error) {
      stream.close(streamClose.broken, 'the file could not be read');
      throw error;
    } finally {
      await reader.close();
    }
  }

  async #copy({ taskId, follow }: OpenStream, reader: LogReader, stream: ByteStream) {
    while (!stream.isClosed) {
      const wasLive = this.#isLive(taskId);
      const bytes = await reader.next(chunkBytes);
      if (bytes.length > 0) await stream.write(bytes);
      else if (!follow || !wasLive) return;
      else await this.#pause();
    }
  }

  #pause(): Promise<void> {
    const { clock } = this.#ports;
    return new Promise((resolve) => {
      clock.setTimer(clock.now().steadyMs + followMs, resolve);
    });
  }
}
