import { REVOCATION_MAX_BYTES, type RevocationDocument } from '../../../../lib/contract/revocation';
import schema from '../../../../lib/contract/revocation.schema.json';
import { TOKEN_ISSUER_RULES } from '../../../../lib/contract/token-issuer';
import { excerpt } from '../documents/document-error';
import { DocumentForm } from '../documents/document-form';
import { isName } from '../identity/names';

const FORM = new DocumentForm<RevocationDocument>({
  title: 'revocation', schema, maxBytes: REVOCATION_MAX_BYTES,
  mendSize: 'shut out a group, or a path of roles, or take out whom the provider knows no more',
});

/** Principals of kinds that mappings don't know, or know in a narrower form. */
const NAMED = /^(?:user:|group:|client:([^/]*)\/|claim:([^/]*)\/([^=]*)=)(.*)$/su;
/** Wider than that of mappings: the role of a worker is as its job spells it, in whatever path. */
const ROLE = /^role:arn:[a-z0-9-]+:iam::[0-9]{12}:role\/(?:[A-Za-z0-9_+=,.@/-]{1,576}|(?:[A-Za-z0-9_+=,.@/-]{1,570}\/)?\*)$/;
const WORKER = /^worker:[A-Za-z0-9._-]{1,64}$/;

/**
 * Reads the document of who is shut out. It is valid as a whole or not at all: the last valid one stays.
 *
 * @param name of the document, for messages
 * @param text JSON, at most 8192 bytes of UTF-8
 * @returns the principals, each once
 * @throws DocumentError
 */
export function parseRevocation(name: string, text: string): readonly string[] {
  const document = FORM.read(name, text);
  document.revoked.forEach(({ principal }, index) => {
    if (!isPrincipal(principal)) {
      FORM.refuse(name, {
        path: `/revoked/${index}/principal`, got: excerpt(principal),
        expected: 'user:<name>, group:<name>, role:<ARN of an IAM role, or of a path with /* at its end>, client:<issuer>/<client id>, claim:<issuer>/<claim>=<value> or worker:<name>',
        mend: 'write it as the decision log has it',
      });
    }
  });
  return Object.freeze([...new Set(document.revoked.map(({ principal }) => principal))]);
}

/**
 * Whether a caller could be this principal: else it would shut out nobody, and nobody would notice. Names are held to what identity lets
 * in, not to what mappings take: whoever can sign in can be shut out. But for a space at either end, which is nearly always a slip.
 */
function isPrincipal(principal: string): boolean {
  if (principal.startsWith('role:')) return ROLE.test(principal);
  if (principal.startsWith('worker:')) return WORKER.test(principal);
  const [found, client, issuer, claim, value = ''] = NAMED.exec(principal) ?? [];
  if (found === undefined || !isName(value) || value.trim() !== value) return false;
  const { name, claim: claimName } = TOKEN_ISSUER_RULES;
  return (client === undefined || name.test(client)) && (issuer === undefined || name.test(issuer)) && (claim === undefined || claimName.test(claim));
}
