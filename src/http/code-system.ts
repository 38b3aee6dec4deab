/** CodeSystem: read, search, $lookup, $validate-code, $subsumes. */
import { lookupOperation } from '../terminology/operations/lookup.ts';
import { subsumesOperation } from '../terminology/operations/subsumes.ts';
import { validateCodeInSystem } from '../terminology/operations/validate-code.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { Route } from './route.ts';
import { type OperationParameter, operationRoutes, type TerminologyOperation } from './terminology-operation.ts';
import { terminologyResourceRoutes } from './terminology-resource.ts';

const DATE: OperationParameter = {
  name: 'date',
  type: 'text',
  description: "The event's date, ÅÅÅÅ-MM-DD: the edition of that day answers",
};

export const CODE_SYSTEM_OPERATIONS: readonly TerminologyOperation[] = [
  {
    type: 'CodeSystem',
    name: 'lookup',
    summary: 'What a code is called and where it stands in its code system',
    parameters: [
      { name: 'code', type: 'text', description: 'The code' },
      { name: 'system', type: 'text', description: 'Address or OID of the code system, any of its names' },
      { name: 'version', type: 'text', description: 'A certain edition' },
      { name: 'coding', type: 'Coding', description: 'Instead of system, version and code' },
      DATE,
      {
        name: 'property',
        type: 'text',
        description: 'A property to answer with, such as parent, child or designation; all without it',
        repeats: true,
      },
    ],
    subject: { url: 'system', version: 'version' },
    run: lookupOperation,
  },
  {
    type: 'CodeSystem',
    name: 'validate-code',
    summary: 'Whether a code system has a code',
    parameters: [
      { name: 'url', type: 'text', description: 'Address or OID of the code system, any of its names' },
      { name: 'code', type: 'text', description: 'The code' },
      { name: 'version', type: 'text', description: 'A certain edition' },
      { name: 'display', type: 'text', description: 'The text of the code, to be checked as well' },
      { name: 'coding', type: 'Coding', description: 'Instead of code, version and display' },
      {
        name: 'codeableConcept',
        type: 'CodeableConcept',
        description: 'Instead of coding; one of its codings is enough',
      },
      DATE,
      { name: 'displayLanguage', type: 'text', description: 'Language of the message: en or sv' },
    ],
    subject: { url: 'url', version: 'version' },
    run: validateCodeInSystem,
  },
  {
    type: 'CodeSystem',
    name: 'subsumes',
    summary: 'How two codes stand to each other in the hierarchy of their code system',
    parameters: [
      { name: 'codeA', type: 'text', description: 'One code' },
      { name: 'codeB', type: 'text', description: 'The other' },
      { name: 'system', type: 'text', description: 'Address or OID of the code system, any of its names' },
      { name: 'version', type: 'text', description: 'A certain edition' },
      { name: 'codingA', type: 'Coding', description: 'Instead of system and codeA' },
      { name: 'codingB', type: 'Coding', description: 'Instead of system and codeB' },
    ],
    subject: { url: 'system', version: 'version' },
    run: subsumesOperation,
  },
];

export function codeSystemRoutes(parts: GatewayParts): Route[] {
  return [
    ...CODE_SYSTEM_OPERATIONS.flatMap((operation) => operationRoutes(parts, operation)),
    ...terminologyResourceRoutes(parts, 'CodeSystem'),
  ];
}
