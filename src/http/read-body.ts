/** Reads a request's body up to a limit, and stops reading where it is passed. */
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Request } from 'express';
import { SlussError } from '../errors/sluss-error.ts';

const DECODERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

/**
 * The body, unpacked. What is larger than `limit` bytes, packed or unpacked, is refused with `body-too-large`: by its announced length before
 * anything is read, else in the middle; the rest stays with the client (see `endConnection`).
 */
export async function readBody(request: Request, limit: number): Promise<Buffer> {
  const tooLarge = () => SlussError.of('body-too-large', { megabytes: Math.max(1, Math.floor(limit / 2 ** 20)) });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return collect(request, limit, tooLarge);
  const createDecoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding as keyof typeof DECODERS] : undefined;
  if (!createDecoder) throw SlussError.of('media-type-unsupported', { expected: 'application/fhir+json' });
  const decoder = createDecoder();
  // Destroying one ends the other neither way: the answer still goes out by the request's connection.
  request.pipe(decoder);
  request.once('error', (error) => decoder.destroy(error));
  try {
    return await collect(decoder, limit, tooLarge);
  } catch (cause) {
    throw cause instanceof SlussError ? cause : SlussError.of('request-malformed', {}, { cause });
  } finally {
    request.unpipe(decoder);
    decoder.destroy();
  }
}

function collect(stream: NodeJS.ReadableStream, limit: number, tooLarge: () => SlussError): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) settle(() => reject(tooLarge()));
      else chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks, size)));
    const onError = (error: Error) => settle(() => reject(error));
    const onClose = () => settle(() => reject(SlussError.of('request-malformed')));
    const settle = (done: () => void) => {
      stream.pause();
      stream.off('data', onData).off('end', onEnd).off('close', onClose);
      done();
    };
    stream.on('data', onData).once('end', onEnd).once('error', onError).once('close', onClose);
  });
}
