/** What a log may say of an error. */
export interface ErrorDescription {
  name: string;
  code?: string;
  table?: string;
  constraint?: string;
  frames: string[];
  cause?: ErrorDescription;
}

/**
 * Name, code and stack frames, but not the message: messages of parsers, of the runtime and of PostgreSQL repeat values of the input,
 * and a log never holds personal data (I-2).
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const { code, table, constraint } = error as { code?: unknown; table?: unknown; constraint?: unknown };
  const frames = (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    ...(typeof table === 'string' && { table }),
    ...(typeof constraint === 'string' && { constraint }),
    frames: frames.map((line) => line.trim()),
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  };
}
