import type { AccessMappingDocument } from '../../../../lib/contract/access-mapping';
import { ACCESS_MAPPING_MAX_BYTES, ACCESS_MAPPING_NAME } from '../../../../lib/contract/access-mapping-limits';
import schema from '../../../../lib/contract/access-mapping.schema.json';
import { excerpt } from '../documents/document-error';
import { DocumentForm } from '../documents/document-form';
import { accessMappingOf, type AccessMapping } from './access-mapping';
import { parameterLimitsFault } from './parameter-limits';

const FORM = new DocumentForm<AccessMappingDocument>({
  title: 'access mapping', schema, maxBytes: ACCESS_MAPPING_MAX_BYTES, mendSize: 'spread it over several mappings',
});

/**
 * Reads one mapping document. It is valid as a whole or not at all: half a mapping grants nothing.
 *
 * @param name of the mapping
 * @param text JSON, at most 8192 bytes of UTF-8
 * @throws DocumentError
 */
export function parseMapping(name: string, text: string): AccessMapping {
  if (!ACCESS_MAPPING_NAME.test(name)) {
    FORM.refuse(name, { path: '', got: `the name ${excerpt(name)}`, expected: '1 to 128 letters, digits, dots, hyphens or underscores', mend: 'rename it' });
  }
  const document = FORM.read(name, text);
  document.grants.run?.forEach(({ parameters }, index) => {
    const fault = parameterLimitsFault(parameters ?? {}, `/grants/run/${index}/parameters`);
    if (fault !== undefined) FORM.refuse(name, fault);
  });
  return accessMappingOf(name, document);
}
