/** The addresses of one gateway, as clients see them. */
export interface Endpoints {
  /** Address of the FHIR API, without a trailing slash; also the issuer and the audience of access tokens. */
  base: string;
  token: string;
  jwks: string;
}

/** The addresses that follow from the base address, such as `http://localhost:8080/fhir`. */
export function endpointsOf(base: string): Endpoints {
  const root = base.replace(/\/fhir$/, '');
  return { base, token: `${root}/auth/token`, jwks: `${root}/auth/jwks` };
}
