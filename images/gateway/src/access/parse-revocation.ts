import Ajv2020 from 'ajv/dist/2020';
import { REVOCATION_MAX_BYTES, type RevocationDocument } from '../../../../lib/contract/revocation';
import schema from '../../../../lib/contract/revocation.schema.json';
import { TOKEN_ISSUER_RULES } from '../../../../lib/contract/token-issuer';
import { excerpt, DocumentError, printable, type DocumentFault } from '../documents/document-error';
import { duplicateKey } from '../documents/duplicate-key';
import { schemaFault } from '../documents/schema-fault';
import { isName } from '../identity/names';

const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, verbose: true, ownProperties: true })
  .compile<RevocationDocument>(schema);

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
  const refuse = (fault: DocumentFault): never => { throw new DocumentError('revocation', name, fault); };
  const bytes = Buffer.byteLength(text);
  if (bytes > REVOCATION_MAX_BYTES) {
    refuse({ path: '', got: `${bytes} bytes`, expected: `at most ${REVOCATION_MAX_BYTES} bytes`, mend: 'shut out a group, or a path of roles, or take out whom the provider knows no more' });
  }
  const document = parseJson(text, refuse);
  const doubled = duplicateKey(text);
  if (doubled !== undefined) refuse({ path: doubled, got: 'this member twice', expected: 'it once', mend: 'remove one of the two' });
  if (!validate(document)) return refuse(schemaFault(validate.errors ?? []));
  document.revoked.forEach(({ principal }, index) => {
    if (!isPrincipal(principal)) {
      refuse({
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

function parseJson(text: string, refuse: (fault: DocumentFault) => never): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = printable((error as Error).message).slice(0, 200);
    return refuse({ path: '', got: excerpt(text), expected: 'JSON', mend: `mend its syntax (${reason})` });
  }
}
