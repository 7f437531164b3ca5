import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ACCESS_MAPPING_MAX_BYTES } from '../../../../lib/contract/access-mapping-limits';
import { printable } from './document-error';
import { MAX_DOCUMENTS, DocumentSourceError, type DocumentText, type DocumentSource } from './document-source';

const SUFFIX = '.json';

/** What says something about one file, and nothing about the others. Anything else (EIO, EMFILE, ...) is the machine's trouble. */
const OF_ONE_FILE = new Set(['EACCES', 'EPERM', 'ELOOP', 'ENOENT', 'ENOTDIR', 'ENXIO', 'EISDIR']);

/**
 * Documents as `*.json` files of one directory: for a service on one machine. Names that start with a dot are passed over,
 * and so are subdirectories' contents. Links may lead anywhere within the directory (Kubernetes mounts do that), not out of it.
 *
 * A directory that is missing or can't be listed is an error of the source. A file that may not be read, is too large,
 * isn't UTF-8 or isn't a regular file is an invalid document; the others go on. Write files elsewhere and rename them into place:
 * one that is caught half written is invalid until the next read.
 */
export class DirectorySource implements DocumentSource {
  readonly address: string;

  /** @param directory absolute path */
  constructor(private readonly directory: string) {
    this.address = `directory:${directory}`;
  }

  async read(): Promise<readonly DocumentText[]> {
    const { root, files } = await this.list();
    if (files.length > MAX_DOCUMENTS) {
      throw new DocumentSourceError(`got ${files.length} documents in ${this.address}, expected at most ${MAX_DOCUMENTS}; put several into one`);
    }
    const documents: DocumentText[] = [];
    for (const file of files) {
      const document = await this.readOne(root, file);
      if (document !== undefined) documents.push(document);
    }
    return documents;
  }

  private async list(): Promise<{ readonly root: string; readonly files: readonly string[] }> {
    try {
      const root = await realpath(this.directory);
      const entries = await readdir(root);
      return { root, files: entries.filter((entry) => entry.endsWith(SUFFIX) && !entry.startsWith('.')).sort() };
    } catch (error) {
      throw new DocumentSourceError(`got ${codeOf(error)} from ${this.address}, expected a directory that may be listed; create it, or mend its permissions`, { cause: error });
    }
  }

  /** The document; undefined where the file has gone since the directory was listed. */
  private async readOne(root: string, file: string): Promise<DocumentText | undefined> {
    const name = file.slice(0, -SUFFIX.length);
    const unreadable = (reason: string): DocumentText => ({ name, unreadable: `file ${printable(JSON.stringify(file))}: ${reason}` });
    try {
      const target = await realpath(join(root, file));
      if (!target.startsWith(root.endsWith(sep) ? root : root + sep)) {
        return unreadable('got a link that leads out of the directory, expected a file in it; put the file itself there');
      }
      const bytes = await readRegularFile(target);
      if (bytes === undefined) return unreadable('got something that is no regular file, expected one; remove it');
      if (bytes.length > ACCESS_MAPPING_MAX_BYTES) {
        return unreadable(`got more than ${ACCESS_MAPPING_MAX_BYTES} bytes, expected at most that; spread it over several documents`);
      }
      return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return unreadable('got bytes that are not UTF-8, expected UTF-8; save it as UTF-8');
      if (code === 'ENOENT' && !(await readdir(root)).includes(file)) return undefined;
      if (OF_ONE_FILE.has(code)) return unreadable(`got ${code}, expected a file that may be read; mend its permissions, or remove it`);
      throw new DocumentSourceError(`got ${code} from ${this.address}, expected its files to be readable; see to the machine`, { cause: error });
    }
  }
}

/** The file's bytes, at most one more than a document may have; undefined where it is no regular file. Never waits for a pipe's other end. */
async function readRegularFile(path: string): Promise<Buffer | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) return undefined;
    const buffer = Buffer.alloc(ACCESS_MAPPING_MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'an unknown error';
}
