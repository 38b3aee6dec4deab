/** GET /fhir/metadata: the CapabilityStatement, made from the tables that routing and search use, so that it cannot differ from them. */
import type { CapabilityStatement, CapabilityStatementRestResource, TerminologyCapabilities } from '@medplum/fhirtypes';
import { SlussError } from '../errors/sluss-error.ts';
import { RECEIPT_PROFILE } from '../submission/receipt.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { EditionSet } from './live-editions.ts';
import type { Route } from './route.ts';
import { SEARCH_PARAMETERS, VALUE_FORMS } from './search-parameters.ts';
import { sendResource } from './send.ts';
import { terminologyCapabilities, terminologyResources } from './terminology-capabilities.ts';

const SECURITY_SERVICE = 'http://terminology.hl7.org/CodeSystem/restful-security-service';

export function metadataRoutes(parts: GatewayParts): Route[] {
  const statement = capabilityStatement(parts);
  const ofSet = new WeakMap<EditionSet, TerminologyCapabilities>();
  return [
    {
      method: 'get',
      path: '/fhir/metadata',
      access: 'public',
      answer: 'fhir',
      id: 'metadata',
      summary: 'CapabilityStatement, or TerminologyCapabilities',
      tag: 'reads',
      parameters: [{ name: 'mode', in: 'query', description: 'full, normative, or terminology' }],
      statuses: { 200: 'CapabilityStatement; TerminologyCapabilities with mode=terminology' },
      handle(request, response) {
        const { mode = 'full' } = request.query;
        if (mode === 'terminology') {
          const set = parts.editions.current();
          const terminology = ofSet.get(set) ?? terminologyCapabilities(parts, set);
          ofSet.set(set, terminology);
          return sendResource(request, response, 200, terminology);
        }
        if (mode !== 'full' && mode !== 'normative') {
          throw SlussError.of('query-value-invalid', {
            parameter: 'mode',
            form: { en: 'full, normative or terminology', sv: 'full, normative eller terminology' },
          });
        }
        sendResource(request, response, 200, statement);
      },
    },
  ];
}

/** The statement of one gateway (http://hl7.org/fhir/R4/capabilitystatement.html). */
export function capabilityStatement({ endpoints, version, profiles }: GatewayParts): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    url: `${endpoints.base}/metadata`,
    version,
    name: 'Sluss',
    title: "Sluss, the FHIR gateway to Sweden's health registers",
    status: 'active',
    date: new Date().toISOString(),
    kind: 'instance',
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/fhir+xml', 'json', 'xml'],
    software: { name: 'Sluss', version },
    implementation: { description: 'Sluss', url: endpoints.base },
    rest: [
      {
        mode: 'server',
        documentation:
          'Everything is written by a Bundle to the base address. Reads and searches show a vårdgivare what it submitted itself, reduced to what the registers use.',
        security: {
          cors: false,
          service: [{ coding: [{ system: SECURITY_SERVICE, code: 'SMART-on-FHIR' }], text: 'SMART Backend Services' }],
          description: `client_credentials with private_key_jwt at ${endpoints.token}; see ${endpoints.base}/.well-known/smart-configuration`,
        },
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        operation: [{ name: 'validate', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate' }],
        resource: [
          ...Object.keys(SEARCH_PARAMETERS).map((type) => servedResource(type, profiles[type] ?? [])),
          ...terminologyResources(),
          {
            type: 'Task',
            supportedProfile: [RECEIPT_PROFILE],
            documentation: 'Receipts of submissions',
            interaction: [{ code: 'read' }],
          },
        ],
      },
    ],
  };
}

function servedResource(type: string, profiles: string[]): CapabilityStatementRestResource {
  return {
    type: type as CapabilityStatementRestResource['type'],
    ...(profiles.length > 0 && { supportedProfile: profiles }),
    interaction: [{ code: 'read' }, { code: 'vread' }, { code: 'search-type' }],
    versioning: 'versioned',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: false,
    referencePolicy: ['local'],
    searchParam: SEARCH_PARAMETERS[type]!.map(({ name, kind, type: parameterType, definition }) => ({
      name,
      definition,
      type: parameterType,
      documentation: VALUE_FORMS[kind].en,
    })),
    operation: [{ name: 'validate', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate' }],
  };
}
