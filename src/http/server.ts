/** The HTTP server: limits against slow and oversized requests, and a stop that lets requests under way finish. */
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Config } from '../config.ts';
import { finding } from '../errors/finding.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface RunningServer {
  port: number;
  /** Takes the place of the first handler, which answers while the gateway starts. */
  handle(handler: Handler): void;
  /** Stops taking connections, waits for requests under way at most `seconds`, then ends what is left. */
  close(seconds: number): Promise<void>;
}

const OPTIONS: ServerOptions = {
  /** A client that trickles its headers is cut off. */
  headersTimeout: 15_000,
  /** 50 MB in two minutes is 3.5 Mbit/s. */
  requestTimeout: 120_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
};

/** Listens with the given handler. Rejects when the port is taken. */
export async function listen(
  config: Pick<Config, 'host' | 'port' | 'tls' | 'limits'>,
  first: Handler,
): Promise<RunningServer> {
  let handler = first;
  const dispatch: Handler = (request, response) => handler(request, response);
  const server: Server = config.tls
    ? createTlsServer({ ...OPTIONS, ...config.tls, minVersion: 'TLSv1.2' }, dispatch)
    : createServer(OPTIONS, dispatch);
  server.maxHeadersCount = 100;
  // "Expect: 100-continue": a body that is announced as too large is refused before it is sent.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers['content-length'] ?? 0) <= config.limits.bodyBytes) response.writeContinue();
    dispatch(request, response);
  });
  server.on('clientError', refuseBrokenRequest);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, () => {
      server.off('error', reject);
      resolve();
    });
  });

  return {
    port: (server.address() as AddressInfo).port,
    handle(next) {
      handler = next;
    },
    async close(seconds) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const idle = setInterval(() => server.closeIdleConnections(), 100);
      const limit = setTimeout(() => server.closeAllConnections(), seconds * 1000);
      await closed;
      clearInterval(idle);
      clearTimeout(limit);
    },
  };
}

const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What cannot be read as HTTP never reaches the application. */
function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(toOperationOutcome([finding('request-malformed', '')]));
  socket.end(
    `HTTP/1.1 ${STATUS[error.code ?? ''] ?? '400 Bad Request'}\r\nContent-Type: application/fhir+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
