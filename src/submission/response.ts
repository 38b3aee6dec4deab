import type {
  Bundle,
  BundleEntry,
  Extension,
  OperationOutcome,
  OperationOutcomeIssue,
  Task,
  TaskOutput,
} from '@medplum/fhirtypes';
import { finding } from '../errors/finding.ts';
import { toOperationOutcome } from '../fhir/operation-outcome.ts';
import type { Envelope } from './entry.ts';
import { issuesByEntry, RECEIPT } from './receipt.ts';

/**
 * The answer to a submission, from its receipt and from nothing else, so that the same submission again gets the same answer (S-3).
 *
 * transaction, batch: the response bundle, one entry for each entry. message: a message whose header says ok or fatal-error.
 */
export function buildResponse(type: Envelope['type'], receipt: Task, baseUrl: string, messageId?: string): Bundle {
  const link = [{ relation: 'related', url: `${baseUrl}/Task/${receipt.id}` }];
  const outputs = entryOutputs(receipt);
  if (type === 'message') return messageResponse(receipt, baseUrl, link, messageId);
  const issues = issuesByEntry(receipt);
  return {
    resourceType: 'Bundle',
    type: type === 'batch' ? 'batch-response' : 'transaction-response',
    link,
    entry: outputs.map((output) => responseEntry(output, receipt, issues, baseUrl)),
  };
}

function entryOutputs(receipt: Task): TaskOutput[] {
  return (receipt.output ?? []).filter(({ type }) => type.coding?.[0]?.code === 'entry');
}

function responseEntry(
  { extension = [] }: TaskOutput,
  receipt: Task,
  issues: Map<string, OperationOutcomeIssue[]>,
  baseUrl: string,
): BundleEntry {
  const find = (url: string): Extension | undefined => extension.find((one) => one.url === url);
  const reference = find(RECEIPT.resource)?.valueReference?.reference;
  const status = find(RECEIPT.status)?.valueString ?? '200 OK';
  const outcome = outcomeOf(extension, issues);
  return {
    response: {
      status,
      ...(reference && {
        location: `${baseUrl}/${reference}`,
        etag: `W/"${reference.slice(reference.lastIndexOf('/') + 1)}"`,
        lastModified: receipt.authoredOn,
      }),
      ...(outcome && { outcome }),
    },
  };
}

const [NOT_KEPT] = toOperationOutcome([finding('elements-not-kept', '')]).issue as [OperationOutcomeIssue];

/** What the entry is told: its findings, and the paths that were not kept. */
function outcomeOf(extension: Extension[], issues: Map<string, OperationOutcomeIssue[]>): OperationOutcome | undefined {
  const path = extension.find(({ url }) => url === RECEIPT.entry)?.valueString ?? '';
  const issue = [...(issues.get(path) ?? [])];
  const notKept = extension
    .filter(({ url }) => url === RECEIPT.notKept)
    .map(({ valueString }) => valueString as string);
  if (notKept.length > 0)
    issue.push({
      ...NOT_KEPT,
      // `Patient.gender` of the entry's resource is `Bundle.entry[0].resource.gender`.
      expression: notKept.map((element) => `${path}.resource${element.replace(/^[A-Za-z]+/, '')}`),
    });
  return issue.length > 0 ? { resourceType: 'OperationOutcome', issue } : undefined;
}

function messageResponse(receipt: Task, baseUrl: string, link: Bundle['link'], messageId = 'unknown'): Bundle {
  const failed = receipt.status === 'rejected';
  const findings = receipt.contained?.find(
    (resource): resource is OperationOutcome => resource.resourceType === 'OperationOutcome',
  );
  return {
    resourceType: 'Bundle',
    type: 'message',
    timestamp: receipt.authoredOn,
    link,
    entry: [
      {
        fullUrl: `urn:uuid:${receipt.id}`,
        resource: {
          resourceType: 'MessageHeader',
          id: receipt.id,
          eventUri: 'https://sluss.se/fhir/message/receipt',
          source: { endpoint: baseUrl },
          response: {
            identifier: messageId,
            code: failed ? 'fatal-error' : 'ok',
            ...(findings && { details: { reference: '#findings' } }),
          },
          ...(findings && { contained: [{ ...findings, id: 'findings' }] }),
          // Absolute, since a relative reference from a urn:uuid resolves to nothing.
          focus: [{ reference: `${baseUrl}/Task/${receipt.id}` }],
        },
      },
      { fullUrl: `${baseUrl}/Task/${receipt.id}`, resource: receipt },
    ],
  };
}
