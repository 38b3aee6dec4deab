/** Who may call, and for whom: the clients file. */
import { createPublicKey, type JsonWebKey as NodeJwk } from 'node:crypto';
import type { JWK } from 'jose';
import { z } from 'zod';
import { checkOrganisationsnummer } from '../identity/organisationsnummer.ts';
import { parseScope } from './scope.ts';

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'];

/** RFC 7517. Only what an asymmetric signature is verified with; a private key in this file is a leak and refused. */
const jwkSchema = z
  .looseObject({ kty: z.enum(['RSA', 'EC']), kid: z.string().optional() })
  .superRefine((key, context) => {
    const fail = (message: string) => context.addIssue({ code: 'custom', message });
    if (PRIVATE_MEMBERS.some((member) => member in key))
      return fail('the key holds private members; register the public key only');
    try {
      const { asymmetricKeyDetails } = createPublicKey({ key: key as unknown as NodeJwk, format: 'jwk' });
      if (key.kty === 'RSA' && (asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
        fail('the RSA key has fewer than 2048 bits');
    } catch {
      fail('the key is not a valid public JWK');
    }
  });

const organisationsnummer = z.coerce.string().transform((value, context) => {
  const check = checkOrganisationsnummer(value);
  if (check.ok) return check.value;
  context.addIssue({ code: 'custom', message: 'it is not an organisationsnummer' });
  return z.NEVER;
});

const clientSchema = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9._~-]{1,128}$/, 'a client id has 1 to 128 letters, digits, ".", "_", "~" or "-"'),
    name: z.string().min(1),
    jwks: z.strictObject({ keys: z.array(jwkSchema).min(1) }).optional(),
    jwksUri: z.url({ protocol: /^https$/, error: 'it must be an https address' }).optional(),
    vardgivare: z.array(organisationsnummer).min(1),
    scopes: z
      .array(z.string().refine((value) => parseScope(value) !== undefined, 'it is not a SMART system scope'))
      .min(1),
  })
  .refine((client) => client.jwks || client.jwksUri, { error: 'it needs jwks or jwksUri', path: ['jwks'] });

export const clientsSchema = z.strictObject({ clients: z.array(clientSchema) }).superRefine(({ clients }, context) => {
  const seen = new Set<string>();
  clients.forEach(({ id }, index) => {
    if (seen.has(id))
      context.addIssue({ code: 'custom', message: 'the id is used twice', path: ['clients', index, 'id'] });
    seen.add(id);
  });
});

/** A registered client: a vendor's system, the vårdgivare it may act for (T-1), and the most it may ask for. */
export interface Client {
  id: string;
  name: string;
  jwks?: { keys: JWK[] };
  jwksUri?: string;
  /** organisationsnummer, ten digits */
  vardgivare: string[];
  scopes: string[];
}
