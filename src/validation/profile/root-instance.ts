import type { PropertyCheck } from '../object-check.ts';
import type { Instance } from './instance.ts';

const ROOT = { sibling: undefined, index: -1 } as const;

/** A whole value as an occurrence of nothing: what an overlay is applied to. */
export function rootInstance(value: unknown, type: string): Instance {
  return { ...ROOT, value, property: rootProperty(type) };
}

const rootProperties = new Map<string, PropertyCheck>();

function rootProperty(type: string): PropertyCheck {
  let property = rootProperties.get(type);
  if (!property) {
    property = {
      isSibling: false,
      isLeaf: true,
      list: false,
      choice: 0,
      demand: 0,
      quick: undefined,
      kind: 'object',
      after: [],
      content: undefined,
      object: () => {
        throw new Error('a root has no property');
      },
      primitive: undefined,
      key: '',
      siblingKey: '',
      label: '',
      name: '',
      path: type,
      type,
    };
    rootProperties.set(type, property);
  }
  return property;
}
