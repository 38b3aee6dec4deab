import type { ErrorCode, Parameters } from '../errors/catalogue.ts';
import { type Finding, type FindingOverrides, finding } from '../errors/finding.ts';
import type { PropertyCheck } from './object-check.ts';
import { ConformanceMemory } from './profile/conformance-memory.ts';
import type { ResourceFrame } from './resource-frame.ts';
import type { Services } from './services.ts';

/** Deeper than any real resource; keeps hostile input from using up the stack. */
const MAX_STEPS = 200;
const MAX_FINDINGS = 2000;

/** One call of the validator: where it is in the resource, and what it has found. */
export class Run {
  readonly services: Services;
  readonly findings: Finding[] = [];
  readonly conformance = new ConformanceMemory();
  /** The resources around the current element, outermost first. */
  readonly frames: ResourceFrame[] = [];
  readonly properties: (PropertyCheck | undefined)[] = [];
  readonly #labels: string[] = [];
  readonly #indexes: number[] = [];
  readonly #seen = new Set<string>();
  readonly #externals = new Map<string, unknown>();
  #muted = 0;
  #failed = false;

  constructor(services: Services) {
    this.services = services;
  }

  get frame(): ResourceFrame {
    return this.frames[this.frames.length - 1]!;
  }

  get depth(): number {
    return this.#labels.length;
  }

  /** Goes into an element; false when that would be too deep. */
  enter(label: string, index: number, property?: PropertyCheck): boolean {
    if (this.#labels.length >= MAX_STEPS) {
      this.report('element-too-deep');
      return false;
    }
    this.#labels.push(label);
    this.#indexes.push(index);
    this.properties.push(property);
    return true;
  }

  leave(): void {
    this.#labels.pop();
    this.#indexes.pop();
    this.properties.pop();
  }

  /** The current element as FHIRPath; with `depth` only its first steps. */
  path(depth = this.#labels.length): string {
    let path = '';
    for (let i = 0; i < depth; i++) {
      const label = this.#labels[i]!;
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
      const property = this.properties[i];
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
    const item = finding(code, '', parameters, overrides);
    if (item.severity === 'error' || item.severity === 'fatal') this.#failed = true;
    if (this.#muted > 0 || this.findings.length >= MAX_FINDINGS) return;
    this.#keep(item, this.path() + below);
  }

  /** Reports at the entry that holds the current element, of the Bundle that stands `depth` steps from the root. */
  reportEntry(code: ErrorCode, depth: number): void {
    this.#failed = true;
    if (this.#muted > 0 || this.findings.length >= MAX_FINDINGS) return;
    this.#keep(finding(code, ''), this.path(depth + 1));
  }

  #keep(item: Finding, expression: string): void {
    item.expression = expression;
    if (item.fix && /\{\w+\}/.test(item.fix.en)) delete item.fix;
    const key = `${item.code} ${item.severity} ${item.expression} ${item.message.en}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.findings.push(item);
  }

  /** Adds a finding that was made elsewhere, at its own place. */
  add(item: Finding): void {
    this.findings.push(item);
  }

  /** A resource outside the input, from the caller's `resolve`; the same object each time. */
  external(reference: string): unknown {
    if (!this.#externals.has(reference)) this.#externals.set(reference, this.services.options.resolve?.(reference));
    return this.#externals.get(reference);
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

function at(value: unknown, index: number): unknown {
  return index >= 0 && Array.isArray(value) ? value[index] : value;
}
