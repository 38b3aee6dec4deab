import { type ErrorCode, errorDefinition, type Parameters } from '../errors/catalogue.ts';
import { type Finding, type FindingOverrides, finding } from '../errors/finding.ts';
import type { PropertyCheck } from './object-check.ts';
import { ConformanceMemory } from './profile/conformance-memory.ts';
import type { ResourceFrame } from './resource-frame.ts';
import type { Services } from './services.ts';
import type { CodingOutcome } from './terminology-port.ts';

/** Deeper than any real resource; keeps hostile input from using up the stack. */
const MAX_STEPS = 200;
/** Errors at most, and other findings at most. */
const MAX_FINDINGS = 2000;

/** By code system: the first code that was checked against an edition that is not of the event's day, and what came of it. */
export type OtherDays = Map<string, { expression: string; outcome: CodingOutcome }>;

/** One call of the validator: where it is in the resource, and what it has found. */
export class Run {
  readonly services: Services;
  readonly findings: Finding[] = [];
  /** The resources around the current element, outermost first. */
  readonly frames: ResourceFrame[] = [];
  readonly #steps: (PropertyCheck | string)[] = [];
  readonly #indexes: number[] = [];
  #depth = 0;
  #seen: Set<string> | undefined;
  #externals: Map<string, unknown> | undefined;
  #errors = 0;
  #muted = 0;
  #failed = false;
  #conformance: ConformanceMemory | undefined;

  readonly #otherDays: OtherDays | undefined;

  constructor(services: Services, otherDays?: OtherDays) {
    this.services = services;
    this.#otherDays = otherDays;
  }

