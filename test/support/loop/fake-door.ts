// A door that agents come in by when told, and what is said to each.
import type { AgentDoor, AgentPeer, PeerHandler } from '../../../engine/ports/agent-door.ts';

export class FakePeer implements AgentPeer {
  readonly address = '127.0.0.1:1';
  readonly bufferedBytes = 0;
  readonly sent: string[] = [];
  readonly closings: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  close(code: number, reason: string): void {
    if (Buffer.byteLength(reason) > 123) throw new RangeError('a close reason of over 123 bytes');
    this.closings.push(`${code} ${reason}`);
  }
}

/** Lets peers in when told; hands out streams by id. */
export class FakeDoor implements AgentDoor {
  readonly streams: string[] = [];
  #accept: (peer: AgentPeer) => PeerHandler = () => {
    throw new Error('nobody listens');
  };
  onPeer(accept: (peer: AgentPeer) => PeerHandler): void {
    this.#accept = accept;
  }
  async expectStream(streamId: string): Promise<AsyncIterable<Uint8Array>> {
    this.streams.push(streamId);
    return (async function* () {
      yield new Uint8Array([1]);
    })();
  }
  async close(): Promise<void> {
    this.streams.length = 0;
  }
  come(): { readonly peer: FakePeer; readonly handler: PeerHandler } {
    const peer = new FakePeer();
    return { peer, handler: this.#accept(peer) };
  }
}
