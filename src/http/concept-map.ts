/** ConceptMap: read, search, $translate. */
import { translateOperation } from '../terminology/operations/translate.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { Route } from './route.ts';
import { operationRoutes, type TerminologyOperation } from './terminology-operation.ts';
import { terminologyResourceRoutes } from './terminology-resource.ts';

export const CONCEPT_MAP_OPERATIONS: readonly TerminologyOperation[] = [
  {
    type: 'ConceptMap',
    name: 'translate',
    summary: 'What a code is in another code system',
    parameters: [
      { name: 'url', type: 'text', description: 'Canonical address of the map; without it every map is asked' },
      { name: 'conceptMapVersion', type: 'text', description: 'A certain version of it' },
      { name: 'conceptMap', type: 'ConceptMap', description: 'The map itself, instead of url' },
      { name: 'code', type: 'text', description: 'The code' },
      { name: 'system', type: 'text', description: 'Address or OID of its code system, any of its names' },
      { name: 'source', type: 'text', description: 'The value set that the code is from' },
      { name: 'coding', type: 'Coding', description: 'Instead of system and code' },
      {
        name: 'codeableConcept',
        type: 'CodeableConcept',
        description: 'Instead of coding; every coding is translated',
      },
      { name: 'target', type: 'text', description: 'The value set to translate to' },
      { name: 'targetsystem', type: 'text', description: 'The code system to translate to' },
      { name: 'reverse', type: 'text', description: 'true: from target to source' },
    ],
    subject: { url: 'url', version: 'conceptMapVersion', replaced: ['conceptMap', 'source', 'target'] },
    run: translateOperation,
  },
];

export function conceptMapRoutes(parts: GatewayParts): Route[] {
  return [
    ...CONCEPT_MAP_OPERATIONS.flatMap((operation) => operationRoutes(parts, operation)),
    ...terminologyResourceRoutes(parts, 'ConceptMap'),
  ];
}
