import { SaxesParser } from 'saxes';
import { type Finding, finding } from '../../errors/finding.ts';
import type { JsonLimits, StrictJson } from '../json/parse-strict.ts';
import { positionAt } from '../json/position.ts';
import { NO_TAG, syntaxReason } from './syntax-reason.ts';
import { TooDeep, TreeBuilder } from './tree-builder.ts';

/** Thrown out of the parser by its handlers, to stop it. */
class Stop extends Error {
  readonly finding: Finding;

  constructor(item: Finding) {
    super(item.code);
    this.finding = item;
  }
}

/** Whether a text is to be read as XML: JSON never begins with `<`. */
export function isXml(text: string): boolean {
  return /^[\ufeff\s]*</.test(text);
}

/**
 * Parses FHIR XML (http://hl7.org/fhir/R4/xml.html) into the value that the same resource has in JSON, as `parseStrictJson` gives it: lists where
 * elements may repeat, numbers and booleans by their types, `_name` beside a primitive with id or extensions, the narrative's div as text.
 *
 * What JSON has no place for is a finding with line and column: markup that is not well-formed, document types (so that no entity can be defined), other
 * namespaces, attributes and text that FHIR does not have, a wrong order, a second one of what occurs once. Elements that the type does not have are kept as
 * properties of that name, and values that don't fit their type as text: validation tells of them by the rules that it has for JSON. Never throws.
 */
export function parseFhirXml(text: string, limits: JsonLimits): StrictJson {
  const { maxDepth, maxBytes } = limits;
  if (maxBytes !== undefined && (text.length > maxBytes || Buffer.byteLength(text) > maxBytes)) {
    return { value: undefined, findings: [finding('xml-too-large', '', { limit: maxBytes })] };
  }
  const findings: Finding[] = [];
  let source = text;
  if (source.charCodeAt(0) === 0xfeff) {
    findings.push({ ...finding('xml-byte-order-mark', ''), line: 1, column: 1 });
    source = source.slice(1);
  }
  if (!isXml(source)) {
    findings.push({ ...finding('xml-syntax', '', { reason: NO_TAG }), line: 1, column: 1 });
    return { value: undefined, findings };
  }
  // XML 1.1 would allow control characters. With a seventh handler the parser's object gets too many properties for V8 to keep it fast: reading would
  // take four times as long. So the declaration is read from the parser when it is done.
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const builder = new TreeBuilder(source, maxDepth);
  parser.on('error', (error) => {
    throw new Stop(finding('xml-syntax', '', { reason: syntaxReason(error.message) }));
  });
  parser.on('doctype', () => {
    throw new Stop(finding('xml-doctype', ''));
  });
  parser.on('opentag', (tag) => builder.open(tag, parser.position));
  parser.on('closetag', (tag) => builder.close(tag, parser.position));
  parser.on('text', (content) => builder.text(content));
  parser.on('cdata', (content) => builder.text(content));
  let stopped: unknown;
  try {
    parser.write(source);
  } catch (error) {
    stopped = error;
  }
  const { encoding } = parser.xmlDecl;
  try {
    // It forgets the declaration here.
    if (!stopped) parser.close();
  } catch (error) {
    stopped = error;
  }
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
    findings.push({ ...finding('xml-encoding', ''), line: 1, column: 1 });
  if (stopped) {
    const fatal =
      stopped instanceof Stop
        ? stopped.finding
        : stopped instanceof TooDeep
          ? finding('xml-too-deep', '', { limit: maxDepth })
          : undefined;
    if (!fatal) throw stopped;
    const offset = Math.max(0, Math.min(parser.position, source.length) - 1);
    return {
      value: undefined,
      findings: [...findings, { ...fatal, ...positionAt(source, offset) }],
    };
  }
  return { value: builder.value, findings: [...findings, ...builder.findings()] };
}
