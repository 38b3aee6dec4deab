import { compileFhirPath } from '../../fhir/fhirpath/fhirpath.ts';
import { FhirPathError } from '../../fhir/fhirpath/fhirpath-error.ts';
import { fhirType } from '../../fhir/fhirpath/type-model.ts';

/** Why an expression cannot be right on any of these types; undefined when it can. */
export function whyBroken(expression: string, types: readonly string[]): string | undefined {
  const known = types.filter((type) => fhirType(type));
  for (const branch of branchesOf(expression)) {
    const [, leading] = /^[\s(]*([A-Z][A-Za-z]*)\b/.exec(branch) ?? [];
    const isTyped = leading !== undefined && fhirType(leading) !== undefined;
    // A branch about another type is for that one; it is read without its elements.
    const on = isTyped ? known.filter((type) => type === leading) : known;
    const reasons = (on.length > 0 ? on : [undefined]).map((type) => compile(branch, type));
    const [reason] = reasons;
    if (reasons.every((item) => item !== undefined)) return reason;
  }
  return undefined;
}

function compile(expression: string, type: string | undefined): string | undefined {
  try {
    compileFhirPath(expression, type === undefined ? {} : { type, strict: true });
    return undefined;
  } catch (error) {
    if (error instanceof FhirPathError) return error.message;
    throw error;
  }
}

/** The parts of a union at its outermost level. */
function branchesOf(expression: string): string[] {
  const branches: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of expression.matchAll(/'(?:[^'\\]|\\.)*'|[()|]/g)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === '|' && depth === 0) {
      branches.push(expression.slice(from, index));
      from = index + 1;
    }
  }
  branches.push(expression.slice(from));
  return branches;
}
