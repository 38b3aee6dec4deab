/** ValueSet: read, search, $expand, $validate-code. */
import { expandOperation } from '../terminology/operations/expand.ts';
import { validateCodeInValueSet } from '../terminology/operations/validate-code.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { Route } from './route.ts';
import { type OperationParameter, operationRoutes, type TerminologyOperation } from './terminology-operation.ts';
import { terminologyResourceRoutes } from './terminology-resource.ts';

const VALUE_SET: readonly OperationParameter[] = [
  { name: 'url', type: 'text', description: 'Canonical address of the value set' },
  { name: 'valueSetVersion', type: 'text', description: 'A certain version of it' },
  { name: 'valueSet', type: 'ValueSet', description: 'The value set itself, instead of url' },
];
const DATE: OperationParameter = {
  name: 'date',
  type: 'text',
  description: 'A day, ÅÅÅÅ-MM-DD: the editions of that day are asked',
};
const SUBJECT = { url: 'url', version: 'valueSetVersion', replaced: ['valueSet'] };

export const VALUE_SET_OPERATIONS: readonly TerminologyOperation[] = [
  {
    type: 'ValueSet',
    name: 'expand',
    summary: 'The codes of a value set',
    parameters: [
      ...VALUE_SET,
      { name: 'filter', type: 'text', description: 'Beginning of a code, or beginnings of words of its text' },
      DATE,
      { name: 'offset', type: 'text', description: 'Codes before the page' },
      { name: 'count', type: 'text', description: 'Codes on the page; more than 10,000 are given by the page only' },
      { name: 'includeDesignations', type: 'text', description: 'true: with other texts of each code' },
      { name: 'includeDefinition', type: 'text', description: 'true: with the definition of the value set' },
      { name: 'activeOnly', type: 'text', description: 'true: without inactive codes' },
      { name: 'excludeNested', type: 'text', description: 'false: as a hierarchy' },
    ],
    subject: SUBJECT,
    run: expandOperation,
  },
  {
    type: 'ValueSet',
    name: 'validate-code',
    summary: 'Whether a code is in a value set',
    parameters: [
      ...VALUE_SET,
      { name: 'code', type: 'text', description: 'The code' },
      { name: 'system', type: 'text', description: 'Address or OID of its code system, any of its names' },
      { name: 'systemVersion', type: 'text', description: 'A certain edition of the code system' },
      { name: 'display', type: 'text', description: 'The text of the code, to be checked as well' },
      { name: 'coding', type: 'Coding', description: 'Instead of system, code and display' },
      {
        name: 'codeableConcept',
        type: 'CodeableConcept',
        description: 'Instead of coding; one of its codings is enough',
      },
      DATE,
      { name: 'displayLanguage', type: 'text', description: 'Language of the message: en or sv' },
    ],
    subject: SUBJECT,
    run: validateCodeInValueSet,
  },
];

export function valueSetRoutes(parts: GatewayParts): Route[] {
  return [
    ...VALUE_SET_OPERATIONS.flatMap((operation) => operationRoutes(parts, operation)),
    ...terminologyResourceRoutes(parts, 'ValueSet'),
  ];
}
