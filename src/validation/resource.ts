import { checkContainer } from './contained.ts';
import { guarded } from './guard.ts';
import type { ObjectCheck, PropertyCheck } from './object-check.ts';
import { JSON_TYPES, jsonType } from './primitives.ts';
import { checkPublication } from './publication.ts';
import type { ResourceFrame } from './resource-frame.ts';
import { RESOURCE_RULES } from './resource-rules.ts';
import type { Run } from './run.ts';
import { isAbsoluteUri } from './uri.ts';
import { isJsonObject, walkObject } from './walk.ts';

type Json = Record<string, unknown>;

/** Checks a resource inside another one; the run stands at it. */
export function checkResource(value: unknown, property: PropertyCheck, owner: Json, run: Run): void {
  const kind =
    property.name === 'contained' ? 'contained' : property.path === 'Bundle.entry.resource' ? 'entry' : 'parameter';
  if (kind === 'contained' && run.services.options.contained === 'ignore') return;
  const fullUrl = kind === 'entry' && typeof owner.fullUrl === 'string' ? owner.fullUrl : undefined;
  enterResource(value, kind, fullUrl, [], run);
}

/**
 * Checks a resource: its type, the rules of its kind, the profiles that it claims and those it is asked to conform to. The run stands at the
 * resource; `asked` are canonicals.
 */
export function enterResource(
  value: unknown,
  kind: ResourceFrame['kind'],
  fullUrl: string | undefined,
  asked: readonly string[],
  run: Run,
): void {
  if (!isJsonObject(value)) {
    run.report('element-wrong-json-type', { name: 'resource', expected: JSON_TYPES.object, found: jsonType(value) });
    return;
  }
  const type = value.resourceType;
  if (typeof type !== 'string' || type === '') {
    run.report('resource-type-missing');
    return;
  }
  const check = run.services.types.resource(type);
  if (!check) {
    const name = /^[A-Za-z]{1,64}$/.test(type) ? type : '(…)';
    run.report('resource-type-unknown', { type: name }, {});
    return;
  }
  const parent = run.frames.at(-1);
  const frame: ResourceFrame = { resource: value, type, kind, parent, fullUrl, depth: run.depth };
  run.frames.push(frame);
  try {
    guarded(walkResource, value, run, check);
    run.services.profiles.checkClaimed(value, type, asked, run);
    if (value.contained !== undefined) guarded(checkContainer, value, run, undefined);
    if (typeof value.url === 'string' && value.url !== '' && !isAbsoluteUri(value.url))
      run.report('canonical-url-relative', {}, {}, '.url');
    if (isJsonObject(value.meta) && Array.isArray(value.meta.security) && value.meta.security.length > 1)
      checkLabels(value.meta.security, run);
    const rule = RESOURCE_RULES[type];
    if (rule) guarded(rule, value, run, undefined);
    const { rejectExperimental, forPublication } = run.services.options;
    if (rejectExperimental || forPublication) checkPublication(value, run);
  } finally {
    run.frames.pop();
  }
}

function walkResource(value: Json, run: Run, check: ObjectCheck): void {
  walkObject(value, check, run);
}

/** A security label stands once. */
function checkLabels(labels: readonly unknown[], run: Run): void {
  const seen = new Set<string>();
  labels.forEach((item, index) => {
    if (!isJsonObject(item)) return;
    if (typeof item.system !== 'string' || typeof item.code !== 'string') return;
    const key = `${item.system}|${item.code}`;
    if (seen.has(key)) run.report('security-label-duplicate', {}, {}, `.meta.security[${index}]`);
    seen.add(key);
  });
}
