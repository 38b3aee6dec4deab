import { SaxesParser } from 'saxes';
import { escapeText } from './escape.ts';
import { XHTML_NAMESPACE } from './namespaces.ts';

/**
 * A narrative's div as markup that may stand in an XML document: as it is where it is one well-formed element, with XHTML's namespace where it names
 * none. Anything else would break the document, or say something outside the div, and is written as text.
 */
export function divMarkup(div: string): string {
  // A reader takes every line end for a line feed (https://www.w3.org/TR/xml/#sec-line-ends).
  const trimmed = div.trim().replace(/\r\n?/g, '\n');
  if (!isOneElement(trimmed)) return `<div xmlns="${XHTML_NAMESPACE}">${escapeText(div)}</div>`;
  const start = /^<div(?=[\s/>])[^>]*/.exec(trimmed)?.[0];
  return start === undefined || /\sxmlns\s*=/.test(start)
    ? trimmed
    : `<div xmlns="${XHTML_NAMESPACE}"${trimmed.slice('<div'.length)}`;
}

function isOneElement(text: string): boolean {
  if (!/^<[A-Za-z]/.test(text)) return false;
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  let root: string | undefined;
  let refused = false;
  const refuse = () => {
    refused = true;
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('opentag', ({ local }) => {
    root ??= local;
  });
  try {
    parser.write(text).close();
  } catch {
    return false;
  }
  return root === 'div' && !refused;
}
