/** The elements of resources that registers use, as a tree to walk a resource along. */

export interface ElementNode {
  /** Everything below is kept, save what is never kept. */
  whole: boolean;
  children: Map<string, ElementNode>;
  /** Children of `value[x]` form, by the name before `[x]`. */
  choices: Map<string, ElementNode>;
  /** URLs of extensions that are kept here. */
  extensions: Set<string>;
}

function createNode(): ElementNode {
  return { whole: false, children: new Map(), choices: new Map(), extensions: new Set() };
}

function entry(nodes: Map<string, ElementNode>, name: string): ElementNode {
  const node = nodes.get(name) ?? createNode();
  nodes.set(name, node);
  return node;
}

/**
 * Trees by resource type of element paths such as `Encounter.diagnosis.condition`, `Procedure.performed[x]` or
 * `Patient.address.extension(URL)`. A path that is a type alone keeps the resource with what is structural.
 */
export function elementTrees(paths: Iterable<string>): Map<string, ElementNode> {
  const trees = new Map<string, ElementNode>();
  for (const path of paths) {
    const steps = splitPath(path);
    const type = steps.shift() as string;
    let node = entry(trees, type);
    for (const [index, step] of steps.entries()) {
      const extension = /^extension\((.+)\)$/.exec(step);
      if (extension) {
        node.extensions.add(extension[1] as string);
        break;
      }
      const isChoice = step.endsWith('[x]');
      const among: Map<string, ElementNode> = isChoice ? node.choices : node.children;
      const name = isChoice ? step.slice(0, -3) : step;
      node = entry(among, name);
      if (index === steps.length - 1) node.whole = true;
    }
  }
  return trees;
}

/** Splits at the dots outside parentheses: a URL has dots of its own. */
function splitPath(path: string): string[] {
  const steps: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < path.length; index++) {
    const character = path[index];
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '.' && depth === 0) {
      steps.push(path.slice(start, index));
      start = index + 1;
    }
  }
  steps.push(path.slice(start));
  return steps;
}

/** The node of a property: by its name, or as a choice (`performedPeriod` by `performed[x]`). */
export function childNode(node: ElementNode, property: string): ElementNode | undefined {
  const child = node.children.get(property);
  if (child) return child;
  for (const [name, choice] of node.choices) {
    if (property.length > name.length && property.startsWith(name) && isUpperCase(property.charCodeAt(name.length)))
      return choice;
  }
  return undefined;
}

function isUpperCase(code: number): boolean {
  return code >= 65 && code <= 90;
}
