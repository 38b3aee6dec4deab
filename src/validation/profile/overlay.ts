import type { PropertyCheck } from '../object-check.ts';
import { frameFor } from '../resource-frame.ts';
import type { Run } from '../run.ts';
import { isJsonObject } from '../walk.ts';
import { countIn, type Instance, instancesIn } from './instance.ts';
import type { Slicing } from './slicing.ts';

type Json = Record<string, unknown>;

/** A check of one occurrence of an element; the run stands at it. False when nothing further can be said of it. */
export type InstanceCheck = (instance: Instance, run: Run) => unknown;

/** What a profile says of an element beyond its base type; only what differs is here. */
export interface Overlay {
  checks: readonly InstanceCheck[];
  children: readonly ChildOverlay[];
  /** Whether something must be there, so that even an element without content must be looked at. */
  isDemanding: boolean;
}

export interface ChildOverlay {
  /** As messages name it: `Patient.name`. */
  path: string;
  properties: readonly PropertyCheck[];
  /** Present when tighter than the base's. */
  min: number | undefined;
  max: number | undefined;
  each: Overlay | undefined;
  slicing: Slicing | undefined;
  /** Where all that it demands is that the element is this text. */
  onlyText: string | undefined;
  /** The profile whose rule this is. */
  rule: string;
}

const NO_CONTENT: Json = Object.freeze({});

/** Applies an overlay to one occurrence, at which the run stands. */
export function applyOverlay(overlay: Overlay, instance: Instance, run: Run): void {
  // What is no object where one belongs has been told by its type; a profile can say nothing of it.
  if (instance.property.kind !== 'primitive' && instance.property.kind !== 'xhtml' && !isJsonObject(instance.value))
    return;
  for (const check of overlay.checks) if (!allows(check, instance, run)) return;
  if (overlay.children.length === 0) return;
  const owner = instance.property.kind === 'primitive' ? instance.sibling : instance.value;
  if (typeof owner === 'object' && owner !== null) applyChildren(overlay.children, owner as Json, run, 0);
  else if (overlay.isDemanding) applyChildren(overlay.children, NO_CONTENT, run, 0);
}

/** One that throws does not keep the next from being applied (see guard.ts). */
function applyChildren(children: readonly ChildOverlay[], owner: Json, run: Run, from: number): void {
  const { depth } = run;
  const frames = run.frames.length;
  let at = from;
  try {
    for (; at < children.length; at++) applyChild(children[at]!, owner, run);
  } catch (error) {
    run.checkFailed(error, depth, frames);
    applyChildren(children, owner, run, at + 1);
  }
}

/** Whether a check lets the others go on; one that throws does (see guard.ts). */
function allows(check: InstanceCheck, instance: Instance, run: Run): boolean {
  const { depth } = run;
  const frames = run.frames.length;
  try {
    return check(instance, run) !== false;
  } catch (error) {
    run.checkFailed(error, depth, frames);
    return true;
  }
}

function applyChild(child: ChildOverlay, owner: Json, run: Run): void {
  const { min, max, each, slicing, properties } = child;
  const only = properties[0]!;
  if (properties.length > 1 || (only.kind === 'primitive' && owner[only.siblingKey] !== undefined)) {
    applyToInstances(child, owner, run);
    return;
  }
  const value = owner[only.key];
  if (value === undefined) {
    // Most of what a profile speaks of is not there.
    if (min !== undefined) checkCount(child, 0, run);
    if (slicing?.isDemanding) slicing.apply([], run);
  } else if (Array.isArray(value)) {
    if (min !== undefined || max !== undefined) checkCount(child, value.length, run);
    if (each) {
      for (let index = 0; index < value.length; index++)
        applyEach(each, { property: only, value: value[index] ?? undefined, sibling: undefined, index }, run);
    }
    slicing?.applyToList(only, value, run);
  } else if (slicing) {
    applyToInstances(child, owner, run);
  } else {
    if (min !== undefined || max !== undefined) checkCount(child, 1, run);
    if (each)
      applyEach(
        each,
        { property: only, value: value ?? undefined, sibling: undefined, index: only.list ? 0 : -1 },
        run,
      );
  }
}

function applyToInstances(child: ChildOverlay, owner: Json, run: Run): void {
  const { min, max, each, slicing, properties } = child;
  if (!each && !slicing) {
    checkCount(child, countIn(owner, properties), run);
    return;
  }
  const instances = instancesIn(owner, properties);
  if (min !== undefined || max !== undefined) checkCount(child, instances.length, run);
  if (each) for (const instance of instances) applyEach(each, instance, run);
  slicing?.apply(instances, run);
}

function applyEach(overlay: Overlay, instance: Instance, run: Run): void {
  if (!enterInstance(instance, run)) return;
  applyOverlay(overlay, instance, run);
  leaveInstance(instance, run);
}

function checkCount({ path, min, max, rule }: ChildOverlay, found: number, run: Run): void {
  if (min !== undefined && found < min) run.report('element-missing', { path, min, found }, { rule });
  if (max !== undefined && found > max) run.report('element-too-many', { path, max, found }, { rule });
}

/** Takes the run to an occurrence, and into its resource if it is one. False when that is too deep. */
export function enterInstance({ property, index, value }: Instance, run: Run): boolean {
  if (!run.enter(property, property.list ? Math.max(index, 0) : -1)) return false;
  if (property.kind === 'resource') run.frames.push(frameFor(value as Json, property, run));
  return true;
}

/** Takes the run back. */
export function leaveInstance({ property }: Instance, run: Run): void {
  if (property.kind === 'resource') run.frames.pop();
  run.leave();
}
