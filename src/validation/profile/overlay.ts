import type { PropertyCheck } from '../object-check.ts';
import { inFrame } from '../resource-frame.ts';
import type { Run } from '../run.ts';
import { type Instance, instancesIn } from './instance.ts';
import type { Slicing } from './slicing.ts';

type Json = Record<string, unknown>;

/** A check of one occurrence of an element; the run stands at it. */
export type InstanceCheck = (instance: Instance, run: Run) => void;

/** What a profile says of an element beyond its base type; only what differs is here. */
export interface Overlay {
  checks: readonly InstanceCheck[];
  children: readonly ChildOverlay[];
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
  /** The profile whose rule this is. */
  rule: string;
}

/** Applies an overlay to one occurrence, at which the run stands. */
export function applyOverlay(overlay: Overlay, instance: Instance, run: Run): void {
  for (const check of overlay.checks) check(instance, run);
  if (overlay.children.length === 0) return;
  const owner = (instance.property.kind === 'primitive' ? instance.sibling : instance.value) as Json | undefined;
  if (typeof owner !== 'object' && overlay.children.every((child) => !child.min && !child.slicing)) return;
  const parent = typeof owner === 'object' && owner !== null ? owner : {};
  for (const child of overlay.children) applyChild(child, parent, run);
}

function applyChild(child: ChildOverlay, owner: Json, run: Run): void {
  const instances = instancesIn(owner, child.properties);
  const found = instances.length;
  if (child.min !== undefined && found < child.min) {
    run.report('element-missing', { path: child.path, min: child.min, found }, { rule: child.rule });
  }
  if (child.max !== undefined && found > child.max) {
    run.report('element-too-many', { path: child.path, max: child.max, found }, { rule: child.rule });
  }
  if (found > 0 && child.each) {
    for (const instance of instances) atInstance(instance, run, () => applyOverlay(child.each!, instance, run));
  }
  child.slicing?.apply(instances, run);
}

/** Runs `check` with the run at an occurrence, inside its resource if it is one. */
export function atInstance(instance: Instance, run: Run, check: () => void): void {
  const { property, index, value } = instance;
  if (!run.enter(property.label, property.list ? Math.max(index, 0) : -1, property)) return;
  if (property.kind === 'resource' && typeof value === 'object' && value !== null) {
    inFrame(value as Json, property, undefined, run, check);
  } else check();
  run.leave();
}
