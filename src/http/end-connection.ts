import type { Request, Response } from 'express';

/** Long enough for a client that is still sending to see the answer. */
const LINGER_MILLISECONDS = 1000;

/**
 * For an answer that comes before the body has been read: nothing more of it is read, and the connection ends with the answer. Not at once: closing a
 * connection on which data is arriving resets it, and the client would lose the answer that tells why.
 */
export function endConnection(request: Request, response: Response): void {
  if (request.complete) return;
  response.set('Connection', 'close');
  // A request that was never read is drained by Node.js after the answer; one that was read stays where it is.
  if (request.readableFlowing === null) request.read(0);
  request.pause();
  const { socket } = request;
  socket.destroySoon = () => {
    setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref();
  };
}
