import pino, { type DestinationStream, type Logger } from 'pino';

/**
 * The log: JSON lines on standard error, so that standard output stays for a command's answer. Lines are made of fixed words, codes, route
 * patterns and counts; nothing of a request's address, headers or body is ever given to it (I-2). Lines are written several at a time, at the latest after
 * 0.2 s and at the end of the process: one write a line would cost a tenth of a small answer.
 */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ fd: 2, sync: false, minLength: 4096, periodicFlush: 200 }),
): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
