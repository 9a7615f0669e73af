// http, https and tcp probes of health and readiness checks, to 127.0.0.1 (marathon.md 6.2): 200 to
// 399 is success, so a redirect isn't followed; certificates are not verified.
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { NetProbe, Probes } from '../ports/probes.ts';

const host = '127.0.0.1';
/** What is read of a body before the connection is dropped. */
const bodyMaxBytes = 65_536;

export class NetProbes implements Probes {
  probe(probe: NetProbe, timeoutMs: number): Promise<string | undefined> {
    return probe.kind === 'tcp' ? probeTcp(probe.port, timeoutMs) : probeHttp(probe, timeoutMs);
  }
}

function probeTcp(port: number, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => done(`no connection within ${timeoutMs} ms`), timeoutMs);
    const done = (error: string | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(error);
    };
    socket.once('connect', () => done(undefined));
    socket.once('error', (error) => done(error.message));
  });
}

type HttpProbe = Exclude<NetProbe, { kind: 'tcp' }>;

function probeHttp(probe: HttpProbe, timeoutMs: number): Promise<string | undefined> {
  const { kind, port, codes } = probe;
  const path = probe.path.startsWith('/') ? probe.path : `/${probe.path}`;
  const headers = { 'user-agent': 'meridian-agentd', connection: 'close' };
  const options: RequestOptions & { rejectUnauthorized: boolean } = {
    host,
    port,
    path,
    headers,
    agent: false,
    rejectUnauthorized: false,
  };
  return new Promise((resolve) => {
    try {
      const request = (kind === 'http' ? httpRequest : httpsRequest)(options);
      const timer = setTimeout(() => {
        request.destroy();
        resolve(`no answer within ${timeoutMs} ms`);
      }, timeoutMs);
      request.once('close', () => clearTimeout(timer));
      request.once('response', (response) => resolve(judged(response, codes)));
      request.on('error', (error) => resolve(error.message));
      request.end();
    } catch (error) {
      resolve((error as Error).message);
    }
  });
}

function judged(response: IncomingMessage, codes: number[] | undefined): string | undefined {
  drain(response);
  const status = response.statusCode ?? 0;
  const isGood = codes === undefined ? status >= 200 && status <= 399 : codes.includes(status);
  return isGood ? undefined : `answered ${status}`;
}

function drain(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => {});
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bodyMaxBytes) response.destroy();
  });
}