  /** A valid code was checked against an edition that is not of the event's day. The first of each code system is kept, for whoever asked for it. */
  noteOtherDay(system: string, outcome: CodingOutcome): void {
    if (!this.#otherDays || this.#otherDays.has(system)) return;
    this.#otherDays.set(system, { expression: this.path(), outcome });
  }

  get frame(): ResourceFrame {
    return this.frames[this.frames.length - 1]!;
  }

  get conformance(): ConformanceMemory {
    this.#conformance ??= new ConformanceMemory();
    return this.#conformance;
  }

  get depth(): number {
    return this.#depth;
  }

  /** Goes into an element, or to a place that is only named; false when that would be too deep. */
  enter(step: PropertyCheck | string, index: number): boolean {
    const depth = this.#depth;
    if (depth >= MAX_STEPS) {
      this.report('element-too-deep');
      return false;
    }
    this.#steps[depth] = step;
    this.#indexes[depth] = index;
    this.#depth = depth + 1;
    return true;
  }

  leave(): void {
    this.#depth--;
  }

  /** The property at a depth, from the end when negative; undefined for a place that is only named. */
  property(depth: number): PropertyCheck | undefined {
    const step = this.#steps[depth < 0 ? this.#depth + depth : depth];
    return typeof step === 'object' ? step : undefined;
  }

  /** The properties from a depth to the current element. */
  propertiesFrom(depth: number): PropertyCheck[] {
    return this.#steps.slice(depth, this.#depth).filter((step) => typeof step === 'object');
  }

  /** The current element as FHIRPath; with `depth` only its first steps. */
  path(depth = this.#depth): string {
    let path = '';
    for (let i = 0; i < depth; i++) {
      const step = this.#steps[i]!;
      const label = typeof step === 'string' ? step : step.label;
      const index = this.#indexes[i]!;
      if (i > 0 && label) path += '.';
      path += label;
      if (index >= 0) path += `[${index}]`;
    }
    return path;
  }

  /** The element at a depth of the current path, inside the innermost resource; of a primitive what stands beside it. */
  elementAt(depth: number): unknown {
    let value: unknown = this.frame.resource;
    for (let i = this.frame.depth; i < depth; i++) {
      const property = this.property(i);
      const owner = value as Record<string, unknown> | undefined;
      if (!property || typeof owner !== 'object') return undefined;
      value = at(owner[property.key], this.#indexes[i]!);
      if (typeof value !== 'object' || value === null)
        value = at(owner[property.siblingKey], this.#indexes[i]!) ?? value;
    }
    return value;
  }

  /** Reports at the current element, or below it at `below` (`.code`, `.coding[0]`). The same finding is reported once. */
  report(code: ErrorCode, parameters: Parameters = {}, overrides: FindingOverrides = {}, below = ''): void {
    const severity = overrides.severity ?? errorDefinition(code).severity;
    const isError = severity === 'error' || severity === 'fatal';
    if (isError) this.#failed = true;
    // Each kind has its own room: thousands of warnings must not hide the first error.
    if (this.#muted > 0 || (isError ? this.#errors : this.findings.length - this.#errors) >= MAX_FINDINGS) return;
    this.#keep(findingFor(code, parameters, overrides), this.path() + below);
  }

  /** Reports at the element around the current one. */
  reportAtParent(code: ErrorCode, parameters: Parameters = {}, overrides: FindingOverrides = {}): void {
    this.#depth--;
    this.report(code, parameters, overrides);
    this.#depth++;
  }

  /** Reports at the entry that holds the current element, of the Bundle that stands `depth` steps from the root. */
  reportEntry(code: ErrorCode, depth: number): void {
    this.#failed = true;
    if (this.#muted > 0 || this.#errors >= MAX_FINDINGS) return;
    this.#keep(finding(code, ''), this.path(depth + 1));
  }

  /** After an exception of a check: back to where it began, and told also where findings are only counted. See guard.ts. */
  checkFailed(error: unknown, depth: number, frames: number): void {
    this.#failed = true;
    this.frames.length = frames;
    const expression = this.path();
    this.#depth = depth;
    if (this.#errors >= MAX_FINDINGS || !this.#keep(finding('check-failed', ''), expression)) return;
    this.services.onCheckFailed?.(error, expression);
  }

  /** False when the same has been told before. */
  #keep(item: Finding, expression: string): boolean {
    item.expression = expression;
    if (this.#isKnown(item)) return false;
    if (item.severity === 'error' || item.severity === 'fatal') this.#errors++;
    this.findings.push(item);
    return true;
  }

  #isKnown(item: Finding): boolean {
    if (this.findings.length < FEW) return this.findings.some((other) => isSame(item, other));
    this.#seen ??= new Set(this.findings.map(keyOf));
    const key = keyOf(item);
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    return false;
  }

  /** Adds a finding that was made elsewhere, at its own place. */
  add(item: Finding): void {
    this.findings.push(item);
  }

  /** A resource outside the input, from the caller's `resolve`; the same object each time. */
  external(reference: string): unknown {
    const { resolve } = this.services.options;
    if (!resolve) return undefined;
    this.#externals ??= new Map();
    if (!this.#externals.has(reference)) this.#externals.set(reference, resolve(reference));
    return this.#externals.get(reference);
  }

  /** Whether findings are only counted, to tell whether something conforms. */
  get isMuted(): boolean {
    return this.#muted > 0;
  }

  /** Runs `check` as part of the resource around the current one. */
  outside(check: () => void): void {
    const frame = this.frames.pop()!;
    try {
      check();
    } finally {
      this.frames.push(frame);
    }
  }

  /** Whether `check` reports an error, without reporting it. */
  passes(check: () => void): boolean {
    const failed = this.#failed;
    this.#failed = false;
    this.#muted++;
    try {
      check();
      return !this.#failed;
    } finally {
      this.#muted--;
      this.#failed = failed;
    }
  }
}

/** So many findings are compared one by one. */
const FEW = 8;

function isSame(a: Finding, b: Finding): boolean {
  return (
    a.code === b.code && a.expression === b.expression && a.severity === b.severity && a.message.en === b.message.en
  );
}

function keyOf({ code, severity, expression, message }: Finding): string {
  return `${code} ${severity} ${expression} ${message.en}`;
}

function at(value: unknown, index: number): unknown {
  return index >= 0 && Array.isArray(value) ? value[index] : value;
}

/** Without a fix that lacks a parameter: it would say nothing. */
function withWholeFix(item: Finding): Finding {
  if (item.fix && /\{\w+\}/.test(item.fix.en)) delete item.fix;
  return item;
}

const MAX_TEXTS = 2000;

/** The findings with the same first parameters: the one with no more, and those with further ones by the next. */
interface Told {
  finding: Finding | undefined;
  readonly more: Map<string | number, Told>;
}
const told = new Map<ErrorCode, Told>();
let texts = 0;

/** As `finding`, with its texts from memory: the same few things are wrong in most resources. */
function findingFor(code: ErrorCode, parameters: Parameters, overrides: FindingOverrides): Finding {
  if (overrides.message || overrides.fix) return withWholeFix(finding(code, '', parameters, overrides));
  const known = textsFor(code, parameters);
  const { type, message, fix, law } = known;
  const severity = overrides.severity ?? known.severity;
  const rule = overrides.rule ?? known.rule;
  const item: Finding = fix
    ? { code, severity, type, message, fix, expression: '' }
    : { code, severity, type, message, expression: '' };
  if (rule) item.rule = rule;
  if (law) item.law = law;
  return item;
}

function textsFor(code: ErrorCode, parameters: Parameters): Finding {
  let at: Told | undefined = told.get(code);
  if (!at) {
    at = { finding: undefined, more: new Map() };
    told.set(code, at);
  }
  for (const name in parameters) {
    const value = parameters[name]!;
    const key = typeof value === 'object' ? value.en : value;
    let next: Told | undefined = at.more.get(key);
    if (!next) {
      next = { finding: undefined, more: new Map() };
      at.more.set(key, next);
    }
    at = next;
  }
  if (!at.finding) {
    at.finding = withWholeFix(finding(code, '', parameters));
    // What is at hand is still good when the table is emptied.
    if (++texts >= MAX_TEXTS) {
      told.clear();
      texts = 0;
    }
  }
  return at.finding;
}
