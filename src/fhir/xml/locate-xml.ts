import { SaxesParser, type SaxesTagNS } from 'saxes';
import { type Step, stepsOf } from '../json/locate.ts';
import { type Position, positionsAt } from '../json/position.ts';

/** An open element, and the steps of the expressions that it is; without any, nothing below is looked at. */
interface Frame {
  readonly parent: Frame | undefined;
  readonly steps: readonly Step[];
  /** How many children of each name there have been. */
  readonly seen: Map<string, number>;
}

/**
 * Finds where FHIRPath locations such as `Bundle.entry[3].resource.code.coding[0].code` stand in a FHIR XML text: `locateAll` for XML, with the same
 * answers. A location of an attribute is that of its element; of something that is missing, the nearest parent that exists.
 */
export function locateInXml(text: string, expressions: string[]): (Position | undefined)[] {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const found: { offset: number; depth: number }[] = [];
  const root = stepsOf(expressions);
  const parser = new SaxesParser({ xmlns: true });
  let frame: Frame | undefined;
  /** Elements that are open below one that no expression leads into. */
  let passed = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag: SaxesTagNS) => {
    const steps = passed > 0 ? [] : stepsInto(tag.local, frame, root);
    if (steps.length === 0) {
      passed++;
      return;
    }
    const offset = source.lastIndexOf('<', parser.position - 1);
    for (const step of steps) {
      for (const index of step.expressions) {
        const before = found[index];
        if (!before || before.depth < step.depth) found[index] = { offset, depth: step.depth };
      }
    }
    frame = { parent: frame, steps, seen: new Map() };
  });
  parser.on('closetag', () => {
    if (passed > 0) passed--;
    else frame = frame?.parent;
  });
  try {
    parser.write(source).close();
  } catch {
    // What was found before the text ceases to be XML is right.
  }
  const positions = positionsAt(
    source,
    expressions.map((_, index) => found[index]?.offset ?? 0),
  );
  return positions.map((position, index) => (found[index] ? position : undefined));
}

function stepsInto(name: string, parent: Frame | undefined, root: Step): Step[] {
  if (!parent) return [root];
  // The element of a resource's type is no step of its own: `contained[0]` is the Patient in it. Only types begin with a capital.
  if (/^[A-Z]/.test(name)) return [...parent.steps];
  const index = parent.seen.get(name) ?? 0;
  parent.seen.set(name, index + 1);
  return parent.steps.flatMap((step) => {
    const property = step.properties.get(name);
    if (!property) return [];
    const item = property.items.get(index);
    // Without an index it is the first one.
    return [...(index === 0 ? [property] : []), ...(item ? [item] : [])];
  });
}
