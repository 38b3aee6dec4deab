import type { ElementDefinition } from '@medplum/fhirtypes';
import { compileExtensionLimits } from './extension-limits.ts';
import { compileNarrativeControl } from './narrative-control.ts';
import type { InstanceCheck } from './overlay.ts';
import { compileRange } from './range.ts';
import { matchesPattern, sameValue, valueOfChoice } from './value-match.ts';

/** Fixed value, pattern, length and range of an element, where they differ from the base's. */
export function compileElementRules(
  definition: ElementDefinition,
  before: ElementDefinition | undefined,
  profile: string,
): InstanceCheck[] {
  const checks: InstanceCheck[] = [];
  const changed = (prefix: string) => {
    const now = valueOfChoice(definition, prefix);
    const then = before && valueOfChoice(before, prefix);
    return now && !(then && sameValue(now.value, then.value)) ? now : undefined;
  };
  const fixed = changed('fixed');
  if (fixed) {
    const expected = describe(fixed.value);
    const mayBeExtended = Object.keys(definition).some((name) => name.startsWith('_fixed'));
    checks.push(({ value, sibling }, run) => {
      if (value === undefined) return;
      // The value is exactly this one, so that it has no extensions either.
      const isExtended = sibling?.extension !== undefined && !mayBeExtended;
      if (!isExtended && sameValue(value, fixed.value)) return;
      run.report('value-not-fixed', { profile, expected }, { rule: profile });
    });
  }
  const pattern = changed('pattern');
  if (pattern) {
    const expected = describe(pattern.value);
    checks.push(({ value }, run) => {
      if (value === undefined || matchesPattern(value, pattern.value)) return;
      run.report('value-not-pattern', { profile, expected }, { rule: profile });
    });
  }
  const { maxLength } = definition;
  if (maxLength !== undefined && maxLength !== before?.maxLength) {
    checks.push(({ value }, run) => {
      if (typeof value === 'string' && value.length > maxLength) {
        run.report('primitive-too-long', { max: maxLength }, { rule: profile });
      }
    });
  }
  const least = changed('minValue');
  if (least) checks.push(compileRange(least.value, 'minimum', profile));
  const most = changed('maxValue');
  if (most) checks.push(compileRange(most.value, 'maximum', profile));
  checks.push(...compileExtensionLimits(definition, profile), ...compileValuePresence(definition, profile));
  checks.push(...compileNarrativeControl(definition, profile));
  return checks;
}

const MUST_HAVE_VALUE = /structuredefinition-.*mustHaveValue|ElementDefinition\.mustHaveValue$/;
const VALUE_ALTERNATIVES = /ElementDefinition\.valueAlternatives$/;

/** R5's mustHaveValue and valueAlternatives, which R4 profiles carry as extensions. */
function compileValuePresence(definition: ElementDefinition, profile: string): InstanceCheck[] {
  const checks: InstanceCheck[] = [];
  const extensions = definition.extension ?? [];
  if (extensions.some((item) => MUST_HAVE_VALUE.test(item.url) && item.valueBoolean)) {
    checks.push(({ value }, run) => {
      if (value === undefined) run.report('value-required', {}, { rule: profile });
    });
  }
  const alternatives = extensions
    .filter((item) => VALUE_ALTERNATIVES.test(item.url))
    .map((item) => item.valueCanonical ?? item.valueUri);
  if (alternatives.length > 0) {
    checks.push(({ value, sibling }, run) => {
      if (value !== undefined) return;
      const urls = ((sibling?.extension as { url?: string }[] | undefined) ?? []).map((item) => item.url);
      if (!alternatives.some((url) => urls.includes(url))) run.report('value-required', {}, { rule: profile });
    });
  }
  return checks;
}

/** A definition's value, as a hint. It comes from the profile, so it tells nothing of the data. */
function describe(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
