import { createScanner } from 'jsonc-parser';
import { type Finding, finding } from '../../errors/finding.ts';
import { positionsAt } from './position.ts';
import { Token } from './token.ts';

/** More findings than this of one text help no one. */
const MAX_FINDINGS = 1000;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

interface Frame {
  keys?: Set<string>;
  key: string;
  index: number;
}

/**
 * Reads a text that JSON.parse accepts token by token, and reports what JSON.parse passes over: duplicate and prototype keys, lone surrogates,
 * control characters, numbers without an exact value. Positions are 1-based; a name longer than 64 characters is cut.
 * `root` is what the expressions begin with: the resource's type.
 */
export function inspectText(text: string, root: string): Finding[] {
  const scanner = createScanner(text, true);
  const findings: Finding[] = [];
  const offsets: number[] = [];
  const frames: Frame[] = [];
  let expectKey = false;
  const report = (item: Finding) => {
    findings.push(item);
    offsets.push(scanner.getTokenOffset());
  };
  for (let token = scanner.scan(); token !== Token.EOF; token = scanner.scan()) {
    if (findings.length >= MAX_FINDINGS) break;
    const frame = frames.at(-1);
    switch (token) {
      case Token.OpenBrace:
        frames.push({ keys: new Set(), key: '', index: 0 });
        expectKey = true;
        break;
      case Token.OpenBracket:
        frames.push({ key: '', index: 0 });
        expectKey = false;
        break;
      case Token.CloseBrace:
      case Token.CloseBracket:
        frames.pop();
        expectKey = false;
        break;
      case Token.Comma:
        if (frame) frame.index++;
        expectKey = frame?.keys !== undefined;
        break;
      case Token.String: {
        const value = scanner.getTokenValue();
        const isKey = expectKey && frame?.keys;
        if (isKey) {
          const name = value.slice(0, 64).toWellFormed();
          if (FORBIDDEN_KEYS.has(value))
            report(finding('json-forbidden-key', pathOf(root, frames.slice(0, -1)), { name }));
          else if (isKey.has(value)) {
            report(finding('json-duplicate-key', pathOf(root, frames.slice(0, -1)), { name: printable(name) }));
          }
          isKey.add(value);
          frame.key = value;
          expectKey = false;
        }
        if (!value.isWellFormed()) report(finding('json-lone-surrogate', pathOf(root, frames)));
        const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.exec(value);
        if (control) {
          const hex = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
          report(finding('json-control-character', pathOf(root, frames), { hex }));
        }
        break;
      }
      case Token.Number: {
        const literal = scanner.getTokenValue();
        if (!Number.isFinite(Number(literal))) report(finding('json-number-out-of-range', pathOf(root, frames)));
        else if (significantDigits(literal) > 17) report(finding('json-number-precision', pathOf(root, frames)));
        break;
      }
    }
  }
  const positions = positionsAt(text, offsets);
  return findings.map((item, index) => ({ ...item, ...positions[index] }));
}

function significantDigits(literal: string): number {
  return literal
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '').length;
}

/** A name that is no identifier may be anything, also a person's data: it is not repeated. */
function printable(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name) ? name : '(…)';
}

/** The frames as a FHIRPath location, such as `Bundle.entry[2].resource.name[0]`. */
function pathOf(root: string, frames: Frame[]): string {
  let path = root;
  for (const frame of frames) {
    if (frame.keys) path += `${path && '.'}${printable(frame.key)}`;
    else path += `[${frame.index}]`;
  }
  return path;
}
