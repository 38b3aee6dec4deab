import type { ElementDefinition } from '@medplum/fhirtypes';
import { isBase64 } from '../primitives.ts';
import { matchesRegex } from '../safe-regex.ts';
import type { InstanceCheck } from './overlay.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/**
 * Limits that a definition states by extensions (http://hl7.org/fhir/R4/elementdefinition-profiles.html): the least length and the form of a text, how
 * many decimals, how much data.
 */
export function compileExtensionLimits(definition: ElementDefinition, rule: string): InstanceCheck[] {
  const checks: InstanceCheck[] = [];
  for (const { url, ...extension } of definition.extension ?? []) {
    const limit = extension.valueInteger ?? extension.valueDecimal;
    if (url === `${CORE}minLength` && limit !== undefined) {
      checks.push(({ value }, run) => {
        if (typeof value === 'string' && value.length < limit) run.report('value-too-short', { min: limit }, { rule });
      });
    } else if (url === `${CORE}regex` && extension.valueString) {
      const pattern = extension.valueString;
      checks.push(({ value }, run) => {
        if (typeof value === 'object' || value === undefined) return;
        if (matchesRegex(pattern, String(value)) === false) run.report('value-format', { pattern }, { rule });
      });
    } else if (url === `${CORE}maxDecimalPlaces` && limit !== undefined) {
      checks.push(({ value }, run) => {
        if (decimalsOf(value) > limit) run.report('value-too-many-decimals', { max: limit }, { rule });
      });
    } else if (url === `${CORE}maxSize` && limit !== undefined) {
      checks.push(({ value }, run) => {
        if (sizeOf(value) > limit) run.report('value-too-large', { max: limit }, { rule });
      });
    }
  }
  return checks;
}

function decimalsOf(value: unknown): number {
  return typeof value === 'number' ? (/\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0) : 0;
}

/** Bytes of base64, or of an Attachment's data; what it says itself counts where there is none. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return isBase64(value) ? Buffer.byteLength(value.replace(/\s+/g, ''), 'base64') : 0;
  if (typeof value !== 'object' || value === null) return 0;
  const { data, size } = value as { data?: unknown; size?: unknown };
  if (typeof data === 'string') return sizeOf(data);
  return typeof size === 'number' ? size : 0;
}
