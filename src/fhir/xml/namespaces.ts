/** Everything of FHIR, https://hl7.org/fhir/R4/xml.html */
export const FHIR_NAMESPACE = 'http://hl7.org/fhir';
/** The content of `Narrative.div`. */
export const XHTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';
/** `xsi:schemaLocation` and the like: hints for tools, which say nothing of the content. */
export const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
