/** An expression that cannot be read (`syntax`), can never be right (`semantic`), or failed on this input (`execution`). */
export class FhirPathError extends Error {
  readonly kind: 'syntax' | 'semantic' | 'execution';
  /** Where in the expression, from 0, when known. */
  readonly position: number | undefined;

  constructor(kind: 'syntax' | 'semantic' | 'execution', message: string, position?: number) {
    super(message);
    this.name = 'FhirPathError';
    this.kind = kind;
    this.position = position;
  }
}

/** Thrown while compiling: this engine has no such function or construct, the reference engine may have. */
export class UnsupportedExpression extends Error {}
