/** Who is shut out of one Luigi service, whatever their session or token says: the SSM parameter `/luigi/<service>/control/revoked`. */
export interface RevocationDocument {
  /** Version of the document format. */
  readonly version: number;
  /** Who is shut out; nobody where it is empty. */
  readonly revoked: readonly RevokedPrincipal[];
}

/** One who is shut out. */
export interface RevokedPrincipal {
  /** As in access mappings: `user:`, `group:`, `role:` (also by path), `client:`, `claim:`; and `worker:<name>` on the worker lane. */
  readonly principal: string;
  /**
   * Why, for whoever reads the document later. The person is not told.
   * @default - none
   */
  readonly reason?: string;
  /**
   * Since when, as a date and time of RFC 3339. Information only: who stands in the document is shut out.
   * @default - none
   */
  readonly since?: string;
}

/** Last part of the parameter's name, and of the file's without `.json`. */
export const REVOCATION_DOCUMENT = 'revoked';

/** Largest document, in bytes of UTF-8: what an SSM parameter of the advanced tier holds. */
export const REVOCATION_MAX_BYTES = 8192;
