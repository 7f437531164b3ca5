import Ajv2020 from 'ajv/dist/2020';
import type { AccessMappingDocument } from '../../../../lib/contract/access-mapping';
import { ACCESS_MAPPING_MAX_BYTES, ACCESS_MAPPING_NAME } from '../../../../lib/contract/access-mapping-limits';
import schema from '../../../../lib/contract/access-mapping.schema.json';
import { excerpt, DocumentError, printable, type DocumentFault } from '../documents/document-error';
import { duplicateKey } from '../documents/duplicate-key';
import { schemaFault } from '../documents/schema-fault';
import { accessMappingOf, type AccessMapping } from './access-mapping';
import { parameterLimitsFault } from './parameter-limits';

const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, verbose: true, ownProperties: true })
  .compile<AccessMappingDocument>(schema);

/**
 * Reads one mapping document. It is valid as a whole or not at all: half a mapping grants nothing.
 *
 * @param name of the mapping
 * @param text JSON, at most 8192 bytes of UTF-8
 * @throws DocumentError
 */
export function parseMapping(name: string, text: string): AccessMapping {
  const refuse = (fault: DocumentFault): never => { throw new DocumentError('access mapping', name, fault); };
  if (!ACCESS_MAPPING_NAME.test(name)) {
    refuse({ path: '', got: `the name ${excerpt(name)}`, expected: '1 to 128 letters, digits, dots, hyphens or underscores', mend: 'rename it' });
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > ACCESS_MAPPING_MAX_BYTES) refuse(tooLarge(`${bytes} bytes`));
  const document = parseJson(text, refuse);
  const doubled = duplicateKey(text);
  if (doubled !== undefined) refuse({ path: doubled, got: 'this member twice', expected: 'it once', mend: 'remove one of the two' });
  if (!validate(document)) return refuse(schemaFault(validate.errors ?? []));
  document.grants.run?.forEach(({ parameters }, index) => {
    const fault = parameterLimitsFault(parameters ?? {}, `/grants/run/${index}/parameters`);
    if (fault !== undefined) refuse(fault);
  });
  return accessMappingOf(name, document);
}

/** What to say of a document that is too large. */
export function tooLarge(got: string): DocumentFault {
  return { path: '', got, expected: `at most ${ACCESS_MAPPING_MAX_BYTES} bytes`, mend: 'spread it over several mappings' };
}

function parseJson(text: string, refuse: (fault: DocumentFault) => never): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = printable((error as Error).message).slice(0, 200);
    return refuse({ path: '', got: excerpt(text), expected: 'JSON', mend: `mend its syntax (${reason})` });
  }
}
