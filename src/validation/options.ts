/** Settings of one call. The defaults are those of HL7's validator without a network. */
export interface ValidationOptions {
  /** References that lead out of the input: not looked up, looked up for existence and type, or validated against the target profiles too. */
  references: 'ignore' | 'exists-and-type' | 'valid';
  /** The type in `Group/123` is taken for the target's. */
  trustReferenceTypes: boolean;
  contained: 'validate' | 'ignore';
  /** Urls of example domains are accepted. */
  allowExampleUrls: boolean;
  /** Severity of rules that are marked as best practice. */
  bestPractice: 'ignore' | 'information' | 'warning' | 'error';
  rejectHtmlInStrings: boolean;
  rejectHtmlInMarkdown: boolean;
  rejectExperimental: boolean;
  forPublication: boolean;
  /** Unknown extensions: an error, or a note. Urls that begin with one of the allowed are a note in any case. */
  unknownExtensions: 'error' | 'allow';
  allowedExtensions: readonly string[];
  /** Profiles for resources inside a Bundle: the n-th (from 0) of a type. */
  bundleRules: readonly { type: string; index: number; profile: string }[];
  /** A relative reference needs its entry's fullUrl to be resolved; a receiver that resolves them in another way may do without. */
  requireFullUrl: boolean;
  /** Resources outside the input that a reference may be resolved to. */
  resolve?: (reference: string) => unknown;
}

export const DEFAULT_OPTIONS: ValidationOptions = {
  references: 'ignore',
  trustReferenceTypes: false,
  contained: 'validate',
  allowExampleUrls: true,
  bestPractice: 'ignore',
  rejectHtmlInStrings: false,
  rejectHtmlInMarkdown: false,
  rejectExperimental: false,
  forPublication: false,
  unknownExtensions: 'error',
  allowedExtensions: [],
  bundleRules: [],
  requireFullUrl: true,
};
